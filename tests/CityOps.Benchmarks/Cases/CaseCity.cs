using System.Globalization;
using CityOps.App.Database;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CityOps.Benchmarks.Cases;

/// <summary>A durable database with the test city's people and so many cases.</summary>
internal sealed class CaseCity : IAsyncDisposable
{
    private readonly ScratchFolder _scratch;
    private readonly EmbeddedPostgres _server;

    private CaseCity(ScratchFolder scratch, EmbeddedPostgres server)
    {
        (_scratch, _server) = (scratch, server);
        City = CityDatabase.At(server.ConnectionString);
    }

    public string ConnectionString => _server.ConnectionString;

    public CityDatabase City { get; }

    public static async Task<CaseCity> CreateAsync(int cases, CancellationToken ct)
    {
        var scratch = new ScratchFolder();
        var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(scratch.Path),
            NullLogger.Instance,
            ct
        );
        await Migrations.ApplyAsync(server.ConnectionString, NullLogger.Instance, ct);
        var made = new CaseCity(scratch, server);
        await using (var db = made.City.NewContext())
        {
            await TestCity.CreateAsync(db, ct);
        }

        using var file = typeof(CaseCity).Assembly.GetManifestResourceStream("fill_cases.sql")!;
        using var reader = new StreamReader(file);
        await made.ExecuteAsync(
            (await reader.ReadToEndAsync(ct)).Replace(
                "{cases}",
                cases.ToString(CultureInfo.InvariantCulture),
                StringComparison.Ordinal
            ),
            ct
        );
        await made.ExecuteAsync("vacuum analyze", ct);
        await made.ExecuteAsync("checkpoint", ct);
        return made;
    }

    public static string Officer(int n) => string.Create(CultureInfo.InvariantCulture, $"officer-{n}");

    /// <summary>So many officers as the test city's one, each with its own account.</summary>
    public Task AddOfficersAsync(int count, CancellationToken ct) =>
        ExecuteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                insert into account
                select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'login', 'officer-' || n))).*
                from account a cross join generate_series(1, {count}) n where a.login = 'officer'
                """
            ),
            ct
        );

    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // the benchmark's own
        await using var command = City.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // the benchmark's own
        await using var command = City.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    public async ValueTask DisposeAsync()
    {
        await City.DisposeAsync();
        await _server.DisposeAsync();
        _scratch.Dispose();
    }
}
