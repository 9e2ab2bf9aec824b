using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;

namespace CityOps.App.Features.Reports;

/// <summary>Opens a report's case and links both. The category's organisation is responsible, otherwise the
/// reporter's.</summary>
public static class OpenReportCase
{
    private const string Transferred = "transferred";

    /// <param name="at">When the case was reported; the server's time, except for reports that are brought in
    /// later.</param>
    public static async Task<Case> RunAsync(CityOpsDb db, Report report, DateTimeOffset at, CancellationToken ct)
    {
        var category = await db.Categories.FindAsync([report.CategoryCode], ct);
        var opening = Opening(
            report,
            category?.OrganisationCode,
            report.Outcome == Transferred ? await Offices.OfTownAsync(db, report.TownCode, ct) : null,
            category?.VerifyBeforeFiling ?? false
        );
        var opened = await OpenCase.RunAsync(db, opening, at, ct);
        report.CaseId = opened.Id;
        return opened;
    }

    /// <summary>The case of the problem that a routine check tells, at the facility.</summary>
    public static async Task OfCheckAsync(
        CityOpsDb db,
        Report report,
        string problemCategory,
        DateTimeOffset at,
        CancellationToken ct
    )
    {
        var category = await db.Categories.FindAsync([problemCategory], ct);
        var opening = Opening(report, category!.OrganisationCode, null, category.VerifyBeforeFiling) with
        {
            CategoryCode = problemCategory,
            FacilityId = report.FacilityId,
        };
        report.CaseId = (await OpenCase.RunAsync(db, opening, at, ct)).Id;
    }

    /// <summary>What a report's case is opened with.</summary>
    /// <param name="townOffice">The office of the report's town, for what is transferred to it; null where it has
    /// none.</param>
    internal static CaseOpening Opening(
        Report report,
        string? categoryOrganisation,
        string? townOffice,
        bool verifyBeforeFiling
    ) =>
        new(
            "report",
            report.Id,
            report.CategoryCode,
            categoryOrganisation ?? report.OrganisationCode,
            report.TownCode,
            report.Position,
            report.Description,
            Outcome: report.Outcome,
            TownOrganisationCode: report.Outcome == Transferred ? townOffice : null,
            ActorId: report.OfficerId,
            DeviceAt: report.ObservedAt,
            ReporterOrganisationCode: report.OrganisationCode,
            VerifyBeforeFiling: verifyBeforeFiling
        );
}
