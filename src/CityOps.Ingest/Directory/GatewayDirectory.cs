using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.Ingest.Directory;

/// <summary>
/// Keeps the gateways and sensors in memory. A trigger on both tables notifies of changes (channel
/// <c>cityops_directory</c>), so a new sensor is known at once; a slow re-reading covers a notification that was
/// missed.
/// </summary>
internal sealed class GatewayDirectory(
    NpgsqlDataSource database,
    IOptions<ReadingOptions> options,
    TimeProvider time,
    ILogger<GatewayDirectory> logger
) : BackgroundService
{
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Reconnect = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _loading = new(1);
    private long _loadedAt;

    /// <summary>The state of things now; empty until the database has answered once.</summary>
    public DirectorySnapshot Current { get; private set; } = DirectorySnapshot.Empty;

    /// <summary>Whether it has been read at all.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>Raised after each re-reading.</summary>
    public event Action? Changed;

    /// <summary>
    /// Finds a gateway that may just have been added: re-reads when the last reading is over a second old, so that
    /// guessing
    /// at names costs the database one query a second at most. Throws when the database is away and nothing is known
    /// yet.
    /// </summary>
    public async Task<Gateway?> FindGatewayAsync(string id, CancellationToken cancellationToken)
    {
        if (Current.Gateway(id) is { } known)
        {
            return known;
        }

        if (!IsLoaded || time.GetElapsedTime(_loadedAt) > LeastAge)
        {
            await LoadAsync(cancellationToken);
        }

        return Current.Gateway(id);
    }

    /// <summary>Reads both tables.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            var gateways = await ReadGatewaysAsync(connection, cancellationToken);
            var zeros = await ReadZerosAsync(connection, cancellationToken);
            var sensors = await ReadSensorsAsync(connection, zeros, cancellationToken);
            Current = new DirectorySnapshot(gateways, sensors);
            _loadedAt = time.GetTimestamp();
            IsLoaded = true;
        }
        finally
        {
            _loading.Release();
        }

        Changed?.Invoke();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("The gateways can't be followed while the database is away: {Error}", e.Message);
                await Task.Delay(Reconnect, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand("listen cityops_directory", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await LoadAsync(cancellationToken);
            await connection.WaitAsync(options.Value.DirectoryRefresh, cancellationToken);
        }
    }

    private static async Task<List<Gateway>> ReadGatewaysAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select id, secret_sha256, disabled_at is not null, hears_all_towns,
              array(select town_code from gateway_alert_town where gateway_id = gateway.id)
            from gateway
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var gateways = new List<Gateway>();
        while (await reader.ReadAsync(cancellationToken))
        {
            gateways.Add(
                new Gateway(reader.GetString(0), reader.GetFieldValue<byte[]>(1), reader.GetBoolean(2))
                {
                    HearsAllTowns = reader.GetBoolean(3),
                    AlertTowns = reader.GetFieldValue<string[]>(4).ToFrozenSet(),
                }
            );
        }

        return gateways;
    }

    private static async Task<List<Sensor>> ReadSensorsAsync(
        NpgsqlConnection connection,
        ILookup<int, (long FromTicks, int OffsetMm)> zeros,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select id, code, gateway_id, range_min_mm, range_max_mm, disabled_at is not null from sensor",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sensors = new List<Sensor>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sensors.Add(
                new Sensor(
                    reader.GetInt32(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetInt32(3),
                    reader.GetInt32(4),
                    reader.GetBoolean(5)
                )
                {
                    Zeros = zeros.Contains(reader.GetInt32(0)) ? [.. zeros[reader.GetInt32(0)]] : [],
                }
            );
        }

        return sensors;
    }

    private static async Task<ILookup<int, (long FromTicks, int OffsetMm)>> ReadZerosAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select sensor_id, greatest(valid_from, '0001-01-01 00:00+00'), zero_offset_mm from sensor_zero order by sensor_id, valid_from",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var zeros = new List<(int SensorId, long FromTicks, int OffsetMm)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            zeros.Add((reader.GetInt32(0), reader.GetDateTime(1).Ticks, reader.GetInt32(2)));
        }

        return zeros.ToLookup(zero => zero.SensorId, zero => (zero.FromTicks, zero.OffsetMm));
    }
}
