using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Assessments;

/// <summary>Photos of findings: for those who may read assessments, a contractor its own.</summary>
internal sealed class FindingPhotos : IPhotoScope
{
    public async Task<bool> ShowsAsync(
        CityOpsDb db,
        byte[] sha256,
        IReadOnlyList<Guid> subjects,
        Caller caller,
        CancellationToken ct
    )
    {
        var contractor = caller.MayForAll("assessments.read") ? null : caller.OrganisationCode;
        return caller.May("assessments.read")
            && await db
                .Database.SqlQuery<bool>(
                    $"""
                    select exists (
                      select from assessment f
                      where f.id = any ({subjects})
                        and assessment_visible_to(f.town_code, f.contractor_code, {caller.VisibleTown}, {contractor})) as "Value"
                    """
                )
                .SingleAsync(ct);
    }
}
