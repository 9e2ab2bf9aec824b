using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <param name="Reason">Why nobody goes: the park is closed for works.</param>
public sealed record SkipBody(string? Reason);

/// <summary>Skips a check that is open, with a reason. One that is done or missed stays so.</summary>
public static class SkipCheck
{
    private const int MaxReasonLength = 200;

    public static async Task<Result<CheckAnswer>> RunAsync(
        CityOpsDb db,
        Guid id,
        SkipBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (InputText.Clean(body.Reason) is not { } reason)
        {
            return Problems.FieldMissing.Refuse("reason is missing.", ("field", "reason"));
        }

        if (InputText.TooLong(reason, MaxReasonLength, "reason") is { } tooLong)
        {
            return tooLong;
        }

        if (await ListChecks.FindAsync(db, id, caller, now, ct) is not { } check)
        {
            return await ReadCheck.MissingAsync(db, id, ct);
        }

        var today = CityTime.Day(now);
        var isSkipped =
            await db.Database.ExecuteSqlAsync(
                $"""
                update due_check set skipped_at = {now.ToUniversalTime()}, skipped_by = {caller.AccountId},
                  skip_reason = {reason}
                where id = {id} and report_id is null and skipped_at is null and missed_on is null
                  and opens_on <= {today} and ends_on >= {today}
                """,
                ct
            ) == 1;
        return isSkipped || check is { State: CheckStates.Skipped, SkipReason: { } known } && known == reason
            ? await ReadCheck.RunAsync(db, id, caller, now, ct)
            : Problems.CheckNotOpen.Refuse(
                $"Check {id} is {check.State}; only one that is due or overdue is skipped.",
                ("state", check.State)
            );
    }
}
