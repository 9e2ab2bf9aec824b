using System.Text.Json;
using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Reports;

/// <summary>
/// Judges reports again when something arrives that may flag them: sql/functions/flag_reports.sql. To be run in the transaction
/// that stores what arrived.
/// </summary>
public static class FlagReports
{
    /// <param name="Reasons">By flag.</param>
    internal sealed record Judged(Guid Report, string[] Flags, JsonDocument Reasons);

    /// <summary>After a report: also the officer's next one, and those with its photos.</summary>
    public static async Task AfterReportAsync(CityOpsDb db, Report report, CancellationToken ct)
    {
        var judged = await JudgeAsync(db, "reports_touched_by_report(@subject)", new NpgsqlParameter("subject", report.Id), ct);
        if (judged.SingleOrDefault(j => j.Report == report.Id) is { } own)
        {
            report.Flag(own.Flags.Select(flag => new FlagReason(flag, own.Reasons.RootElement.GetProperty(flag))));
        }
    }

    /// <summary>After a photo was verified: the reports that show it, and those that show one like it.</summary>
    public static Task AfterPhotoAsync(CityOpsDb db, byte[] sha256, CancellationToken ct) =>
        JudgeAsync(db, "reports_touched_by_photo(@subject)", new NpgsqlParameter("subject", sha256), ct);

    /// <summary>After positions of a track: the reports of its patrol that were seen about then.</summary>
    public static Task AfterTrackAsync(CityOpsDb db, Guid patrolId, DateTimeOffset first, DateTimeOffset last, CancellationToken ct) =>
        JudgeAsync(db,
            "array(select id from report where patrol_id = @subject and observed_at between @first - interval '10 minutes' and @last + interval '10 minutes')",
            new NpgsqlParameter("subject", patrolId), ct,
            new NpgsqlParameter("first", NpgsqlDbType.TimestampTz) { Value = first.UtcDateTime },
            new NpgsqlParameter("last", NpgsqlDbType.TimestampTz) { Value = last.UtcDateTime });

    private static Task<List<Judged>> JudgeAsync(
        CityOpsDb db, string touched, NpgsqlParameter subject, CancellationToken ct, params NpgsqlParameter[] more) =>
#pragma warning disable EF1003 // The texts above; what they ask for goes by parameters.
        db.Database.SqlQueryRaw<Judged>(
            "select report, flags, reasons from flag_reports(" + touched + ")", [subject, .. more]).ToListAsync(ct);
#pragma warning restore EF1003
}
