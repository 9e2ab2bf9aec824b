using CityOps.App.Database;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CityOps.Benchmarks.Figures;

/// <summary>
/// A database of its own with so many facts over 36 months: reports under patrols, their cases and their clocks,
/// written set by set with triggers off. A report with its case and its share of a patrol is counted by some fifteen
/// metrics.
/// </summary>
internal sealed class FiguresCity : IAsyncDisposable
{
    public static readonly DateOnly First = new(2021, 1, 1);
    public static readonly DateOnly Last = new(2023, 12, 31);
    private const int FactsPerReport = 15;
    private readonly ScratchFolder _scratch;
    private readonly EmbeddedPostgres _server;

    private FiguresCity(ScratchFolder scratch, EmbeddedPostgres server)
    {
        _scratch = scratch;
        _server = server;
        Database = NpgsqlDataSource.Create(server.ConnectionString);
    }

    public NpgsqlDataSource Database { get; }

    public static async Task<FiguresCity> CreateAsync(long facts, CancellationToken ct)
    {
        var scratch = new ScratchFolder();
        var server = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions(scratch.Path),
            NullLogger.Instance,
            ct
        );
        await Migrations.ApplyAsync(server.ConnectionString, NullLogger.Instance, ct);
        var city = new FiguresCity(scratch, server);
        await city.FillAsync(facts / FactsPerReport, ct);
        return city;
    }

    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // The benchmark's own statements.
        await using var command = Database.CreateCommand(sql);
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<long> CountAsync(string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // The benchmark's own statements.
        await using var command = Database.CreateCommand(sql);
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _server.DisposeAsync();
        _scratch.Dispose();
    }

    private async Task FillAsync(long reports, CancellationToken ct) =>
        await ExecuteAsync(
            $"""
            set session_replication_role = replica;
            insert into organisation (code, name, kind) select 'O' || n, '单位' || chr(65 + n), case n when 0 then 'bureau' else 'centre' end from generate_series(0, 5) n;
            insert into town (code, name, centre, boundary, boundary_is_approximate)
              select 'T' || n, chr(64 + n) || '镇', st_setsrid(st_point(113.3, 22.5), 4326), st_multi(st_setsrid(st_makeenvelope(113, 22, 114, 23), 4326)), true
              from generate_series(1, 23) n;
            insert into category (code, standard, name, kind) select 'K' || n, 'bench', '类别' || chr(64 + n), 'event' from generate_series(1, 40) n;
            insert into account (id, login, name, password_hash, role, organisation_code, security_stamp, created_at)
              select gen_random_uuid(), 'officer', 'officer', '', 'officer', 'O1', gen_random_uuid(), now();
            insert into patrol (id, kind, category_code, organisation_code, town_code, officer_id, started_at, received_at, persons, vehicles)
              select gen_random_uuid(), 'daily', 'K' || 1 + n % 40, 'O' || 1 + n % 5, 'T' || 1 + n % 23, a.id, at, at, 1 + n % 4, n % 2
              from generate_series(1, {reports / 8}::bigint) n
              cross join lateral (select timestamptz '2021-01-01 08:00+08' + (n * 7919 % 1095) * interval '1 day' + n % 9 * interval '1 hour' as at) t
              cross join account a;
            insert into report (id, source, patrol_id, category_code, organisation_code, raw_lon, raw_lat, coord_system, position, town_code,
                observed_at, received_at, outcome, content_sha256)
              select gen_random_uuid(), 'patrol', gen_random_uuid(), 'K' || 1 + n * 7 % 40, 'O' || 1 + n % 5, 113.3, 22.5, 'wgs84',
                st_setsrid(st_point(113.3, 22.5), 4326), 'T' || 1 + n * 13 % 23, at, at + interval '1 minute',
                case n % 3 when 0 then 'rectified_on_site' when 1 then 'transferred' end, ''
              from generate_series(1, {reports}::bigint) n
              cross join lateral (select timestamptz '2021-01-01 08:00+08' + (n * 6151 % 1095) * interval '1 day' + n % 9 * interval '1 hour' as at) t;
            insert into case_file (id, number, source, source_id, category_code, organisation_code, town_code, position, status,
                reported_at, filed_at, dispatched_at, handled_at, closed_at)
              select id, row_number() over (), 'report', id, category_code, organisation_code, town_code, position, 'closed', observed_at,
                observed_at + interval '1 hour', observed_at + interval '2 hours', observed_at + interval '9 hours', observed_at + interval '12 hours'
              from report;
            insert into case_clock (case_id, organisation_code, started_at, limit_amount, limit_unit, stopped_at, warn_at, deadline)
              select id, organisation_code, dispatched_at, 1, 'natural_day', handled_at, dispatched_at + interval '19 hours', dispatched_at + interval '1 day'
              from case_file;
            set session_replication_role = default;
            analyze
            """,
            ct
        );
}
