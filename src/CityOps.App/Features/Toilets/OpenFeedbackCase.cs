using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;

namespace CityOps.App.Features.Toilets;

/// <summary>Opens a complaint's case and links both. The facility's organisation is responsible, otherwise the
/// category's.</summary>
public static class OpenFeedbackCase
{
    /// <param name="at">When the case was reported; the server's time, except for feedback that is brought in
    /// later.</param>
    public static async Task<Case> RunAsync(
        CityOpsDb db,
        Feedback feedback,
        Facility facility,
        string townCode,
        string categoryCode,
        DateTimeOffset at,
        CancellationToken ct
    )
    {
        var category = await db.Categories.FindAsync([categoryCode], ct);
        var responsible = facility.OrganisationCode ?? category?.OrganisationCode ?? await Offices.BureauAsync(db, ct);
        var opened = await OpenCase.RunAsync(
            db,
            new CaseOpening(
                "feedback",
                feedback.Id,
                categoryCode,
                responsible,
                townCode,
                facility.Position,
                feedback.Words,
                facility.Id,
                DeviceAt: feedback.ObservedAt,
                VerifyBeforeFiling: category?.VerifyBeforeFiling ?? false
            ),
            at,
            ct
        );
        feedback.CaseId = opened.Id;
        return opened;
    }
}
