using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Photos;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports;

/// <summary>
/// Photos of reports: for their reporter, for those who see the report, and for those who see the facility that it is
/// about.
/// </summary>
internal sealed class ReportPhotos : IPhotoScope
{
    public Task<bool> ShowsAsync(
        CityOpsDb db,
        byte[] sha256,
        IReadOnlyList<Guid> subjects,
        Caller caller,
        CancellationToken ct
    )
    {
        var reports = VisibleReports.To(db, caller);
        var held = VisibleFacilities.HeldBy(db, caller);
        return db
            .Attachments.Where(a => a.Sha256 == sha256 && subjects.Contains(a.SubjectId))
            .AnyAsync(
                a =>
                    reports.Any(r => r.Id == a.SubjectId)
                    || held.Any(f => db.Set<Report>().Any(r => r.Id == a.SubjectId && r.FacilityId == f.Id)),
                ct
            );
    }
}
