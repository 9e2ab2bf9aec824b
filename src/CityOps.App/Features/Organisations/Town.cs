using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Organisations;

/// <summary>A town of the city (镇街). Codes have 9 digits: division 442000 and the town's three.</summary>
public sealed class Town
{
    public required string Code { get; init; }
    public required string Name { get; set; }
    public string? NameEn { get; set; }

    /// <summary>EPSG:4326.</summary>
    public required Point Centre { get; set; }

    /// <summary>EPSG:4326.</summary>
    public required MultiPolygon Boundary { get; set; }

    /// <summary>True for the boundaries that the product draws itself, until the bureau imports its official
    /// ones.</summary>
    public required bool BoundaryIsApproximate { get; set; }
}

internal sealed class TownMapping : IEntityTypeConfiguration<Town>
{
    public void Configure(EntityTypeBuilder<Town> town)
    {
        town.HasKey(t => t.Code);
        town.KeepsChangedAt();
    }
}
