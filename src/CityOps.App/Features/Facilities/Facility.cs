using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Facilities;

/// <summary>A thing of the city with a place (部件): a toilet, a bridge, a lamp.</summary>
public sealed class Facility
{
    public const string Toilet = "toilet";
    public const string InUse = "in_use";

    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Code { get; init; }

    /// <summary>A <see cref="Types.FacilityKind"/>'s code.</summary>
    public required string Type { get; init; }

    public required string Name { get; set; }

    /// <summary>EPSG:4326.</summary>
    public required Point Position { get; set; }

    /// <summary>A line or an area, EPSG:4326, where its type is one; <see cref="Position"/> lies on it then.</summary>
    public Geometry? Shape { get; set; }

    /// <summary>Degrees, as given, in <see cref="CoordSystem"/>; null where nobody said.</summary>
    public double? RawLon { get; set; }

    /// <summary>Degrees, as given, in <see cref="CoordSystem"/>; null where nobody said.</summary>
    public double? RawLat { get; set; }

    /// <summary>wgs84, gcj02 or bd09.</summary>
    public string? CoordSystem { get; set; }

    public string? TownCode { get; set; }
    public string? OrganisationCode { get; set; }
    public JsonDocument Attributes { get; set; } = JsonDocument.Parse("{}");
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>One of <see cref="Statuses"/>.</summary>
    public string Status { get; set; } = InUse;

    /// <summary>The 单元网格 that it lies in: 15 digits, of which the first nine are its town's code. The database finds it
    /// where it is left out.</summary>
    public string? GridCode { get; set; }

    /// <summary>The component's national id: 17 digits (GB/T 47678.5), 16 in GB/T 30428.2.</summary>
    public string? ComponentCode { get; set; }

    /// <summary>SHA-256 of its own photos in hexadecimal, in order; what was declared of each is an
    /// attachment.</summary>
    public string[] Photos { get; set; } = [];

    /// <summary>A facility is never deleted: its history stays, and it is removed.</summary>
    public static IReadOnlyList<string> Statuses { get; } = [InUse, "damaged", "out_of_use", "removed"];
}

/// <summary>What was changed of a facility; written by the database itself.</summary>
public sealed class FacilityChange
{
    public required Guid FacilityId { get; init; }
    public required int Seq { get; init; }
    public required DateTimeOffset At { get; init; }
    public Guid? AccountId { get; init; }

    /// <summary>import, api, report or system.</summary>
    public required string Source { get; init; }

    public Guid? ReportId { get; init; }

    /// <summary>The members that changed, as they were; null for a new facility.</summary>
    public JsonDocument? Before { get; init; }

    public required JsonDocument After { get; init; }
}

internal sealed class FacilityMapping : IEntityTypeConfiguration<Facility>, IEntityTypeConfiguration<FacilityChange>
{
    public void Configure(EntityTypeBuilder<Facility> facility)
    {
        facility.Property(f => f.Id).ValueGeneratedNever();
        facility.Property(f => f.Attributes).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<FacilityChange> change)
    {
        change.HasKey(c => new { c.FacilityId, c.Seq });
        change.Property(c => c.Before).HasColumnType("jsonb");
        change.Property(c => c.After).HasColumnType("jsonb");
    }
}
