using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Cases;

/// <summary>Takes a configured step of a case: the table says from where to where and by whom, the action
/// (<see cref="CaseAction"/>) what else it asks and does, the log keeps what was done.</summary>
public static class TakeStep
{
    /// <param name="version">The version that the caller has seen (If-Match), but for remarks since; null acts on
    /// whatever is there.</param>
    /// <returns>The case after the step; as it is now, where the step with this <see cref="CaseStepBody.StepId"/> was
    /// taken before.</returns>
    public static async Task<Result<Case>> RunAsync(
        CityOpsDb db,
        Guid id,
        string action,
        CaseStepBody body,
        int? version,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        now = InputTime.Stored(now);
        if (body.StepId is null)
        {
            return await TakeAsync(db, id, action, body, version, caller, now, ct);
        }

        if (await RepeatedStep.FindAsync(db, id, action, body, caller, ct) is { } before)
        {
            return before;
        }

        var taken = await TakeAsync(db, id, action, body, version, caller, now, ct);
        if (taken.Refusal is null)
        {
            return taken;
        }

        // Sent twice at once: whoever comes second finds the case moved on, by their own step.
        db.ChangeTracker.Clear();
        return await RepeatedStep.FindAsync(db, id, action, body, caller, ct) ?? taken;
    }

    private static async Task<Result<Case>> TakeAsync(
        CityOpsDb db,
        Guid id,
        string action,
        CaseStepBody body,
        int? version,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        // A step that was taken without a signal goes by the rights of that time.
        caller =
            body.DeviceAt is { } deviceSaid
            && DeviceTime.Judge(deviceSaid, body.SentAt, null, now, TimeSpan.MaxValue).At is var taken
            && now - taken <= DeviceTime.MaxWait
                ? caller.AsOf(taken)
                : caller;
        var (found, steps, refusal) = await ReadCase.FindWithStepsAsync(db, id, action, caller, ct);
        if (found is null)
        {
            return refusal!;
        }

        if (version is { } seen && seen != found.Version && !await OnlyRemarksSinceAsync(db, found, seen, ct))
        {
            return Stale(found);
        }

        (var step, refusal) = await CaseRights.FindStepAsync(db, found, steps, action, caller, now, ct);
        if (step is null)
        {
            return refusal!;
        }

        (var content, refusal) = body.Check(step, now);
        if (content is null)
        {
            return refusal!;
        }

        var detail = new Dictionary<string, object>();
        refusal = await ConditionAsync(db, found, content, detail, ct)
            ?? await CaseActions
                .Find(action)!
                .PrepareAsync(new StepInHand(db, found, content, caller, now, detail), ct);
        if (refusal is not null)
        {
            return refusal;
        }

        if (content.Photos.Count > 0)
        {
            detail["photos"] = content.Photos.Select(p => p.Sha256);
        }

        if (content.DeviceSaid is { } said)
        {
            detail["deviceSaid"] = said;
        }

        if (body.StepId is not null)
        {
            detail["sent"] = RepeatedStep.HashOf(action, body);
        }

        var countsAt = await CountsAtAsync(db, found, content.DeviceAt, now, ct);
        if (countsAt != now)
        {
            detail[CaseEvent.CountsAtMember] = countsAt;
        }

        var entry = found.Take(step, caller.AccountId, now, content.DeviceAt, content.Note, detail, body.StepId);
        db.Attachments.AddRange(PhotoDeclaration.Attach(entry.Id, content.Photos));
        if (step.FromStatus != step.ToStatus)
        {
            await DrawChecker.OnArrivalAsync(db, found, now, ct);
        }

        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException conflict) when (IsRace(conflict))
        {
            db.ChangeTracker.Clear();
            var current = await db.Cases.AsNoTracking().SingleAsync(c => c.Id == id, ct);
            // Somebody's remark came in between: the step still stands on what its owner saw.
            return version is { } known && await OnlyRemarksSinceAsync(db, current, known, ct)
                ? await TakeAsync(db, id, action, body, version, caller, now, ct)
                : Stale(current);
        }

        return found;
    }

    // The log's numbers are the case's versions.
    private static async Task<bool> OnlyRemarksSinceAsync(CityOpsDb db, Case current, int seen, CancellationToken ct) =>
        seen < current.Version
        && !await db.CaseEvents.AnyAsync(
            e => e.CaseId == current.Id && e.Seq > seen && !CaseActions.Remarks.Contains(e.Action),
            ct
        );

    /// <summary>
    /// When a step was done. One that was taken without a signal was done when its device says, which is believed for
    /// 30 days; not before the step that brought the case to where it starts from, and not in the future.
    /// </summary>
    private static async Task<DateTimeOffset> CountsAtAsync(
        CityOpsDb db,
        Case found,
        DateTimeOffset? deviceAt,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (deviceAt is not { } at || at >= now || now - at > DeviceTime.MaxWait)
        {
            return now;
        }

        var arrived = await db
            .CaseEvents.AsNoTracking()
            .Where(e => e.CaseId == found.Id && e.FromStatus != e.ToStatus)
            .OrderByDescending(e => e.Seq)
            .Prepared()
            .FirstAsync(ct);
        return at < arrived.CountsAt ? arrived.CountsAt : at;
    }

    // Whose limit holds from here on (sql/functions/case_clock.sql).
    private static async Task<Refusal?> ConditionAsync(
        CityOpsDb db,
        Case found,
        StepContent content,
        Dictionary<string, object> detail,
        CancellationToken ct
    )
    {
        if (content.Condition is not { } condition)
        {
            return null;
        }

        detail["condition"] = condition;
        return await db.FilingConditions.AnyAsync(c => c.Id == condition && c.CategoryCode == found.CategoryCode, ct)
            ? null
            : Problems.ConditionUnknown.Refuse(
                $"Category {found.CategoryCode} has no filing condition {condition}.",
                ("field", "condition")
            );
    }

    private static Refusal Stale(Case current) =>
        Problems.CaseStale.Refuse(
            $"Case {current.Number} is at version {current.Version}, {current.Status}.",
            ("version", current.Version),
            ("caseStatus", current.Status)
        );

    // Whoever comes second meets either the version in the case's row or the sequence number in its log; two who merge
    // two
    // cases into each other meet in a deadlock.
    private static bool IsRace(DbUpdateException error) =>
        error is DbUpdateConcurrencyException
        || error.InnerException is PostgresException { ConstraintName: "case_event_seq_unique" or "case_event_pk" }
        || error.InnerException is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };
}
