using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports;

/// <summary>What a list of reports is narrowed to. Lists of values are separated by commas.</summary>
public sealed class ReportFilter
{
    /// <summary>True: only one's own.</summary>
    [FromQuery(Name = "mine")]
    public bool? Mine { get; init; }

    [FromQuery(Name = "town")]
    public string? Town { get; init; }

    [FromQuery(Name = "org")]
    public string? Organisation { get; init; }

    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    /// <summary>patrol, camera, citizen or hotline.</summary>
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    [FromQuery(Name = "patrol")]
    public Guid? Patrol { get; init; }

    /// <summary>The form that was filled in.</summary>
    [FromQuery(Name = "form")]
    public string? Form { get; init; }

    /// <summary>The first day, Asia/Shanghai.</summary>
    [FromQuery(Name = "from")]
    public DateOnly? From { get; init; }

    /// <summary>The last day, Asia/Shanghai.</summary>
    [FromQuery(Name = "to")]
    public DateOnly? To { get; init; }

    /// <summary>Flags (docs/field.md), any of which will do; * is any flag at all.</summary>
    [FromQuery(Name = "flag")]
    public string? Flag { get; init; }

    /// <summary>True: only those that declare photos which have not come.</summary>
    [FromQuery(Name = "photosMissing")]
    public bool? PhotosMissing { get; init; }

    internal async Task<Refusal?> CheckAsync(CityOpsDb db, CancellationToken ct) =>
        KnownValues.Refuse("source", InputText.List(Source), ReportSource.All)
        ?? KnownValues.Refuse("flag", InputText.List(Flag), [.. Flags.All, "*"])
        ?? await KnownTowns.RefuseAsync(db, InputText.List(Town), ct)
        ?? await KnownOrganisations.RefuseAsync(db, InputText.List(Organisation), ct)
        ?? await KnownCategories.RefuseAsync(db, InputText.List(Category), ct);

    internal IQueryable<Report> Narrow(CityOpsDb db, IQueryable<Report> reports, Caller caller)
    {
        if (Mine is true)
        {
            reports = reports.Where(r => r.OfficerId == caller.AccountId);
        }

        if (InputText.List(Town) is { } towns)
        {
            reports = reports.WhereOneOf(r => r.TownCode, towns);
        }

        if (InputText.List(Organisation) is { } organisations)
        {
            reports = reports.WhereOneOf(r => r.OrganisationCode, organisations);
        }

        if (InputText.List(Category) is { } categories)
        {
            reports = reports.WhereOneOf(r => r.CategoryCode, categories);
        }

        if (InputText.List(Source) is { } sources)
        {
            reports = reports.WhereOneOf(r => r.Source, sources);
        }

        if (Patrol is { } patrol)
        {
            reports = reports.Where(r => r.PatrolId == patrol);
        }

        if (InputText.Clean(Form) is { } form)
        {
            reports = reports.Where(r => r.FormCode == form);
        }

        if (From is { } from)
        {
            var start = CityTime.Start(from);
            reports = reports.Where(r => r.ObservedAt >= start);
        }

        if (To is { } to && to < DateOnly.MaxValue)
        {
            var end = CityTime.Start(to.AddDays(1));
            reports = reports.Where(r => r.ObservedAt < end);
        }

        if (InputText.List(Flag) is { } flags)
        {
            string[] any = flags.Contains("*") ? [.. Flags.All] : flags;
            reports = reports.Where(r => r.Flags.Any(f => any.Contains(f)));
        }

        if (PhotosMissing is { } missing)
        {
            reports = reports.Where(r =>
                db.Set<Attachment>().Any(a => a.SubjectId == r.Id && !db.Set<Photo>().Any(p => p.Sha256 == a.Sha256))
                == missing
            );
        }

        return reports;
    }
}

/// <param name="Officer">The reporter's name; null for a camera's.</param>
/// <param name="Position">WGS84.</param>
/// <param name="Facility">The code of the facility that was collected or corrected by it.</param>
/// <param name="PhotosArrived">Of those that were declared.</param>
public sealed record ReportItem(
    Guid Id,
    string Source,
    string Category,
    string CategoryName,
    string Organisation,
    string Town,
    string? Officer,
    DateTimeOffset ObservedAt,
    DateTimeOffset ReceivedAt,
    LonLat Position,
    Guid? PatrolId,
    string? Description,
    string? Form,
    int? FormVersion,
    [property: JsonObject] JsonElement Answers,
    string? Outcome,
    IReadOnlyList<string> Flags,
    int PhotosDeclared,
    int PhotosArrived,
    CaseReceipt? Case,
    string? Facility,
    DateTimeOffset? WithdrawnAt
);

/// <summary>Lists reports with their answers, the last seen first.</summary>
public static class ListReports
{
    public static async Task<Result<Page<ReportItem>>> RunAsync(
        CityOpsDb db,
        ReportFilter filter,
        string? cursor,
        int? limit,
        Caller caller,
        CancellationToken ct
    )
    {
        if (await filter.CheckAsync(db, ct) is { } refusal)
        {
            return refusal;
        }

        var reports = filter.Narrow(db, VisibleReports.To(db, caller), caller);
        if (cursor is not null)
        {
            if (!TimeCursor.TryRead(cursor, out var at, out var id))
            {
                return Problems.InvalidCursor.Refuse();
            }

            reports = reports.Where(r =>
                EF.Functions.LessThan(ValueTuple.Create(r.ObservedAt, r.Id), ValueTuple.Create(at, id))
            );
        }

        var size = Cursor.Size(limit);
        var rows = await (
            from r in reports.OrderByDescending(r => r.ObservedAt).ThenByDescending(r => r.Id).Take(size + 1)
            join category in db.Categories on r.CategoryCode equals category.Code
            join opened in db.Set<Case>() on r.CaseId equals (Guid?)opened.Id into cases
            from opened in cases.DefaultIfEmpty()
            orderby r.ObservedAt descending, r.Id descending
            select new
            {
                Report = r,
                CategoryName = category.Name,
                Officer = db.Set<Account>().Where(a => a.Id == r.OfficerId).Select(a => a.Name).FirstOrDefault(),
                Case = opened == null ? null : new CaseReceipt(opened.Id, opened.Number, opened.Status, null),
                Facility = db.Set<Facility>().Where(f => f.Id == r.FacilityId).Select(f => f.Code).FirstOrDefault(),
                Declared = db.Set<Attachment>().Count(a => a.SubjectId == r.Id),
                Arrived = db.Set<Attachment>()
                    .Count(a => a.SubjectId == r.Id && db.Set<Photo>().Any(p => p.Sha256 == a.Sha256)),
            }
        )
            .AsNoTracking()
            .ToListAsync(ct);
        return Page.Of(
            [
                .. rows.Select(row => new ReportItem(
                    row.Report.Id,
                    row.Report.Source,
                    row.Report.CategoryCode,
                    row.CategoryName,
                    row.Report.OrganisationCode,
                    row.Report.TownCode,
                    row.Officer,
                    CityTime.Local(row.Report.ObservedAt),
                    CityTime.Local(row.Report.ReceivedAt),
                    LonLat.Of(row.Report.Position),
                    row.Report.PatrolId,
                    row.Report.Description,
                    row.Report.FormCode,
                    row.Report.FormVersion,
                    row.Report.Answers.RootElement,
                    row.Report.Outcome,
                    row.Report.Flags,
                    row.Declared,
                    row.Arrived,
                    row.Case,
                    row.Facility,
                    row.Report.WithdrawnAt is { } withdrawn ? CityTime.Local(withdrawn) : null
                )),
            ],
            size,
            item => TimeCursor.Key(item.ObservedAt, item.Id)
        );
    }
}
