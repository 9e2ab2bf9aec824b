using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;

namespace CityOps.App.Features.Reports;

/// <summary>Opens a report's case and links both. The category's organisation is responsible, otherwise the
/// reporter's.</summary>
public static class OpenReportCase
{
    /// <param name="at">When the case was reported; the server's time, except for reports that are brought in
    /// later.</param>
    public static async Task<Case> RunAsync(CityOpsDb db, Report report, DateTimeOffset at, CancellationToken ct)
    {
        var category = await db.Categories.FindAsync([report.CategoryCode], ct);
        var opened = await OpenCase.RunAsync(
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
                    ? await Offices.OfTownAsync(db, report.TownCode, ct)
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
}
