using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Cases;

/// <summary>Takes a configured step of a case: the table says from where to where and by whom, the log keeps what was
/// done.</summary>
public static class TakeStep
{
    /// <param name="version">The version that the caller has seen (If-Match); null acts on whatever is there.</param>
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
        var (found, steps, refusal) = await ReadCase.FindWithStepsAsync(db, id, action, caller, ct);
        if (found is null)
        {
            return refusal!;
        }

        if (version is not null && version != found.Version)
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

        (var detail, refusal) = await ApplyAsync(db, found, action, content, caller, now, ct);
        if (detail is null)
        {
            return refusal!;
        }

        if (content.Photos.Count > 0)
        {
            detail["photos"] = content.Photos.Select(p => p.Sha256);
        }

        if (body.StepId is not null)
        {
            detail["sent"] = RepeatedStep.HashOf(action, body);
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
            return Stale(await db.Cases.AsNoTracking().SingleAsync(c => c.Id == id, ct));
        }

        return found;
    }

    // What the step does to the case beside moving its status, and what the log says of it.
    private static async Task<Result<Dictionary<string, object>>> ApplyAsync(
        CityOpsDb db,
        Case found,
        string action,
        StepContent content,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var detail = new Dictionary<string, object>();
        if (action is "dispatch" or "transfer")
        {
            var (to, refusal) = await RecipientAsync(db, found, action, content.Organisation, ct);
            if (to is null)
            {
                return refusal!;
            }

            if (to.Code != found.OrganisationCode)
            {
                detail["organisation"] = new { from = found.OrganisationCode, to = to.Code };
                found.OrganisationCode = to.Code;
            }

            // A town's office works in its own town; what was found a few metres over the border is that town's from
            // here on.
            if (to is { Kind: OrganisationKinds.Town, TownCode: { } town } && town != found.TownCode)
            {
                detail["town"] = new { from = found.TownCode, to = town };
                found.TownCode = town;
            }
        }

        if (content.Condition is { } condition)
        {
            if (!await db.FilingConditions.AnyAsync(c => c.Id == condition && c.CategoryCode == found.CategoryCode, ct))
            {
                return Problems.ConditionUnknown.Refuse(
                    $"Category {found.CategoryCode} has no filing condition {condition}.",
                    ("field", "condition")
                );
            }

            detail["condition"] = condition;
        }

        if (action == "draw")
        {
            detail = await DrawChecker.RunAsync(db, found, ct);
        }

        if (action == "suspend")
        {
            detail["until"] = content.Until ?? now.AddYears(1);
        }

        if (action == "handle" && await HandlingAnswers.ApplyAsync(db, found, content, detail, ct) is { } wrong)
        {
            return wrong;
        }

        if (action == "merge")
        {
            var (target, refusal) = await MergeCases.IntoAsync(db, found, content.Into, caller, now, ct);
            if (target is null)
            {
                return refusal!;
            }

            detail["into"] = new { target.Id, target.Number };
        }
        else if (action == "unmerge")
        {
            await MergeCases.UndoAsync(db, found, now, ct);
        }

        return detail;
    }

    private static async Task<Result<Organisation>> RecipientAsync(
        CityOpsDb db,
        Case found,
        string action,
        string? named,
        CancellationToken ct
    )
    {
        var code = named
            ?? (action == "transfer" ? await OpenCase.TownOfficeAsync(db, found.TownCode, ct) : found.OrganisationCode);
        if (code is null)
        {
            return Problems.TownHasNoOffice.Refuse($"Town {found.TownCode} has no office.");
        }

        if (await db.Organisations.AsNoTracking().SingleOrDefaultAsync(o => o.Code == code, ct) is not { } to)
        {
            return Problems.OrganisationUnknown.Refuse($"There is no organisation {code}.");
        }

        return action == "transfer" && to is not { Kind: OrganisationKinds.Town, TownCode: not null }
            ? Problems.OrganisationNotATown.Refuse(
                $"{code} is no town's office; a case is transferred to one, and dispatched to others.",
                ("field", "organisation")
            )
            : to;
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
