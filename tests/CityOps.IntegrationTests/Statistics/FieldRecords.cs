using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Statistics;

/// <summary>Writes rows of field records over <see cref="TestCity"/>, whatever they are to say.</summary>
internal sealed class FieldRecords(NpgsqlDataSource database, CancellationToken ct)
{
    public Task<Guid> PatrolAsync(string organisation, DateTimeOffset startedAt, string? town = null) =>
        InsertAsync(
            """
            insert into patrol (id, kind, organisation_code, town_code, officer_id, started_at, received_at)
            select $1, 'daily', $2, $3, a.id, $4, $4 from account a where a.login = 'officer'
            """,
            organisation,
            (object?)town ?? DBNull.Value,
            startedAt.ToUniversalTime()
        );

    public Task<Guid> ReportAsync(
        string organisation,
        DateTimeOffset observedAt,
        string? outcome = null,
        bool onPatrol = true,
        string town = TestCity.WestTown
    ) =>
        InsertAsync(
            """
            insert into report (id, source, patrol_id, category_code, organisation_code, raw_lon, raw_lat, coord_system, position, town_code,
              observed_at, received_at, outcome, content_sha256)
            values ($1, 'patrol', $2, '03101', $3, 113.35, 22.55, 'wgs84', st_setsrid(st_point(113.35, 22.55), 4326), $4, $5, $5, $6, '')
            """,
            onPatrol ? Guid.NewGuid() : DBNull.Value,
            organisation,
            town,
            observedAt.ToUniversalTime(),
            (object?)outcome ?? DBNull.Value
        );

    public Task<Guid> CaseAsync(
        string organisation,
        DateTimeOffset reportedAt,
        DateTimeOffset? filedAt,
        DateTimeOffset? closedAt,
        string town = TestCity.WestTown
    ) =>
        InsertAsync(
            """
            insert into case_file (id, number, source, source_id, category_code, organisation_code, town_code, position, status,
              reported_at, filed_at, closed_at)
            values ($1, $1::text, 'report', $1, '03101', $2, $3, st_setsrid(st_point(113.35, 22.55), 4326), 'pending_register', $4, $5, $6)
            """,
            organisation,
            town,
            reportedAt.ToUniversalTime(),
            Stored(filedAt),
            Stored(closedAt)
        );

    public async Task<Guid> FeedbackAsync(string kind, DateTimeOffset receivedAt)
    {
        await ExecuteAsync(
            "insert into qr_code (code, facility_id, issued_at) select 'T-001-1', id, created_at from facility where code = 'T-001' on conflict do nothing"
        );
        return await InsertAsync(
            """
            insert into feedback (
              id, receipt, facility_id, facility_type, qr_code, kind, stars, observed_at, received_at, content_sha256)
            select $1, $1::text, f.id, 'toilet', 'T-001-1', $2, 3, $3, $3, '' from facility f where f.code = 'T-001'
            """,
            kind,
            receivedAt.ToUniversalTime()
        );
    }

    public async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var values = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    private async Task<Guid> InsertAsync(string sql, params object[] parameters)
    {
        var id = Guid.NewGuid();
        await ExecuteAsync(sql, [id, .. parameters]);
        return id;
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }

    private static object Stored(DateTimeOffset? instant) => (object?)instant?.ToUniversalTime() ?? DBNull.Value;
}
