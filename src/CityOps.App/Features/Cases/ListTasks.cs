using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Features.Forms;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>A case in somebody's hands, with what a phone needs to work on it without a signal.</summary>
/// <param name="Kind">verify 核实 before it is filed, handle 处置, check 核查 after it was handled.</param>
/// <param name="Facility">The code of the facility that it is about.</param>
/// <param name="Position">WGS84.</param>
/// <param name="Note">The last that somebody wrote in its log: why it was dispatched, returned or sent back.</param>
/// <param name="UrgedAt">When it was urged (催办) last; null once it moved on from where it stood then.</param>
/// <param name="Version">For If-Match: a step that meets a case that moved on answers 409 case_stale.</param>
/// <param name="Steps">Those that the caller may take now.</param>
/// <param name="Photos">SHA-256 of the photos of the record behind it, in hexadecimal: GET
/// /api/v1/photos/{sha256}.</param>
public sealed record FieldTask(
    Guid Id,
    string Number,
    string Kind,
    string Category,
    string CategoryName,
    string Organisation,
    string Town,
    string? Facility,
    string? FacilityName,
    LonLat Position,
    string? Description,
    [property: ValuesOf(typeof(CaseStatus))] string Status,
    string StatusName,
    DateTimeOffset ReportedAt,
    DateTimeOffset? HandledAt,
    TaskClock? Clock,
    string? Note,
    DateTimeOffset? UrgedAt,
    int Version,
    IReadOnlyList<TaskStep> Steps,
    IReadOnlyList<string> Photos
);

/// <param name="Limit">As it is written: 4工作时.</param>
/// <param name="WarnAt">From when on it is about to be overdue.</param>
/// <param name="State">running, due_soon, overdue, suspended, met or missed, when it was asked.</param>
/// <param name="DeadlineIsProvisional">It lies in a year whose holidays are not entered yet, and moves when they
/// are.</param>
public sealed record TaskClock(
    string? Limit,
    DateTimeOffset? WarnAt,
    DateTimeOffset Deadline,
    string State,
    bool DeadlineIsProvisional
);

/// <summary>A step that may be taken: POST /api/v1/cases/{id}/{action}.</summary>
/// <param name="NeedsNote">It is refused without a note that says why.</param>
/// <param name="Asks">organisation, townOffice, condition, into, until, answers, category, position: beside note and
/// photos, which go with every step.</param>
/// <param name="Form">For answers: the handling form that is filled in; null when its category asks nothing.</param>
/// <param name="FormVersion">Its latest published version.</param>
public sealed record TaskStep(
    string Action,
    Words Button,
    bool NeedsNote,
    IReadOnlyList<string> Asks,
    string? Form,
    int? FormVersion
);

/// <summary>Lists the cases in a person's hands: to verify, to handle, to check; the most urgent first.</summary>
public static class ListTasks
{
    private const string Confirm = "confirm";
    private const string Verify = "verify";
    private static readonly string[] FieldActions = [Confirm, "accept", "handle", Verify];

    private sealed record TaskRow(
        Guid Id,
        string Number,
        string CategoryCode,
        string CategoryName,
        string? FormCode,
        int? FormVersion,
        string OrganisationCode,
        string TownCode,
        string? FacilityCode,
        string? FacilityName,
        double Lon,
        double Lat,
        string? Description,
        string Status,
        DateTimeOffset ReportedAt,
        DateTimeOffset? HandledAt,
        decimal? LimitAmount,
        string? LimitUnit,
        DateTimeOffset? WarnAt,
        DateTimeOffset? Deadline,
        string? State,
        bool DeadlineIsProvisional,
        DateTimeOffset? UrgedAt,
        int Version,
        string? Note,
        string[] Actions,
        string[]? Noted,
        string[] Photos
    );

    public static async Task<Result<Page<FieldTask>>> RunAsync(
        CityOpsDb db,
        string? cursor,
        int? limit,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        DateTimeOffset? afterDeadline = null;
        Guid? afterId = null;
        if (cursor is not null)
        {
            if (!Cursor.TryDecode(cursor, 2, out var key) || !Guid.TryParse(key[1], out var id))
            {
                return Problems.InvalidCursor.Refuse();
            }

            afterId = id;
            if (key[0].Length > 0)
            {
                if (
                    !DateTimeOffset.TryParse(
                        key[0],
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.RoundtripKind,
                        out var at
                    )
                )
                {
                    return Problems.InvalidCursor.Refuse();
                }

                afterDeadline = at.ToUniversalTime();
            }
        }

        var size = Cursor.Size(limit);
        var rows = await db
            .Database.SqlQueryRaw<TaskRow>(
                Sql.Text("queries/cases/tasks"),
                [
                    .. Scope.Of(caller).Parameters(),
                    Parameters.Of("account", caller.AccountId),
                    Parameters.Of("role", caller.Role.Code),
                    Parameters.Of("field_actions", FieldActions),
                    Parameters.Of("at", now.ToUniversalTime()),
                    Parameters.Of("after_deadline", afterDeadline),
                    Parameters.Of("after_id", afterId),
                    Parameters.Of("size", size + 1),
                ]
            )
            .ToListAsync(ct);
        return Page.Of([.. rows.Select(Task)], size, task =>
            [task.Clock?.Deadline.ToUniversalTime().ToString("O") ?? "", task.Id.ToString()]
        );
    }

    private static FieldTask Task(TaskRow row) =>
        new(
            row.Id,
            row.Number,
            row.Actions.Contains(Confirm) ? "verify"
                : row.Actions.Contains(Verify) ? "check"
                : "handle",
            row.CategoryCode,
            row.CategoryName,
            row.OrganisationCode,
            row.TownCode,
            row.FacilityCode,
            row.FacilityName,
            new(row.Lon, row.Lat),
            row.Description,
            row.Status,
            CaseStatus.Name(row.Status),
            CityTime.Local(row.ReportedAt),
            Local(row.HandledAt),
            row is { Deadline: { } deadline, State: { } state }
                ? new(
                    row is { LimitAmount: { } amount, LimitUnit: { } unit }
                        ? new TimeLimit(amount, unit).ToString()
                        : null,
                    Local(row.WarnAt),
                    CityTime.Local(deadline),
                    state,
                    row.DeadlineIsProvisional
                )
                : null,
            row.Note,
            Local(row.UrgedAt),
            row.Version,
            [
                .. row
                    .Actions.Select(CaseActions.Find)
                    .OfType<CaseAction>()
                    .OrderBy(action => action.ButtonOrder)
                    .Select(action => Step(action, row)),
            ],
            row.Photos
        );

    private static TaskStep Step(CaseAction action, TaskRow row)
    {
        var asks = CaseActionItem.Of(action).Asks;
        var isFilledIn = action.Takes.Contains(StepInput.Answers) && row.FormVersion is not null;
        return new(
            action.Code,
            action.Button,
            row.Noted?.Contains(action.Code) is true,
            asks,
            isFilledIn ? row.FormCode : null,
            isFilledIn ? row.FormVersion : null
        );
    }

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
