using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Organisations;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>A check that comes due.</summary>
/// <param name="About">What is checked.</param>
/// <param name="Facility">Its code; null for a place or a document.</param>
/// <param name="FacilityName">The facility's, the place's or the document's.</param>
/// <param name="Position">WGS84; of a document that of its town.</param>
/// <param name="Form">What is filled in.</param>
/// <param name="DueOn">The last day on which it is on time.</param>
/// <param name="EndsOn">The last day on which it is done late.</param>
/// <param name="Report">The check that counts.</param>
/// <param name="SkipReason">In the words of whoever skipped it; facility_removed where its facility is gone.</param>
/// <param name="EscalatedAt">When it was told of, being missed.</param>
/// <param name="Case">The case that it opened by being missed.</param>
public sealed record CheckItem(
    Guid Id,
    string Routine,
    string RoutineName,
    string RoutineNameEn,
    [property: ValuesOf(typeof(CheckSubjects))] string About,
    string? Facility,
    string FacilityName,
    string? FacilityType,
    string Organisation,
    string OrganisationName,
    string Town,
    string Category,
    string? Form,
    LonLat Position,
    DateOnly OpensOn,
    DateOnly DueOn,
    DateOnly EndsOn,
    [property: ValuesOf(typeof(CheckStates))] string State,
    DateTimeOffset? CheckedAt,
    Guid? Report,
    bool? HasProblem,
    string? SkipReason,
    DateTimeOffset? EscalatedAt,
    Guid? Case
);

/// <summary>How a check stands; the database's due_check_state.</summary>
public static class CheckStates
{
    public const string Planned = "planned";

    /// <summary>It can be done in time.</summary>
    public const string Due = "due";

    /// <summary>It can only be done late.</summary>
    public const string Overdue = "overdue";

    public const string Done = "done";

    /// <summary>Done after its time.</summary>
    public const string Late = "late";

    public const string Skipped = "skipped";
    public const string Missed = "missed";

    /// <summary>For lists: due or overdue.</summary>
    internal const string Open = "open";

    /// <summary>For lists: missed, and told of lately (<see cref="CountEscalated"/>).</summary>
    internal const string Escalated = "escalated";

    public static IReadOnlyList<string> All { get; } = [Planned, Due, Overdue, Done, Late, Skipped, Missed];
}

/// <summary>What can be checked.</summary>
public static class CheckSubjects
{
    public const string Facility = "facility";
    public const string Place = "place";

    /// <summary>From anywhere.</summary>
    public const string Document = "document";

    public static IReadOnlyList<string> All { get; } = [Facility, Place, Document];
}

/// <summary>What the list is narrowed to. Lists of values are separated by commas.</summary>
public sealed class CheckFilter
{
    /// <summary>open (due or overdue; when left out), or one of planned, due, overdue, done, late, skipped, missed,
    /// escalated (missed, and told of in the last seven days), all.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "routine")]
    public string? Routine { get; init; }

    [FromQuery(Name = "organisation")]
    public string? Organisation { get; init; }

    [FromQuery(Name = "town")]
    public string? Town { get; init; }

    /// <summary>Types of facilities.</summary>
    [FromQuery(Name = "type")]
    public string? Type { get; init; }

    /// <summary>By the last day in time.</summary>
    [FromQuery(Name = "from")]
    public DateOnly? From { get; init; }

    /// <inheritdoc cref="From"/>
    [FromQuery(Name = "to")]
    public DateOnly? To { get; init; }
}

/// <summary>Lists the checks that come due and that the caller may see, by the last day in time.</summary>
public static class ListChecks
{
    /// <summary>Of a page, as the console and others ask for it.</summary>
    private static readonly int[] UsualSizes = [50, 100];

    internal const string Unfinished = "d.report_id is null and d.skipped_at is null and d.missed_on is null";

    private static readonly Dictionary<string, string> States = new()
    {
        ["all"] = "true",
        [CheckStates.Open] = $"{Unfinished} and d.opens_on <= @today and d.ends_on >= @today",
        [CheckStates.Planned] = $"{Unfinished} and d.opens_on > @today",
        [CheckStates.Due] = $"{Unfinished} and d.opens_on <= @today and d.due_on >= @today",
        [CheckStates.Overdue] = $"{Unfinished} and d.due_on < @today and d.ends_on >= @today",
        [CheckStates.Done] = "d.checked_at is not null and city_day(d.checked_at) <= d.due_on",
        [CheckStates.Late] = "d.checked_at is not null and city_day(d.checked_at) > d.due_on",
        [CheckStates.Skipped] = "d.skipped_at is not null and d.report_id is null",
        [CheckStates.Missed] = "d.missed_on is not null",
        [CheckStates.Escalated] = CountEscalated.Condition,
    };

    internal sealed record Row(
        Guid Id,
        string Routine,
        string RoutineName,
        string RoutineNameEn,
        string About,
        string? Facility,
        string FacilityName,
        string? FacilityType,
        string Organisation,
        string OrganisationName,
        string Town,
        string Category,
        string? Form,
        double Lon,
        double Lat,
        DateOnly OpensOn,
        DateOnly DueOn,
        DateOnly EndsOn,
        string State,
        DateTimeOffset? CheckedAt,
        Guid? ReportId,
        bool? HasProblem,
        string? SkipReason,
        DateTimeOffset? EscalatedAt,
        Guid? CaseId
    );

    public static async Task<Result<Page<CheckItem>>> RunAsync(
        CityOpsDb db,
        CheckFilter filter,
        string? cursor,
        int? limit,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var state = filter.State ?? CheckStates.Open;
        if (
            (
                KnownValues.Refuse("state", [state], [.. States.Keys])
                ?? await KnownTowns.RefuseAsync(db, InputText.List(filter.Town), ct)
                ?? await KnownOrganisations.RefuseAsync(db, InputText.List(filter.Organisation), ct)
                ?? await KnownRoutinesAsync(db, InputText.List(filter.Routine), ct)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        return await PageAsync(db, States[state], filter, null, cursor, limit, caller, now, ct);
    }

    private static async Task<Refusal?> KnownRoutinesAsync(CityOpsDb db, string[]? asked, CancellationToken ct) =>
        asked is null
            ? null
            : KnownValues.Refuse("routine", asked, await db.Routines.Select(r => r.Code).ToListAsync(ct));

    /// <param name="which">SQL over the check <c>d</c>.</param>
    /// <param name="facility">Null: of all.</param>
    internal static async Task<Result<Page<CheckItem>>> PageAsync(
        CityOpsDb db,
        string which,
        CheckFilter filter,
        Guid? facility,
        string? cursor,
        int? limit,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        DateOnly? afterDay = null;
        Guid? afterId = null;
        if (cursor is not null)
        {
            if (!DayCursor.TryRead(cursor, out var day, out var id))
            {
                return Problems.InvalidCursor.Refuse();
            }

            (afterDay, afterId) = (day, id);
        }

        var size = Cursor.Size(limit);
        var scope = Scope.Of(caller);
        var routines = InputText.List(filter.Routine);
        var organisations = InputText.List(filter.Organisation);
        var towns = InputText.List(filter.Town);
        var types = InputText.List(filter.Type);
        string[] narrowing =
        [
            .. Seen(scope),
            .. When(facility is not null, "d.facility_id = @facility"),
            .. When(routines is not null, "d.routine_code = any (@routines)"),
            .. When(organisations is not null, "d.organisation_code = any (@organisations)"),
            .. When(towns is not null, "d.town_code = any (@towns)"),
            .. When(types is not null, "f.type = any (@types)"),
            .. When(filter.From is not null, "d.due_on >= @first"),
            .. When(filter.To is not null, "d.due_on <= @last"),
        ];
        var query = RowsOf(
            db,
            [which, .. narrowing, .. When(afterId is not null, "(d.due_on, d.id) > (@after_day, @after_id)")],
            size + 1,
            [
                .. scope.Parameters(),
                Parameters.Of("facility", facility),
                Parameters.Of("routines", routines),
                Parameters.Of("organisations", organisations),
                Parameters.Of("towns", towns),
                Parameters.Of("types", types),
                Parameters.Of("first", filter.From),
                Parameters.Of("last", filter.To),
                Parameters.Of("after_day", afterDay),
                Parameters.Of("after_id", afterId),
            ],
            now
        );
        // The list as it opens is one of a few texts; planning it takes longer than running it.
        var isPlain = narrowing.Length == Seen(scope).Length && UsualSizes.Contains(size);
        var rows = await (isPlain ? query.Prepared() : query).ToListAsync(ct);
        return Page.Of([.. rows.Select(Item)], size, item => DayCursor.Key(item.DueOn, item.Id));
    }

    /// <summary>One, within the caller's reach; null where there is none there.</summary>
    internal static async Task<CheckItem?> FindAsync(
        CityOpsDb db,
        Guid id,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var scope = Scope.Of(caller);
        var rows = await RowsOf(
                db,
                ["d.id = @id", .. Seen(scope)],
                1,
                [.. scope.Parameters(), Parameters.Of("id", id)],
                now
            )
            .ToListAsync(ct);
        return rows.Select(Item).SingleOrDefault();
    }

    /// <summary>
    /// What the scope leaves of the checks (sql/functions/visible_to.sql); of one organisation they are found by it.
    /// </summary>
    internal static string[] Seen(Scope scope) =>
        [
            .. When(
                scope.Organisation is not null || scope.Town is not null,
                "check_visible_to(d.organisation_code, d.town_code, @organisation, @town)"
            ),
            .. When(scope.Organisation is not null, "d.organisation_code = @organisation"),
        ];

    private static string[] When(bool isAsked, string condition) => isAsked ? [condition] : [];

    private static IQueryable<Row> RowsOf(
        CityOpsDb db,
        IEnumerable<string> which,
        int size,
        Npgsql.NpgsqlParameter[] parameters,
        DateTimeOffset now
    ) =>
        db.Database.SqlQueryRaw<Row>(
            Sql.Text("queries/routines/checks")
                .Replace("{which}", string.Join(" and ", which), StringComparison.Ordinal)
                .Replace("{size}", size.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
            [
                .. parameters,
                Parameters.Of("today", CityTime.Day(now)),
                Parameters.Of("told_since", CountEscalated.Since(now)),
            ]
        );

    internal static CheckItem Item(Row row) =>
        new(
            row.Id,
            row.Routine,
            row.RoutineName,
            row.RoutineNameEn,
            row.About,
            row.Facility,
            row.FacilityName,
            row.FacilityType,
            row.Organisation,
            row.OrganisationName,
            row.Town,
            row.Category,
            row.Form,
            new(row.Lon, row.Lat),
            row.OpensOn,
            row.DueOn,
            row.EndsOn,
            row.State,
            Local(row.CheckedAt),
            row.ReportId,
            row.HasProblem,
            row.SkipReason,
            Local(row.EscalatedAt),
            row.CaseId
        );

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
