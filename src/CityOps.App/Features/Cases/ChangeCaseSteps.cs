using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Says the graph of steps anew. What an action does to a case beside moving it is code, so actions and statuses are
/// those that are known, and some have to lead where their effect belongs; all else, from where, by whom, past whom, is
/// the city's to say.
/// </summary>
internal static class ChangeCaseSteps
{
    private const int MaxSteps = 500;

    // Where an effect and a status belong together: nothing else leads there, and the action leads nowhere else.
    private static readonly string[] Reserved =
    [
        .. CaseActions.All.Select(action => action.OnlyTo).OfType<string>().Distinct(),
    ];

    /// <returns>Null when it is done.</returns>
    public static async Task<Refusal?> RunAsync(
        CityOpsDb db,
        CaseStepsBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (body.Steps is not { Count: > 0 and <= MaxSteps } sent)
        {
            return Problems.FieldMissing.Refuse(
                $"steps is the whole graph, of 1 to {MaxSteps} steps.",
                ("field", "steps")
            );
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"lock table case_step in share row exclusive mode", ct);
        var roles = await db.Roles.OrderBy(r => r.Position).Select(r => r.Code).ToListAsync(ct);
        var used = await db.Cases.Select(c => c.Status).Distinct().ToListAsync(ct);
        if (
            (
                sent.Select((step, i) => Fault(step, roles) is { } fault ? $"Step {i}: {fault}" : null)
                    .FirstOrDefault(fault => fault is not null)
                ?? Fault(sent, used)
            ) is
            { } wrong
        )
        {
            return Problems.CaseStepsInvalid.Refuse(wrong, ("field", "steps"));
        }

        var before = await db
            .CaseSteps.AsNoTracking()
            .OrderBy(s => s.Action)
            .ThenBy(s => s.FromStatus)
            .ThenBy(s => s.ToStatus)
            .ToListAsync(ct);
        await db.CaseSteps.ExecuteDeleteAsync(ct);
        db.CaseSteps.AddRange(
            sent.Select(step => new CaseStep
            {
                Action = step.Action,
                FromStatus = step.From,
                ToStatus = step.To,
                Roles = [.. step.Roles.Distinct()],
                NotBy = [.. step.NotBy ?? []],
                NeedsNote = step.NeedsNote,
                IsCheck = step.IsCheck,
            })
        );
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into case_step_change (id, changed_at, changed_by, before, after)
            values ({Guid.CreateVersion7()}, {now.ToUniversalTime()}, {caller.AccountId}, {Json(
                before.Select(CaseStepItem.Of)
            )}::jsonb, {Json(sent)}::jsonb)
            """,
            ct
        );
        await transaction.CommitAsync(ct);
        return null;
    }

    private static string Json(IEnumerable<CaseStepItem> steps) =>
        JsonSerializer.Serialize(steps, JsonSerializerOptions.Web);

    private static string? Fault(CaseStepItem? step, IReadOnlyList<string> roles)
    {
        var known = CaseActions.All.Select(a => a.Code).ToArray();
        var action = step?.Action is { } named ? CaseActions.Find(named) : null;
        return step switch
        {
            null => "it is null.",
            _ when action is null =>
                $"there is no action {InputText.Clean(step.Action)}; known are {string.Join(", ", known)}.",
            _ when !CaseStatus.All.Contains(step.From) || !CaseStatus.All.Contains(step.To) =>
                $"{step.Action} leads from one of these to one of these: {string.Join(", ", CaseStatus.All)}.",
            _ when step.Roles is not { Count: > 0 } || step.Roles.Except(roles).Any() =>
                $"{step.Action} is for one or more of {string.Join(", ", roles)}.",
            _ when step.NotBy?.Except([.. known, "report"]).Any() == true => $"notBy of {step.Action} names actions.",
            _ when action.NeedsReason && !step.NeedsNote => $"{step.Action} needs a note: it says why.",
            _ when action.Stays => step.From == step.To ? null : $"{step.Action} leaves the case where it is.",
            _ when CaseActions.UndoingOf(step.From) != (action.Undoes is null ? null : action) =>
                "what is merged is unmerged, and nothing else.",
            _ when action.OnlyTo != step.To && (action.OnlyTo is not null || Reserved.Contains(step.To)) =>
                $"{step.Action} does not lead to {step.To}.",
            _ => null,
        };
    }

    private static string? Fault(IReadOnlyList<CaseStepItem> steps, IReadOnlyList<string> used)
    {
        if (
            steps
                .GroupBy(s => (s.Action, s.From))
                .FirstOrDefault(same => same.Count() > 1 && CaseActions.Find(same.Key.Action)!.Undoes is null) is
            { } twice
        )
        {
            return $"{twice.Key.Action} leads from {twice.Key.From} to more than one place.";
        }

        if (steps.GroupBy(s => (s.Action, s.From, s.To)).FirstOrDefault(same => same.Count() > 1) is { Key: var again })
        {
            return $"{again.Action} leads from {again.From} to {again.To} twice.";
        }

        if (
            steps.FirstOrDefault(s =>
                CaseActions.UndoingOf(s.To)?.Code is { } undoing
                && !steps.Any(back => back.Action == undoing && back.To == s.From)
                && s.From != s.To
            ) is
            { } lost
        )
        {
            return $"{lost.Action} from {lost.From} could not be undone to it.";
        }

        // However a step that leaves the status is not a way out of it.
        var reached = steps
            .Select(s => s.To)
            .Concat(used)
            .Append(CaseStatus.PendingRegister)
            .Append(CaseStatus.PendingVerify)
            .Distinct();
        if (
            reached.FirstOrDefault(status =>
                !CaseStatus.Ended.Contains(status) && !steps.Any(s => s.From == status && s.To != status)
            ) is
            { } stuck
        )
        {
            return $"a case would be stuck in {stuck}.";
        }

        return
            new[] { CaseStatus.PendingRegister, CaseStatus.PendingVerify }.FirstOrDefault(start =>
                !LeadsToClosed(steps, start)
            )
                is { } endless
            ? $"no way leads from {endless} to {CaseStatus.Closed}."
            : null;
    }

    // Not by way of an end: what is rejected and reopened has not got on.
    private static bool LeadsToClosed(IReadOnlyList<CaseStepItem> steps, string start)
    {
        var reached = new HashSet<string> { start };
        while (
            steps.FirstOrDefault(s =>
                !CaseStatus.Ended.Contains(s.From) && reached.Contains(s.From) && !reached.Contains(s.To)
            )
                is { } step
        )
        {
            reached.Add(step.To);
        }

        return reached.Contains(CaseStatus.Closed);
    }
}
