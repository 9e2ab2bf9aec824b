using CityOps.App.Database;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Toilets;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Opens the case behind a record from the field, in the transaction that stores the record: one cannot exist without
/// the
/// other. The caller holds the transaction and saves; any number of records may share it.
/// </summary>
public static class OpenCase
{
    /// <summary>道路积水: local, GB/T 47678.5 has none.</summary>
    public const string PondingCategory = "L0506";

    /// <summary>Opens a report's case and links both. The category's organisation is responsible, otherwise the
    /// reporter's.</summary>
    /// <param name="at">When the case was reported; the server's time, except for records that are brought in
    /// later.</param>
    public static async Task<Case> ForReportAsync(CityOpsDb db, Report report, DateTimeOffset at, CancellationToken ct)
    {
        var category = await db.Categories.FindAsync([report.CategoryCode], ct);
        var opened = await RunAsync(
            db,
            new CaseOpening(
                "report",
                report.Id,
                report.CategoryCode,
                category?.OrganisationCode ?? report.OrganisationCode,
                report.TownCode,
                report.Position,
                report.Description,
                Outcome: report.Outcome,
                TownOrganisationCode: report.Outcome == "transferred"
                    ? await TownOfficeAsync(db, report.TownCode, ct)
                    : null,
                ActorId: report.OfficerId,
                DeviceAt: report.ObservedAt,
                ReporterOrganisationCode: report.OrganisationCode,
                VerifyBeforeFiling: category?.VerifyBeforeFiling ?? false
            ),
            at,
            ct
        );
        report.CaseId = opened.Id;
        return opened;
    }

    /// <summary>Opens a complaint's case and links both. The toilet's organisation is responsible, otherwise the
    /// category's.</summary>
    public static async Task<Case> ForFeedbackAsync(
        CityOpsDb db,
        Feedback feedback,
        Facility toilet,
        string townCode,
        string categoryCode,
        DateTimeOffset at,
        CancellationToken ct
    )
    {
        var category = await db.Categories.FindAsync([categoryCode], ct);
        var responsible = toilet.OrganisationCode ?? category?.OrganisationCode ?? await BureauAsync(db, ct);
        var opened = await RunAsync(
            db,
            new CaseOpening(
                "feedback",
                feedback.Id,
                categoryCode,
                responsible,
                townCode,
                toilet.Position,
                feedback.Words,
                toilet.Id,
                DeviceAt: feedback.ObservedAt,
                VerifyBeforeFiling: category?.VerifyBeforeFiling ?? false
            ),
            at,
            ct
        );
        feedback.CaseId = opened.Id;
        return opened;
    }

    /// <summary>Opens a ponding event's case; the caller links the event. The category's organisation is responsible,
    /// otherwise the bureau.</summary>
    public static async Task<Case> ForPondingAsync(
        CityOpsDb db,
        Guid eventId,
        string townCode,
        Point position,
        string description,
        DateTimeOffset at,
        DateTimeOffset observedAt,
        CancellationToken ct
    )
    {
        var category = await db.Categories.FindAsync([PondingCategory], ct);
        return await RunAsync(
            db,
            new CaseOpening(
                "ponding",
                eventId,
                PondingCategory,
                category?.OrganisationCode ?? await BureauAsync(db, ct),
                townCode,
                position,
                description,
                DeviceAt: observedAt
            ),
            at,
            ct
        );
    }

    /// <summary>The office of a town, which cases handed to the town go to; null when the town has none.</summary>
    public static Task<string?> TownOfficeAsync(CityOpsDb db, string townCode, CancellationToken ct) =>
        db
            .Organisations.Where(o => o.Kind == OrganisationKinds.Town && o.TownCode == townCode)
            .OrderBy(o => o.Code)
            .Select(o => o.Code)
            .FirstOrDefaultAsync(ct);

    /// <summary>The bureau itself, which answers for what nobody else does.</summary>
    public static Task<string> BureauAsync(CityOpsDb db, CancellationToken ct) =>
        db
            .Organisations.OrderByDescending(o => o.Kind == OrganisationKinds.Bureau)
            .ThenBy(o => o.Code)
            .Select(o => o.Code)
            .FirstAsync(ct);

    private static async Task<Case> RunAsync(CityOpsDb db, CaseOpening opening, DateTimeOffset at, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException(
                "A case is opened within the transaction that stores its source; begin one first."
            );
        }

        var numbers = await db
            .Database.SqlQuery<string>($"select next_case_number({at.ToUniversalTime()}) as \"Value\"")
            .ToListAsync(ct);
        var opened = Case.Open(opening, numbers[0], at);
        await DrawChecker.OnArrivalAsync(db, opened, at, ct);
        db.Cases.Add(opened);
        return opened;
    }
}
