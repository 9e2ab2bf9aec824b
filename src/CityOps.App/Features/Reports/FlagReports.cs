using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports;

/// <summary>
/// Notes that something has arrived which may flag reports, in the transaction that stores it; <see
/// cref="JudgeReports"/> comes to it after the commit. So no phone waits for what others have sent, and what is noted
/// survives a restart.
/// </summary>
public static class FlagReports
{
    /// <summary>After a patrol, and after a report under one. Judged at once: figures and the patrol's own answer go by
    /// it.</summary>
    public static Task OfPatrolAsync(CityOpsDb db, Guid patrol, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select flag_foreign_reports({patrol})", ct);

    /// <summary>After a report: also the officer's next one, and those with its photos or from its place.</summary>
    public static Task AfterReportAsync(CityOpsDb db, Guid report, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"insert into flag_prompt (report_id) values ({report})", ct);

    /// <summary>After positions of a track: the reports of its patrol that were seen about then.</summary>
    public static Task AfterTrackAsync(
        CityOpsDb db,
        Guid patrol,
        DateTimeOffset first,
        DateTimeOffset last,
        CancellationToken ct
    ) =>
        db.Database.ExecuteSqlRawAsync(
            "insert into flag_prompt (patrol_id, observed_from, observed_to) values (@patrol, @first, @last)",
            [Parameters.Of("patrol", patrol), Parameters.Of("first", first), Parameters.Of("last", last)],
            ct
        );
}
