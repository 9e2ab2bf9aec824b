using System.Text.Json;
using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Reports;

/// <summary>
/// A problem as it was seen: where, when, what, by whom. What becomes of it is its case. A correction replaces what it
/// says (<see cref="CorrectReport"/>); what it said first stays in its changes.
/// </summary>
public sealed class Report
{
    /// <summary>Made by the phone.</summary>
    public required Guid Id { get; init; }

    /// <summary>patrol, camera or citizen.</summary>
    public required string Source { get; init; }

    /// <summary>May name a patrol that has not arrived yet.</summary>
    public Guid? PatrolId { get; init; }

    public required string CategoryCode { get; init; }
    public required string OrganisationCode { get; init; }
    public Guid? OfficerId { get; init; }
    public string? GatewayId { get; init; }

    /// <summary>Degrees, as sent, in <see cref="CoordSystem"/>.</summary>
    public required double RawLon { get; init; }

    /// <summary>Degrees, as sent, in <see cref="CoordSystem"/>.</summary>
    public required double RawLat { get; init; }

    /// <summary>wgs84, gcj02 or bd09.</summary>
    public required string CoordSystem { get; init; }

    public float? AccuracyMetres { get; init; }

    /// <summary>The position normalised to WGS84, EPSG:4326.</summary>
    public required Point Position { get; init; }

    public required string TownCode { get; init; }

    /// <summary>When the problem was seen, by the device; never later than <see cref="ReceivedAt"/> by more than a
    /// clock's drift.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary><see cref="ObservedAt"/> as the device said it, where that cannot be right.</summary>
    public DateTimeOffset? DeviceObservedAt { get; init; }

    /// <summary>When the position was fixed, by the device.</summary>
    public DateTimeOffset? FixedAt { get; init; }

    /// <summary>The device's clock when it sent the report.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The device says that an app made the position up.</summary>
    public bool IsMocked { get; init; }

    /// <summary>The server's time.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public string? Description { get; init; }
    public JsonDocument Answers { get; init; } = JsonDocument.Parse("{}");

    /// <summary>The form that the answers were filled in; null where the category asks nothing.</summary>
    public string? FormCode { get; init; }

    public int? FormVersion { get; init; }

    /// <summary>The facility that its answers name, the first of several.</summary>
    public Guid? AboutFacilityId { get; init; }

    /// <summary>Fields that were answered and not asked in the end; their answers count for nothing.</summary>
    public string[] Leftovers { get; init; } = [];

    /// <summary>What became of it on the spot: rectified_on_site 现场整改, transferred 转属地, or null.</summary>
    public string? Outcome { get; init; }

    /// <summary>What looks implausible (outside_city, time_skew, …); flagged, never dropped.</summary>
    public string[] Flags { get; private set; } = [];

    /// <summary>By flag, an object that says what was seen.</summary>
    public JsonDocument FlagReasons { get; private set; } = JsonDocument.Parse("{}");

    /// <summary>SHA-256 of the content as sent, to tell the same again from another content under the same
    /// key.</summary>
    public required byte[] ContentSha256 { get; init; }

    public Guid? CaseId { get; set; }

    /// <summary>It should not have been sent, and counts for nothing.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>The facility that was collected or corrected by it, which opens no case, or checked.</summary>
    public Guid? FacilityId { get; set; }

    /// <summary>It is a check of this routine; its case is of the problem that its answers tell.</summary>
    public string? RoutineCode { get; set; }

    /// <summary>Sets the flags with their reasons, in the order given.</summary>
    public void Flag(IEnumerable<FlagReason> reasons)
    {
        var all = reasons.ToList();
        Flags = [.. all.Select(r => r.Flag)];
        FlagReasons = JsonColumn.Of(all.ToDictionary(r => r.Flag, r => r.Reason));
    }
}

internal sealed class ReportMapping : IEntityTypeConfiguration<Report>
{
    public void Configure(EntityTypeBuilder<Report> report)
    {
        report.Property(r => r.Id).ValueGeneratedNever();
        report.Property(r => r.Answers).HasColumnType("jsonb");
        report.Property(r => r.FlagReasons).HasColumnType("jsonb");
    }
}
