using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Facilities;

/// <summary>A thing of the city with a place (部件): a toilet, a bridge, a lamp.</summary>
public sealed class Facility
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Code { get; init; }

    /// <summary>toilet, …</summary>
    public required string Type { get; init; }

    public required string Name { get; set; }

    /// <summary>EPSG:4326.</summary>
    public required Point Position { get; set; }

    public string? TownCode { get; set; }
    public string? OrganisationCode { get; set; }
    public JsonDocument Attributes { get; set; } = JsonDocument.Parse("{}");
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The code on a facility's plate. A facility has one valid code; a replaced one is never reused.</summary>
public sealed class QrCode
{
    public required string Code { get; init; }
    public required Guid FacilityId { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public DateTimeOffset? ReplacedAt { get; set; }
}

internal sealed class FacilityMapping : IEntityTypeConfiguration<Facility>, IEntityTypeConfiguration<QrCode>
{
    public void Configure(EntityTypeBuilder<Facility> facility)
    {
        facility.Property(f => f.Id).ValueGeneratedNever();
        facility.Property(f => f.Attributes).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<QrCode> code) => code.HasKey(c => c.Code);
}
