using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>Photos of a case's record and of its steps: for those who see the case.</summary>
internal sealed class CasePhotos : IPhotoScope
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
        return db
            .Attachments.Where(a => a.Sha256 == sha256 && subjects.Contains(a.SubjectId))
            .AnyAsync(
                a =>
                    cases.Any(c => c.SourceId == a.SubjectId)
                    || db.Set<CaseEvent>().Any(e => e.Id == a.SubjectId && cases.Any(c => c.Id == e.CaseId)),
                ct
            );
    }
}
