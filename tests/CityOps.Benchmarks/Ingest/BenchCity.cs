using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CityOps.App.Database;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CityOps.Benchmarks.Ingest;

/// <summary>
/// A durable database (fsync and synchronous_commit on, as the product runs it) with gateways and sensors to speak for:
/// 200 gateways of 5 sensors each.
/// </summary>
internal sealed class BenchCity : IAsyncDisposable
{
    public const int Gateways = 200;
    public const int SensorsPerGateway = 5;
    public const string Secret = "a-secret-of-the-benchmark";
    private readonly ScratchFolder _scratch;
    private EmbeddedPostgres _server;
    private int _run;

    private BenchCity(ScratchFolder scratch, EmbeddedPostgres server)
    {
        _scratch = scratch;
        _server = server;
        Database = NpgsqlDataSource.Create(server.ConnectionString);
    }

    public string ConnectionString => _server.ConnectionString;

    public NpgsqlDataSource Database { get; }

    /// <summary>Keys of all sensors, by gateway.</summary>
    public IReadOnlyList<int> SensorIds { get; private set; } = [];

    public static async Task<BenchCity> CreateAsync(CancellationToken ct)
    {
        var scratch = new ScratchFolder();
        var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(scratch.Path),
            NullLogger.Instance,
            ct
        );
        await Migrations.ApplyAsync(server.ConnectionString, NullLogger.Instance, ct);
        var city = new BenchCity(scratch, server);
        await city.FillAsync(ct);
        return city;
    }

    public static string GatewayId(int gateway) => string.Create(CultureInfo.InvariantCulture, $"bench-{gateway:000}");

    public static string SensorCode(int gateway, int sensor) =>
        string.Create(CultureInfo.InvariantCulture, $"B{gateway:000}-{sensor}");

    /// <summary>A day of the past weeks; with <see cref="SettleAsync"/> between, every reading of a run is
    /// new.</summary>
    public DateTime NextDay() =>
        new DateTime(TimeProvider.System.GetUtcNow().UtcDateTime.Date.Ticks, DateTimeKind.Utc).AddDays(
            -25 + (_run++ % 24)
        );

    public async Task<long> CountAsync(DateTime day, CancellationToken ct)
    {
        await using var command = Database.CreateCommand(
            "select count(*) from reading where observed_at >= $1 and observed_at < $1 + interval '1 day'"
        );
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = day });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Starts every run from the same state: nothing left to write back, an empty table.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        await using var truncate = Database.CreateCommand("truncate reading");
        await truncate.ExecuteNonQueryAsync(ct);
        await using var checkpoint = Database.CreateCommand("checkpoint");
        await checkpoint.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Stops the server in an orderly way; everybody's connections end.</summary>
    public async Task StopAsync()
    {
        Database.Clear();
        await _server.DisposeAsync();
    }

    /// <summary>Starts it again on the same data.</summary>
    public async Task StartAgainAsync(CancellationToken ct) =>
        _server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(_scratch.Path),
            NullLogger.Instance,
            ct
        );

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _server.DisposeAsync();
        _scratch.Dispose();
    }

    private async Task FillAsync(CancellationToken ct)
    {
        await using var command = Database.CreateCommand(
            """
            with made as (
              insert into gateway (id, name, secret_sha256, created_at)
              select format('bench-%s', to_char(g, 'FM000')), 'benchmark', $1, now() from generate_series(0, $2 - 1) g
              returning id
            )
            insert into sensor (code, gateway_id, position, created_at)
            select format('B%s-%s', right(id, 3), s), id, st_setsrid(st_makepoint(113.38, 22.52), 4326), now()
            from made, generate_series(0, $3 - 1) s
            order by 1
            """
        );
        command.Parameters.Add(
            new NpgsqlParameter<byte[]> { TypedValue = SHA256.HashData(Encoding.UTF8.GetBytes(Secret)) }
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Gateways });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = SensorsPerGateway });
        await command.ExecuteNonQueryAsync(ct);
        SensorIds = await ScalarAsync<int[]>("select array_agg(id order by code) from sensor", ct);
        await using var partitions = Database.CreateCommand("select make_reading_partitions(now(), 1)");
        await partitions.ExecuteNonQueryAsync(ct);
    }
}
