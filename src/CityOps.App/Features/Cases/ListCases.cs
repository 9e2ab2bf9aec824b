using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases.Clocks;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>What a list of cases is narrowed to. Lists of values are separated by commas.</summary>
public sealed class CaseFilter
{
    private static readonly string[] Sources = ["report", "feedback", "ponding", "check"];

    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    [FromQuery(Name = "town")]
    public string? Town { get; init; }

    [FromQuery(Name = "org")]
    public string? Organisation { get; init; }

    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    /// <summary>report, feedback or ponding; of reports alone patrol, camera, citizen or hotline.</summary>
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    /// <summary>The first day of reporting, Asia/Shanghai.</summary>
    [FromQuery(Name = "from")]
    public DateOnly? From { get; init; }

    /// <summary>The last day of reporting, Asia/Shanghai.</summary>
    [FromQuery(Name = "to")]
    public DateOnly? To { get; init; }

    /// <summary>Hours of the week of reporting, Asia/Shanghai: 1-08 is Monday from 8 to 9.</summary>
    [FromQuery(Name = "hour")]
    public string? Hour { get; init; }

    /// <summary>Part of the number or the description.</summary>
    [FromQuery(Name = "text")]
    public string? Text { get; init; }

    /// <summary>True: only those whose time is over and that are not handled yet.</summary>
    [FromQuery(Name = "overdue")]
    public bool? Overdue { get; init; }

    /// <summary>True: only those whose time is nearly over.</summary>
    [FromQuery(Name = "dueSoon")]
    public bool? DueSoon { get; init; }

    /// <summary>west,south,east,north in degrees WGS84.</summary>
    [FromQuery(Name = "box")]
    public string? Box { get; init; }

    /// <summary>lon,lat;lon,lat;… in degrees WGS84.</summary>
    [FromQuery(Name = "polygon")]
    public string? Polygon { get; init; }

    /// <summary>True: only those whose appeal waits for a decision.</summary>
    [FromQuery(Name = "appealed")]
    public bool? Appealed { get; init; }

    /// <summary>True: only those that were urged (催办) and have not moved on since.</summary>
    [FromQuery(Name = "urged")]
    public bool? Urged { get; init; }

    /// <summary>One of the working day's queues: mine, verify, file, dispatch, accept, handle, check, close, urged,
    /// overdue, due_today, suspended, flagged.</summary>
    [FromQuery(Name = "queue")]
    public string? Queue { get; init; }

    /// <summary>Flags of the reports behind them (docs/field.md), any of which will do; * is any flag at all.</summary>
    [FromQuery(Name = "flag")]
    public string? Flag { get; init; }

    /// <summary>True: only those of whose records (reports, feedback, steps) photos were declared that have not
    /// come.</summary>
    [FromQuery(Name = "photosMissing")]
    public bool? PhotosMissing { get; init; }

    /// <summary>A value that no case can have is a slip, and not a list without cases.</summary>
    /// <returns>Null when every value is known.</returns>
    private async Task<Refusal?> CheckAsync(CityOpsDb db, CancellationToken ct) =>
        KnownValues.Refuse("source", InputText.List(Source), [.. Sources, .. ReportSource.All])
        ?? KnownValues.Refuse("queue", InputText.Clean(Queue) is { } queue ? [queue] : null, CaseQueues.Codes)
        ?? CaseHours.Refuse(InputText.List(Hour))
        ?? KnownValues.Refuse("flag", InputText.List(Flag), [.. Flags.All, "*"])
        ?? (
            Status is null
                ? null
                : KnownValues.Refuse(
                    "status",
                    InputText.List(Status),
                    await db
                        .CaseSteps.Select(s => s.ToStatus)
                        .Union(db.CaseSteps.Select(s => s.FromStatus))
                        .Distinct()
                        .Order()
                        .Prepared()
                        .ToListAsync(ct)
                )
        )
        ?? await KnownTowns.RefuseAsync(db, InputText.List(Town), ct)
        ?? await KnownOrganisations.RefuseAsync(db, InputText.List(Organisation), ct)
        ?? await KnownCategories.RefuseAsync(db, InputText.List(Category), ct);

    /// <param name="now">What is overdue is asked of this instant.</param>
    /// <returns>Those of the caller's cases that are asked for.</returns>
    public async Task<(IQueryable<Case>? Cases, Refusal? Refusal)> NarrowAsync(
        CityOpsDb db,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var cases = VisibleCases.To(db, caller);
        if ((await CheckAsync(db, ct) ?? Narrow(db, ref cases, now)) is { } refusal)
        {
            return (null, refusal);
        }

        if (InputText.Clean(Queue) is { } queue)
        {
            cases = await CaseQueues.NarrowAsync(db, cases, queue, caller, now, ct);
        }

        return (InputText.Clean(Text) is { } text ? await SearchText.NarrowAsync(db, cases, text, ct) : cases, null);
    }

    private Refusal? Narrow(CityOpsDb db, ref IQueryable<Case> cases, DateTimeOffset now)
    {
        if (ListArea.Read(Box, Polygon, out var area) is { } refusal)
        {
            return refusal;
        }

        if (area is not null)
        {
            cases = ListArea.Within(cases, c => c.Position, area);
        }

        if (InputText.List(Status) is { } statuses)
        {
            cases = cases.WhereOneOf(c => c.Status, statuses);
        }

        if (InputText.List(Town) is { } towns)
        {
            cases = cases.WhereOneOf(c => c.TownCode, towns);
        }

        if (InputText.List(Organisation) is { } organisations)
        {
            cases = cases.WhereOneOf(c => c.OrganisationCode, organisations);
        }

        if (InputText.List(Category) is { } categories)
        {
            cases = cases.WhereOneOf(c => c.CategoryCode, categories);
        }

        if (InputText.List(Source) is { } sources)
        {
            string[] kinds = [.. sources.Intersect(Sources)];
            string[] reported = [.. sources.Intersect(ReportSource.All)];
            cases =
                reported.Length == 0
                    ? cases.WhereOneOf(c => c.Source, kinds)
                    : cases.Where(c =>
                        kinds.Contains(c.Source)
                        || (
                            c.Source == "report"
                            && db.Set<ReportView>().Any(r => r.Id == c.SourceId && reported.Contains(r.Source))
                        )
                    );
        }

        if (InputText.List(Flag) is { } flags)
        {
            string[] any = flags.Contains("*") ? [.. Flags.All] : flags;
            cases = cases.Where(c =>
                db.Set<ReportView>().Any(r => r.Id == c.SourceId && r.Flags.Any(f => any.Contains(f)))
            );
        }

        if (PhotosMissing is { } missing)
        {
            // One set for all cases: asked for each, it would be a search among all photos.
            var lacking = db.Set<Attachment>()
                .Where(a => !db.Set<Photo>().Any(p => p.Sha256 == a.Sha256))
                .Select(a => a.SubjectId);
            cases = cases.Where(c =>
                (
                    lacking.Contains(c.SourceId)
                    || db.Set<FeedbackView>().Any(f => f.CaseId == c.Id && lacking.Contains(f.Id))
                    || db.Set<CaseEvent>().Any(e => e.CaseId == c.Id && lacking.Contains(e.Id))
                ) == missing
            );
        }

        if (From is { } from)
        {
            var start = CityTime.Start(from);
            cases = cases.Where(c => c.ReportedAt >= start);
        }

        if (To is { } to && to < DateOnly.MaxValue)
        {
            var end = CityTime.Start(to.AddDays(1));
            cases = cases.Where(c => c.ReportedAt < end);
        }

        if (InputText.List(Hour) is { } hours)
        {
            cases = cases.Where(c => hours.Contains(CaseHours.Of(c.ReportedAt)));
        }

        if (Overdue == true)
        {
            cases = cases.Where(c => c.Clock!.StoppedAt == null && c.Clock.Deadline < now);
        }

        if (DueSoon == true)
        {
            cases = cases.Where(c => c.Clock!.StoppedAt == null && c.Clock.WarnAt <= now && c.Clock.Deadline >= now);
        }

        if (Appealed == true)
        {
            cases = cases.Where(c => c.Clock!.Appeal == "pending");
        }

        if (Urged == true)
        {
            cases = cases.Where(c => c.UrgedAt != null);
        }

        return null;
    }
}

/// <param name="Position">WGS84.</param>
/// <param name="Deadline">Null until it is handed to somebody, and where no limit holds.</param>
/// <param name="ClockState">running, due_soon, overdue, suspended, met, missed; null without a deadline.</param>
/// <param name="Overdue">Its time is over and it is not handled yet.</param>
/// <param name="Urges">How often it was urged (催办), in all.</param>
/// <param name="UrgedAt">The last time; null once it moved on from where it stood then.</param>
public sealed record CaseItem(
    Guid Id,
    string Number,
    string Source,
    string Category,
    string CategoryName,
    string Organisation,
    string OrganisationName,
    string Town,
    string TownName,
    LonLat Position,
    string? Description,
    [property: ValuesOf(typeof(CaseStatus))] string Status,
    DateTimeOffset ReportedAt,
    DateTimeOffset? ClosedAt,
    DateTimeOffset? Deadline,
    string? ClockState,
    bool Overdue,
    bool RectifiedOnSite,
    int Urges,
    DateTimeOffset? UrgedAt,
    int Version
)
{
    public string StatusName => CaseStatus.Name(Status);
}

/// <summary>Lists cases, newest first.</summary>
public static class ListCases
{
    public static async Task<Result<Page<CaseItem>>> RunAsync(
        CityOpsDb db,
        CaseFilter filter,
        string? cursor,
        int? limit,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (cases, refusal) = await filter.NarrowAsync(db, caller, now, ct);
        if (cases is null)
        {
            return refusal!;
        }

        if (cursor is not null)
        {
            if (!TimeCursor.TryRead(cursor, out var at, out var id))
            {
                return Problems.InvalidCursor.Refuse();
            }

            cases = cases.Where(c =>
                EF.Functions.LessThan(ValueTuple.Create(c.ReportedAt, c.Id), ValueTuple.Create(at, id))
            );
        }

        var size = Cursor.Size(limit);
        var rows = await (
            from c in cases.OrderByDescending(c => c.ReportedAt).ThenByDescending(c => c.Id).Take(size + 1)
            join category in db.Categories on c.CategoryCode equals category.Code
            join organisation in db.Organisations on c.OrganisationCode equals organisation.Code
            join town in db.Towns on c.TownCode equals town.Code
            orderby c.ReportedAt descending, c.Id descending
            select new CaseItem(
                c.Id,
                c.Number,
                c.Source,
                c.CategoryCode,
                category.Name,
                c.OrganisationCode,
                organisation.Name,
                c.TownCode,
                town.Name,
                new LonLat(c.Position.X, c.Position.Y),
                c.Description,
                c.Status,
                c.ReportedAt,
                c.ClosedAt,
                c.Clock!.Deadline,
                CaseClock.DeadlineState(
                    c.Clock.Deadline,
                    c.Clock.WarnAt,
                    c.Clock.StoppedAt,
                    c.Clock.SuspendedAt,
                    now.ToUniversalTime()
                ),
                c.Clock.StoppedAt == null && c.Clock.Deadline < now,
                c.RectifiedOnSite,
                c.Urges,
                c.UrgedAt,
                c.Version
            )
        ).ToListAsync(ct);
        IReadOnlyList<CaseItem> items =
        [
            .. rows.Select(c =>
                c with
                {
                    ReportedAt = CityTime.Local(c.ReportedAt),
                    ClosedAt = Local(c.ClosedAt),
                    Deadline = Local(c.Deadline),
                    UrgedAt = Local(c.UrgedAt),
                }
            ),
        ];
        return Page.Of(items, size, c => TimeCursor.Key(c.ReportedAt, c.Id));
    }

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
