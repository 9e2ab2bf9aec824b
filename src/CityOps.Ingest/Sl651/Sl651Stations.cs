using System.Collections.Frozen;
using System.Text;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Directory;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// Keeps the stations and what their elements are in memory, as <see cref="GatewayDirectory"/> does with gateways and
/// sensors.
/// </summary>
internal sealed class Sl651Stations(NpgsqlDataSource database, TimeProvider time, ILogger<Sl651Stations> logger)
    : DirectoryCopy(database, time)
{
    private FrozenDictionary<string, Sl651Station> _stations = FrozenDictionary<string, Sl651Station>.Empty;

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

        await RefreshAsync(cancellationToken);
        return _stations.GetValueOrDefault(address);
    }

    /// <inheritdoc />
    protected override async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.File("sl651_stations"), connection);
        var rows = await command.ListAsync<Row>(cancellationToken);
        _stations = rows.GroupBy(row => row.Address).ToFrozenDictionary(station => station.Key, Station);
    }

    /// <inheritdoc />
    protected override void Failed(Exception problem) =>
        logger.LogWarning("The SL 651 stations can't be read now and will be later: {Error}", problem.Message);

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
}
