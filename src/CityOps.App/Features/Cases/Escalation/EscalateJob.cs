using CityOps.App.Database;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Cases.Escalation;

/// <summary>
/// Tells of cases that are about to be overdue or are overdue, and takes suspended ones up again when their time is
/// over. What is told are facts of the database, with the instant at which they came to be so: a job that was down
/// tells the same as one that was not, only later. Each is told once per deadline; one that is overdue by now is not
/// said to be nearly so.
/// </summary>
[AutomaticRetry(Attempts = 0)] // the next minute's run does the same
public sealed class EscalateJob(CityDatabase city, TimeProvider time, ILogger<EscalateJob> logger)
{
    private const string Lock = "cases: escalate";
    private const int AtATime = 500;

    private sealed record Due(Guid CaseId, string Action, DateTimeOffset FactAt, DateTimeOffset? Deadline);

    /// <returns>How many were told.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var held = await AdvisoryLock.TakeAsync(city.DataSource, Lock, ct);
        var told = 0;
        while (true)
        {
            await using var db = city.NewContext();
            var now = time.GetUtcNow();
            var due = await db
                .Database.SqlQueryRaw<Due>(
                    Sql.Text("queries/cases/to_escalate"),
                    Parameters.Of("now", now),
                    Parameters.Of("most", AtATime)
                )
                .ToListAsync(ct);
            var done = 0;
            foreach (var one in due)
            {
                done += await TellAsync(one, now, ct) ? 1 : 0;
            }

            told += done;
            if (due.Count < AtATime || done == 0)
            {
                break;
            }
        }

        if (told > 0)
        {
            logger.LogInformation("{Count} cases escalated", told);
        }

        return told;
    }

    // One case, one transaction: a person who is at the same case at this moment wins, and the next run looks again.
    private async Task<bool> TellAsync(Due due, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = city.NewContext();
        var found = await db.Cases.SingleAsync(c => c.Id == due.CaseId, ct);
        if (due.Action == "resume")
        {
            if (
                await db
                    .CaseSteps.AsNoTracking()
                    .Where(s => s.Action == "resume" && s.FromStatus == found.Status)
                    .FirstOrDefaultAsync(ct)
                is not { } step
            )
            {
                return false;
            }

            db.CaseEvents.Add(found.Take(step, null, now, detail: new { until = due.FactAt }));
        }
        else
        {
            db.CaseEvents.Add(
                found.Note(
                    due.Action,
                    now,
                    new
                    {
                        at = due.FactAt,
                        due.Deadline,
                        organisation = found.OrganisationCode,
                    }
                )
            );
        }

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.SaveChangesAsync(ct);
            var isLate = due.Action == "overdue";
            var marked =
                due.Action == "resume"
                || 1
                    == await db.Database.ExecuteSqlAsync(
                        $"""
                        update case_clock set
                          warned_of = deadline, lateness_told_of = case when {isLate} then deadline else lateness_told_of end
                        where case_id = {due.CaseId} and deadline = {due.Deadline} and stopped_at is null
                        """,
                        ct
                    );
            if (marked)
            {
                await transaction.CommitAsync(ct); // else the clock moved in between
            }

            return marked;
        }
        catch (DbUpdateException race)
            when (race is DbUpdateConcurrencyException
                || race.InnerException is PostgresException { ConstraintName: "case_event_seq_unique" }
            )
        {
            return false;
        }
    }
}
