using System.Collections.Frozen;
using System.Text;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Follow;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// Keeps the stations and what their elements are in memory, as <see cref="GatewayDirectory"/> does with gateways and
/// sensors: a change is notified on the same channel.
/// </summary>
internal sealed class Sl651Stations(NpgsqlDataSource database, TimeProvider time, ILogger<Sl651Stations> logger)
    : BackgroundService
{
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Wake _changed = new();
    private FrozenDictionary<string, Sl651Station> _stations = FrozenDictionary<string, Sl651Station>.Empty;
    private bool _isLoaded;
    private long _loadedAt;

    private sealed record Row(
        string GatewayId,
        string Address,
        string Password,
        int? PollSeconds,
        string? ElementAddress,
        string? Element,
        string? SensorCode,
        string? Unit,
        int? ZeroMm,
        bool? EndsAtTime
    );

    /// <summary>
    /// A station that may just have been entered: read anew when the last reading is over a second old. Throws while
    /// the database is away and nothing is known yet.
    /// </summary>
    public async ValueTask<Sl651Station?> FindAsync(string address, CancellationToken cancellationToken)
    {
        if (_stations.GetValueOrDefault(address) is { } known)
        {
            return known;
        }

        if (!_isLoaded || time.GetElapsedTime(_loadedAt) > LeastAge)
        {
            await LoadAsync(cancellationToken);
        }

        return _stations.GetValueOrDefault(address);
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            AlwaysAsync(
                ct => Listening.RunAsync(database, "cityops_directory", _ => _changed.Call(), ct),
                stoppingToken
            ),
            AlwaysAsync(FollowAsync, stoppingToken)
        );

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _changed.WaitAsync(cancellationToken);
            await LoadAsync(cancellationToken);
        }
    }

    /// <summary>Reads the table.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            await using var command = database.CreateCommand(Sql.File("sl651_stations"));
            var rows = await command.ListAsync<Row>(cancellationToken);
            _stations = rows.GroupBy(row => row.Address).ToFrozenDictionary(station => station.Key, Station);
            _loadedAt = time.GetTimestamp();
            _isLoaded = true;
        }
        finally
        {
            _loading.Release();
        }
    }

    private static Sl651Station Station(IGrouping<string, Row> rows)
    {
        var station = rows.First();
        return new Sl651Station(
            station.GatewayId,
            station.Address,
            station.Password,
            station.PollSeconds,
            rows.Where(row => row.Element is not null)
                .ToFrozenDictionary(
                    row => (row.ElementAddress!, row.Element!),
                    row => new Sl651Sensor(
                        Encoding.UTF8.GetBytes(row.SensorCode!),
                        row.Unit switch
                        {
                            "mm" => 1,
                            "cm" => 10,
                            _ => 1000,
                        },
                        row.ZeroMm ?? 0,
                        row.EndsAtTime ?? false
                    )
                )
        );
    }

    private Task AlwaysAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken) =>
        UntilStopped.RunAsync(work, Failed, time, stoppingToken);

    private void Failed(Exception e)
    {
        logger.LogWarning("The SL 651 stations can't be read now and will be later: {Error}", e.Message);
        _changed.Call();
    }
}
