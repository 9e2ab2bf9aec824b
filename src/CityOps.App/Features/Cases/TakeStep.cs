using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Reports;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Cases;

/// <summary>Takes a configured step of a case: the table says from where to where and by whom, the log keeps what was done.</summary>
public static class TakeStep
{
    /// <param name="version">The version that the caller has seen (If-Match); null acts on whatever is there.</param>
    public static async Task<Result<Case>> RunAsync(
        CityOpsDb db, Guid id, string action, CaseStepBody body, int? version, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        now = InputTime.Stored(now);
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

        var entry = found.Take(step, caller.AccountId, now, content.DeviceAt, content.Note, detail);
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
        CityOpsDb db, Case found, string action, StepContent content, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        var detail = new Dictionary<string, object>();
        if (action is "dispatch" or "transfer")
        {
            var from = found.OrganisationCode;
            var (to, refusal) = await RecipientAsync(db, found, action, content.Organisation, ct);
            if (to is null)
            {
                return refusal!;
            }

            if (to != from)
            {
                found.OrganisationCode = to;
                detail["organisation"] = new { from, to };
            }
        }

        if (content.Condition is { } condition)
        {
            if (!await db.FilingConditions.AnyAsync(c => c.Id == condition && c.CategoryCode == found.CategoryCode, ct))
            {
                return Problems.ConditionUnknown.Refuse($"Category {found.CategoryCode} has no filing condition {condition}.", ("field", "condition"));
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

    private static async Task<Result<string>> RecipientAsync(
        CityOpsDb db, Case found, string action, string? named, CancellationToken ct)
    {
        if (action == "transfer")
        {
            return await OpenCase.TownOfficeAsync(db, found.TownCode, ct) is { } office
                ? office
                : Problems.TownHasNoOffice.Refuse($"Town {found.TownCode} has no office.");
        }

        var to = named ?? found.OrganisationCode;
        return await db.Organisations.AnyAsync(o => o.Code == to, ct)
            ? to
            : Problems.OrganisationUnknown.Refuse($"There is no organisation {to}.");
    }

    private static Refusal Stale(Case current) => Problems.CaseStale.Refuse(
        $"Case {current.Number} is at version {current.Version}, {current.Status}.", ("version", current.Version), ("caseStatus", current.Status));

    // Whoever comes second meets either the version in the case's row or the sequence number in its log; two who merge two
    // cases into each other meet in a deadlock.
    private static bool IsRace(DbUpdateException error) =>
        error is DbUpdateConcurrencyException
        || error.InnerException is PostgresException { ConstraintName: "case_event_seq_unique" }
        || error.InnerException is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };
}
