using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Ponding;

/// <summary>A low-lying stretch of road with its thresholds, millimetres of water above the road.</summary>
public sealed class Section
{
    public required string Code { get; init; }
    public required string Name { get; set; }
    public string? TownCode { get; set; }

    /// <summary>A line or an area, EPSG:4326.</summary>
    public required Geometry Line { get; set; }

    public int BlueMm { get; set; } = 50;
    public int YellowMm { get; set; } = 150;
    public int OrangeMm { get; set; } = 250;
    public int RedMm { get; set; } = 400;

    /// <summary>From here on the water may reach a lamp door or distribution box.</summary>
    public int PowerRiskMm { get; set; } = 300;
}

internal sealed class SectionMapping : IEntityTypeConfiguration<Section>
{
    public void Configure(EntityTypeBuilder<Section> section) => section.HasKey(s => s.Code);
}
