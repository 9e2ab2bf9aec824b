using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Photos;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>Photos of feedback: for those who see its case, and for those who see its toilet.</summary>
internal sealed class FeedbackPhotos : IPhotoScope
{
    public Task<bool> ShowsAsync(
        CityOpsDb db,
        byte[] sha256,
        IReadOnlyList<Guid> subjects,
        Caller caller,
        CancellationToken ct
    )
    {
        var cases = VisibleCases.To(db, caller);
        var held = VisibleFacilities.HeldBy(db, caller);
        return db
            .Attachments.Where(a => a.Sha256 == sha256 && subjects.Contains(a.SubjectId))
            .AnyAsync(
                a =>
                    db.Set<Feedback>()
                        .Any(f =>
                            f.Id == a.SubjectId
                            && (cases.Any(c => c.Id == f.CaseId) || held.Any(x => x.Id == f.FacilityId))
                        ),
                ct
            );
    }
}
