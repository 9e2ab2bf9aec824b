using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Who may take which step: table case_step says the roles and whose work is not to be checked by themselves; those
/// whose scope is an organisation or a town act on its cases only.
/// </summary>
public static class CaseRights
{
    /// <summary>True when the case is in the caller's hands, not merely in sight; case_held_by in
    /// sql/functions/visible_to.sql says the same to SQL.</summary>
    public static bool MayActOn(Caller caller, Case held) =>
        held.OrganisationCode == caller.OrganisationCode || caller.MaySee(held.OrganisationCode, held.TownCode);

    /// <summary>The step that an action means here and now; refused with the steps that are allowed instead.</summary>
    /// <param name="steps">Those of this action, and those that start from the case's status.</param>
    public static async Task<Result<CaseStep>> FindStepAsync(
        CityOpsDb db,
        Case found,
        IReadOnlyList<CaseStep> steps,
        string action,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (CaseActions.Find(action) is not { Undoes: var undone } || steps.All(s => s.Action != action))
        {
            return Problems.CaseActionUnknown.Refuse($"There is no step {InputText.Clean(action)}.");
        }

        if (!MayActOn(caller, found))
        {
            return Problems.CaseOfAnotherOrganisation.Refuse($"Case {found.Number} is with {found.OrganisationCode}.");
        }

        var here = steps.Where(s => s.FromStatus == found.Status).ToList();
        var ends = here.Where(s => s.Action == action).ToList();
        // A refusal names what is allowed, which takes two more queries; a step that is taken needs none but its own.
        if (ends.Count == 0)
        {
            return Problems.CaseStepNotAllowed.Refuse(
                $"Case {found.Number} is {found.Status}; {action} does not start from there.",
                ("caseStatus", found.Status),
                ("allowed", await AllowedAsync(db, found, caller, now, ct))
            );
        }

        if (!ends[0].Roles.Contains(caller.Role.Code))
        {
            return Problems.CaseStepForbidden.Refuse(
                $"{action} is for {string.Join(", ", ends[0].Roles)}.",
                ("roles", ends[0].Roles),
                ("allowed", await AllowedAsync(db, found, caller, now, ct))
            );
        }

        if (ends[0].NotBy.Length > 0 && await TookLastAsync(db, found, ends[0].NotBy, caller, ct))
        {
            return Problems.CaseStepBySamePerson.Refuse(
                $"{action} is for somebody else than who took the last of: {string.Join(", ", ends[0].NotBy)}.",
                ("allowed", await AllowedAsync(db, found, caller, now, ct))
            );
        }

        if (ends[0].IsCheck && found.CheckerId is { } drawn && drawn != caller.AccountId)
        {
            return Problems.CaseCheckerDrawn.Refuse(
                $"Somebody else was drawn to check case {found.Number}.",
                ("allowed", await AllowedAsync(db, found, caller, now, ct))
            );
        }

        if (ends is [var only])
        {
            return only;
        }

        var before = await db
            .CaseEvents.Where(e => e.CaseId == found.Id && e.Action == undone)
            .OrderByDescending(e => e.Seq)
            .Select(e => e.FromStatus)
            .FirstAsync(ct);
        return ends.Single(s => s.ToStatus == before); // what is undone goes back to where it was
    }

    /// <summary>The steps that this caller may take now, by name (sql/functions/case_steps_open_to.sql); a step that
    /// the clock would refuse is none: no button is offered that must fail.</summary>
    public static async Task<IReadOnlyList<string>> AllowedAsync(
        CityOpsDb db,
        Case found,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!MayActOn(caller, found))
        {
            return [];
        }

        var steps = await db
            .Database.SqlQueryRaw<string>(
                Sql.Text("queries/cases/steps_now"),
                Parameters.Of("case", found.Id),
                Parameters.Of("status", found.Status),
                Parameters.Of("checker", found.CheckerId),
                Parameters.Of("role", caller.Role.Code),
                Parameters.Of("account", caller.AccountId),
                Parameters.Of("at", now.ToUniversalTime())
            )
            .Prepared()
            .ToListAsync(ct);
        return [.. steps.Where(action => CaseActions.Find(action) is not null).Order(StringComparer.Ordinal)];
    }

    /// <summary>The last step of one of these kinds of work was the caller's.</summary>
    private static async Task<bool> TookLastAsync(
        CityOpsDb db,
        Case found,
        string[] actions,
        Caller caller,
        CancellationToken ct
    )
    {
        var log = await db
            .CaseEvents.Where(e => e.CaseId == found.Id && actions.Contains(e.Action))
            .OrderBy(e => e.Seq)
            .Select(e => new { e.Action, e.ActorId })
            .Prepared()
            .ToListAsync(ct);
        return log.GroupBy(e => e.Action).Any(work => work.Last().ActorId == caller.AccountId);
    }
}
