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
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(1);
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
    /// guessing at names costs the database one query a second at most. Throws when the database is away and nothing is
    /// known yet.
    /// </summary>
    public async Task<Gateway?> FindGatewayAsync(string id, CancellationToken cancellationToken)
    {
        if (Current.Gateway(id) is { } known)
        {
            return known;
        }

        if (!IsLoaded || time.GetElapsedTime(_loadedAt) > MinAge)
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
            select id, secret_sha256, former_secret_sha256, former_secret_until, disabled_at is not null as disabled,
              hears_all_towns, sends, backfill_after_hours,
              array(select town_code from gateway_alert_town where gateway_id = gateway.id) as alert_towns
            from gateway
            """,
            connection
        );
        return (await command.ListAsync<GatewayRow>(cancellationToken)).ConvertAll(row => new Gateway(
            row.Id,
            row.SecretSha256,
            row.Disabled
        )
        {
            FormerSecretSha256 = row.FormerSecretSha256,
            FormerSecretUntil = row.FormerSecretUntil ?? default,
            HearsAllTowns = row.HearsAllTowns,
            AlertTowns = row.AlertTowns.ToFrozenSet(),
            Sends = row.Sends.ToFrozenSet(),
            BackfillAfter = row.BackfillAfterHours is { } hours ? TimeSpan.FromHours(hours) : null,
        });
    }

    private sealed record GatewayRow(
        string Id,
        byte[] SecretSha256,
        byte[]? FormerSecretSha256,
        DateTimeOffset? FormerSecretUntil,
        bool Disabled,
        bool HearsAllTowns,
        string[] Sends,
        int? BackfillAfterHours,
        string[] AlertTowns
    );

    private static async Task<List<Sensor>> ReadSensorsAsync(
        NpgsqlConnection connection,
        ILookup<int, (long FromTicks, int OffsetMm)> zeros,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select id, code, gateway_id, range_min_mm, range_max_mm, disabled_at is not null as disabled from sensor",
            connection
        );
        return (await command.ListAsync<SensorRow>(cancellationToken)).ConvertAll(row => new Sensor(
            row.Id,
            row.Code,
            row.GatewayId,
            row.RangeMinMm,
            row.RangeMaxMm,
            row.Disabled
        )
        {
            Zeros = [.. zeros[row.Id]],
        });
    }

    private sealed record SensorRow(
        int Id,
        string Code,
        string GatewayId,
        int RangeMinMm,
        int RangeMaxMm,
        bool Disabled
    );

    private sealed record ZeroRow(int SensorId, DateTime ValidFrom, int ZeroOffsetMm);

    private static async Task<ILookup<int, (long FromTicks, int OffsetMm)>> ReadZerosAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select sensor_id, greatest(valid_from, '0001-01-01 00:00+00') as valid_from, zero_offset_mm
            from sensor_zero order by sensor_id, valid_from
            """,
            connection
        );
        return (await command.ListAsync<ZeroRow>(cancellationToken)).ToLookup(
            zero => zero.SensorId,
            zero => (zero.ValidFrom.Ticks, zero.ZeroOffsetMm)
        );
    }
}
