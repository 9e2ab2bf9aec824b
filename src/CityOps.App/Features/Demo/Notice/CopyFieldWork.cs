using System.Text.Json;
using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Demo.Notice;

/// <summary>
/// Writes a year of records into the tables that records are kept in, by COPY: what would take minutes one by one takes
/// seconds. What triggers do row by row for a case (its log's hashes, its clock, the map's grid) is done for all at
/// once and comes to the same (VerifyCommand, DemoTests); nobody is told of steps that lie years back.
/// </summary>
internal sealed class CopyFieldWork(CityOpsDb db, CancellationToken ct)
{
    private const NpgsqlDbType At = NpgsqlDbType.TimestampTz;
    private readonly NpgsqlConnection _connection = (NpgsqlConnection)db.Database.GetDbConnection();

    /// <param name="lastNumbers">The last case number given out, by year.</param>
    public async Task RunAsync(FieldWork work, IReadOnlyDictionary<int, int> lastNumbers)
    {
        await db.Database.ExecuteSqlRawAsync(Sql.Text("queries/demo/before_copy"), ct);
        await PatrolsAsync(work);
        await ReportsAsync(work);
        await FeedbackAsync(work);
        await CasesAsync(work);
        await LogAsync(work);
        foreach (var (year, last) in lastNumbers)
        {
            await db.Database.ExecuteSqlAsync($"insert into case_number (year, last) values ({year}, {last})", ct);
        }

        await db.Database.ExecuteSqlRawAsync(Sql.Text("queries/demo/after_copy"), ct);
    }

    private Task PatrolsAsync(FieldWork work) =>
        CopyAsync(
            """
            patrol (id, kind, category_code, organisation_code, town_code, officer_id, started_at, ended_at, persons, vehicles, received_at)
            """,
            work.Patrols,
            async (row, patrol) =>
            {
                await row.WriteAsync(patrol.Id, ct);
                await TextAsync(row, patrol.Kind, patrol.CategoryCode, patrol.OrganisationCode, patrol.TownCode);
                await row.WriteAsync(patrol.OfficerId, ct);
                await TimeAsync(row, patrol.StartedAt, patrol.EndedAt);
                await row.WriteAsync(patrol.Persons, ct);
                await row.WriteAsync(patrol.Vehicles, ct);
                await TimeAsync(row, patrol.ReceivedAt);
            }
        );

    private async Task ReportsAsync(FieldWork work)
    {
        await CopyAsync(
            """
            report (id, source, patrol_id, category_code, organisation_code, officer_id, raw_lon, raw_lat, coord_system, accuracy_metres,
              position, town_code, observed_at, received_at, description, answers, form_code, form_version, outcome, content_sha256, case_id)
            """,
            work.Reports.Select(made => made.Report),
            async (row, report) =>
            {
                await row.WriteAsync(report.Id, ct);
                await TextAsync(row, report.Source);
                await IdAsync(row, report.PatrolId);
                await TextAsync(row, report.CategoryCode, report.OrganisationCode);
                await IdAsync(row, report.OfficerId);
                await row.WriteAsync(report.RawLon, ct);
                await row.WriteAsync(report.RawLat, ct);
                await TextAsync(row, report.CoordSystem);
                await row.WriteAsync(report.AccuracyMetres ?? 0, ct);
                await row.WriteAsync(report.Position, NpgsqlDbType.Geometry, ct);
                await TextAsync(row, report.TownCode);
                await TimeAsync(row, report.ObservedAt, report.ReceivedAt);
                await TextAsync(row, report.Description);
                await JsonAsync(row, report.Answers);
                await TextAsync(row, report.FormCode);
                await (report.FormVersion is { } version ? row.WriteAsync(version, ct) : row.WriteNullAsync(ct));
                await TextAsync(row, report.Outcome);
                await row.WriteAsync(report.ContentSha256, ct);
                await IdAsync(row, report.CaseId);
            }
        );
        await CopyAsync(
            "report_measure (report_id, measure, quantity)",
            work.Reports.SelectMany(made => made.Measures),
            async (row, measure) =>
            {
                await row.WriteAsync(measure.ReportId, ct);
                await TextAsync(row, measure.Measure);
                await row.WriteAsync(measure.Quantity, ct);
            }
        );
    }

    private Task FeedbackAsync(FieldWork work) =>
        CopyAsync(
            """
            feedback (id, receipt, facility_id, facility_type, qr_code, kind, stars, words, observed_at, received_at,
              content_sha256, case_id)
            """,
            work.Feedback,
            async (row, feedback) =>
            {
                await row.WriteAsync(feedback.Id, ct);
                await TextAsync(row, feedback.Receipt);
                await row.WriteAsync(feedback.FacilityId, ct);
                await TextAsync(row, feedback.FacilityType, feedback.QrCode, feedback.Kind);
                await row.WriteAsync(feedback.Stars, ct);
                await TextAsync(row, feedback.Words);
                await TimeAsync(row, feedback.ObservedAt, feedback.ReceivedAt);
                await row.WriteAsync(feedback.ContentSha256, ct);
                await IdAsync(row, feedback.CaseId);
            }
        );

    private Task CasesAsync(FieldWork work) =>
        CopyAsync(
            """
            case_file (id, number, source, source_id, category_code, organisation_code, reporter_organisation_code, town_code, facility_id, position,
              description, status, reported_at, filed_at, dispatched_at, handled_at, closed_at, rectified_on_site, transferred_at, version)
            """,
            work.Cases,
            async (row, opened) =>
            {
                await row.WriteAsync(opened.Id, ct);
                await TextAsync(row, opened.Number, opened.Source);
                await row.WriteAsync(opened.SourceId, ct);
                await TextAsync(
                    row,
                    opened.CategoryCode,
                    opened.OrganisationCode,
                    opened.ReporterOrganisationCode,
                    opened.TownCode
                );
                await IdAsync(row, opened.FacilityId);
                await row.WriteAsync(opened.Position, NpgsqlDbType.Geometry, ct);
                await TextAsync(row, opened.Description, opened.Status);
                await TimeAsync(
                    row,
                    opened.ReportedAt,
                    opened.FiledAt,
                    opened.DispatchedAt,
                    opened.HandledAt,
                    opened.ClosedAt
                );
                await row.WriteAsync(opened.RectifiedOnSite, ct);
                await TimeAsync(row, opened.TransferredAt);
                await row.WriteAsync(opened.Version, ct);
            }
        );

    private Task LogAsync(FieldWork work) =>
        CopyAsync(
            """
            copied_event (id, case_id, seq, action, from_status, to_status, actor_id, at, device_at, note, detail)
            """,
            work.Cases.SelectMany(opened => opened.Log),
            async (row, entry) =>
            {
                await row.WriteAsync(entry.Id, ct);
                await row.WriteAsync(entry.CaseId, ct);
                await row.WriteAsync(entry.Seq, ct);
                await TextAsync(row, entry.Action, entry.FromStatus, entry.ToStatus);
                await IdAsync(row, entry.ActorId);
                await TimeAsync(row, entry.At, entry.DeviceAt);
                await TextAsync(row, entry.Note);
                await JsonAsync(row, entry.Detail);
            }
        );

    private async Task CopyAsync<T>(string into, IEnumerable<T> items, Func<NpgsqlBinaryImporter, T, Task> write)
    {
        await using var importer = await _connection.BeginBinaryImportAsync(
            $"copy {into} from stdin (format binary)",
            ct
        );
        importer.Timeout = TimeSpan.FromMinutes(10);
        foreach (var item in items)
        {
            await importer.StartRowAsync(ct);
            await write(importer, item);
        }

        await importer.CompleteAsync(ct);
    }

    private async Task TextAsync(NpgsqlBinaryImporter row, params string?[] texts)
    {
        foreach (var text in texts)
        {
            await (text is null ? row.WriteNullAsync(ct) : row.WriteAsync(text, ct));
        }
    }

    private async Task TimeAsync(NpgsqlBinaryImporter row, params DateTimeOffset?[] times)
    {
        foreach (var time in times)
        {
            await (time is { } at ? row.WriteAsync(at.UtcDateTime, At, ct) : row.WriteNullAsync(ct));
        }
    }

    private Task IdAsync(NpgsqlBinaryImporter row, Guid? id) =>
        id is { } known ? row.WriteAsync(known, ct) : row.WriteNullAsync(ct);

    private Task JsonAsync(NpgsqlBinaryImporter row, JsonDocument json) =>
        row.WriteAsync(json.RootElement.GetRawText(), NpgsqlDbType.Jsonb, ct);
}
