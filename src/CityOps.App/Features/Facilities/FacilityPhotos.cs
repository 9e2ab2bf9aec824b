using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities;

/// <summary>Photos of facilities: for those who see the facility.</summary>
internal sealed class FacilityPhotos : IPhotoScope
{
    public Task<bool> ShowsAsync(
        CityOpsDb db,
        byte[] sha256,
        IReadOnlyList<Guid> subjects,
        Caller caller,
        CancellationToken ct
    )
    {
        var held = VisibleFacilities.HeldBy(db, caller);
        return db
            .Attachments.Where(a => a.Sha256 == sha256 && subjects.Contains(a.SubjectId))
            .AnyAsync(a => held.Any(f => f.Id == a.SubjectId), ct);
    }
}
