using CityOps.App.Database;
using CityOps.App.Features.Cases;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>
/// Plans the checks of all routines, notes what was missed, and escalates it. All of it follows from the days of the
/// city, so that a job that was down does the same as one that was not, only later.
/// </summary>
[AutomaticRetry(Attempts = 0)] // the next run does the same
public sealed class RoutinesJob(CityDatabase city, TimeProvider time, ILogger<RoutinesJob> logger)
{
    private const string Lock = "routines: plan";
    private const int AtATime = 500;

    public async Task RunAsync(CancellationToken ct)
    {
        await using var held = await AdvisoryLock.TakeAsync(city.DataSource, Lock, ct);
        var now = time.GetUtcNow().ToUniversalTime(); // a clock of tests has an offset
        await PlanAsync(now, ct);
        await NoteMissedAsync(now, ct);
        var escalated = await EscalateAsync(now, ct);
        if (escalated > 0)
        {
            logger.LogInformation("{Count} missed checks escalated", escalated);
        }
    }

    private async Task PlanAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = city.NewContext();
        var today = CityTime.Day(now);
        foreach (
            var code in await db
                .Routines.Where(r => r.EndedOn == null || r.PlannedThrough >= today)
                .OrderBy(r => r.Code)
                .Select(r => r.Code)
                .ToListAsync(ct)
        )
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            // A change of the routine at this moment comes before or after.
            await db.Database.ExecuteSqlAsync($"select from routine where code = {code} for update", ct);
            await PlanChecks.RunAsync(db, code, now, ct);
            await transaction.CommitAsync(ct);
        }
    }

    private async Task NoteMissedAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = city.NewContext();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/routines/note_missed"),
            [Parameters.Of("today", CityTime.Day(now)), Parameters.Of("now", now)],
            ct
        );
    }

    /// <returns>How many were.</returns>
    private async Task<int> EscalateAsync(DateTimeOffset now, CancellationToken ct)
    {
        var told = await NoteEscalatedAsync(now, ct);
        while (true)
        {
            await using var db = city.NewContext();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var missed = await db
                .Database.SqlQueryRaw<MissedCheck>(
                    Sql.Text("queries/routines/to_escalate"),
                    Parameters.Of("most", AtATime)
                )
                .ToListAsync(ct);
            foreach (var check in missed)
            {
                var opened = await OpenCase.RunAsync(db, check.Opening(), now, ct);
                await db.Database.ExecuteSqlAsync(
                    $"update due_check set escalated_at = {now}, case_id = {opened.Id} where id = {check.Id}",
                    ct
                );
            }

            await db.SaveChangesAsync(ct);
            await TellAsync(db, missed.Select(check => check.Id), ct);
            await transaction.CommitAsync(ct);
            told += missed.Count;
            if (missed.Count < AtATime)
            {
                return told;
            }
        }
    }

    /// <summary>Those that no case is opened of.</summary>
    private async Task<int> NoteEscalatedAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = city.NewContext();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var noted = await db
            .Database.SqlQueryRaw<Guid>(Sql.Text("queries/routines/note_escalated"), Parameters.Of("now", now))
            .ToListAsync(ct);
        await TellAsync(db, noted, ct);
        await transaction.CommitAsync(ct);
        return noted.Count;
    }

    /// <summary>Through the webhooks' outbox, in the transaction that escalates.</summary>
    private static async Task TellAsync(CityOpsDb db, IEnumerable<Guid> checks, CancellationToken ct) =>
        await db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/routines/post_escalated"),
            [Parameters.Of("checks", checks.ToArray())],
            ct
        );

    /// <summary>A missed check that opens a case; see sql/queries/routines/to_escalate.sql.</summary>
    private sealed record MissedCheck(
        Guid Id,
        string Category,
        string Organisation,
        string Town,
        Guid? FacilityId,
        double Lon,
        double Lat,
        string Description
    )
    {
        public CaseOpening Opening() =>
            new("check", Id, Category, Organisation, Town, new Geo.LonLat(Lon, Lat).ToPoint(), Description, FacilityId);
    }
}
