using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Maps;

/// <summary>Opens cases through the product's own <see cref="OpenCase"/>, without the door they come through.</summary>
internal static class NewCase
{
    /// <param name="lon">In the west town from 113.3, in the east town from 113.4.</param>
    /// <param name="organisation">Whose officer reports; the category's organisation (sanitation) is
    /// responsible.</param>
    public static async Task<Case> OpenAsync(
        CityOpsDb db,
        CancellationToken ct,
        double lon = 113.35,
        double lat = 22.55,
        string organisation = "sanitation",
        string category = "03101",
        string? outcome = null,
        Guid? officer = null,
        DateTimeOffset? at = null,
        string? description = null,
        DateTimeOffset? observedAt = null
    )
    {
        var now = at ?? DateTimeOffset.UtcNow;
        var report = new Report
        {
            Id = Guid.CreateVersion7(),
            Source = "patrol",
            CategoryCode = category,
            OrganisationCode = organisation,
            OfficerId = officer,
            RawLon = lon,
            RawLat = lat,
            CoordSystem = "wgs84",
            Position = TestCity.Point(lon, lat),
            TownCode = lon < 113.4 ? TestCity.WestTown : TestCity.EastTown,
            ObservedAt = observedAt ?? now,
            ReceivedAt = now,
            Description = description,
            ContentSha256 = new byte[32],
            Outcome = outcome,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Reports.Add(report);
        var opened = await OpenReportCase.RunAsync(db, report, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return opened;
    }

    /// <summary>Takes a configured step of the case.</summary>
    public static async Task StepAsync(CityOpsDb db, Case opened, string action, CancellationToken ct)
    {
        var step = await db.CaseSteps.SingleAsync(s => s.Action == action && s.FromStatus == opened.Status, ct);
        opened.Take(step, null, DateTimeOffset.UtcNow);
        await db.SaveChangesAsync(ct);
    }
}
