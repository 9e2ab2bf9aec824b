using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>A step of the graph, as it is told and changed.</summary>
/// <param name="Roles">Who may take it.</param>
/// <param name="NotBy">Actions; who took the last of them on the case may not take this step.</param>
/// <param name="IsCheck">It judges somebody else's report or work; where a checker was drawn, it is for them.</param>
public sealed record CaseStepItem(
    string Action,
    string From,
    string To,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string>? NotBy,
    bool NeedsNote,
    bool IsCheck
)
{
    internal static CaseStepItem Of(CaseStep step) =>
        new(step.Action, step.FromStatus, step.ToStatus, step.Roles, step.NotBy, step.NeedsNote, step.IsCheck);
}

/// <param name="Steps">All of them; those that are left out are no steps any more.</param>
public sealed record CaseStepsBody(IReadOnlyList<CaseStepItem>? Steps);

/// <summary>An action, as it is called and what its step asks.</summary>
/// <param name="Button">To do.</param>
/// <param name="Logged">Done.</param>
/// <param name="Place">onward, what usually comes next; beside; ending, what ends or undoes.</param>
/// <param name="Asks">organisation, townOffice, condition, into, until, answers, category, position: beside note and
/// photos, which go with every step.</param>
/// <param name="Clock">What it does to the case's clock: start, extend, suspend, …; null where that follows from the
/// status.</param>
public sealed record CaseActionItem(
    string Code,
    Words Button,
    Words Logged,
    string Place,
    IReadOnlyList<string> Asks,
    string? Clock
)
{
    internal static CaseActionItem Of(CaseAction action) =>
        new(
            action.Code,
            action.Button,
            action.Logged,
            action.ButtonOrder < CaseAction.Beside ? "onward"
                : action.ButtonOrder < CaseAction.Ending ? "beside"
                : "ending",
            [.. action.Takes.Select(input => JsonNamingPolicy.CamelCase.ConvertName(input.ToString()))],
            action.Clock
        );
}

/// <summary>What stands in logs beside actions.</summary>
public sealed record CaseNoteItem(string Code, Words Logged);

/// <param name="ChangedAt">Null for the graph that ships.</param>
/// <param name="ChangedBy">The account's name.</param>
/// <param name="Actions">All that steps may be of, in the order of their buttons.</param>
/// <param name="Notes">What logs hold beside them.</param>
public sealed record CaseStepsAnswer(
    IReadOnlyList<CaseStepItem> Steps,
    DateTimeOffset? ChangedAt,
    string? ChangedBy,
    IReadOnlyList<CaseActionItem> Actions,
    IReadOnlyList<CaseNoteItem> Notes
);

/// <summary>The graph of steps that cases are worked along. A change holds on every node from the next step
/// on.</summary>
public static class CaseStepsApi
{
    public static void MapCaseSteps(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/case-steps").WithTags("cases");
        api.MapGet("", ReadAsync)
            .Allow("case_steps.read")
            .Produces<CaseStepsAnswer>()
            .TaggedByContent()
            .WithSummary("Which step leads from where to where, who may take it, what it asks and how it is called");
        api.MapPut("", ChangeAsync)
            .Refuses(Problems.FieldMissing, Problems.CaseStepsInvalid)
            .Allow("case_steps.change")
            .Produces<CaseStepsAnswer>()
            .WithSummary("Say the whole graph anew; refused where a case could be stuck in it or never be closed");
    }

    private sealed record Change(DateTimeOffset ChangedAt, string ChangedBy);

    private static async Task<IResult> ReadAsync(CityOpsDb db, CancellationToken ct) =>
        TypedResults.Ok(await AnswerAsync(db, ct));

    private static async Task<IResult> ChangeAsync(
        CaseStepsBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) =>
        await ChangeCaseSteps.RunAsync(db, body, caller, time.GetUtcNow(), ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.Ok(await AnswerAsync(db, ct));

    private static async Task<CaseStepsAnswer> AnswerAsync(CityOpsDb db, CancellationToken ct)
    {
        var steps = await db
            .CaseSteps.AsNoTracking()
            .OrderBy(s => s.Action)
            .ThenBy(s => s.FromStatus)
            .ThenBy(s => s.ToStatus)
            .ToListAsync(ct);
        var changes = await db
            .Database.SqlQuery<Change>(
                $"""
                select c.changed_at, a.name as changed_by from case_step_change c join account a on a.id = c.changed_by
                order by c.changed_at desc, c.id desc limit 1
                """
            )
            .ToListAsync(ct);
        return new(
            [.. steps.Select(CaseStepItem.Of)],
            changes is [var last] ? CityTime.Local(last.ChangedAt) : null,
            changes.FirstOrDefault()?.ChangedBy,
            [.. CaseActions.All.Select(CaseActionItem.Of)],
            [.. CaseNotes.All.Select(note => new CaseNoteItem(note.Key, note.Value))]
        );
    }
}
