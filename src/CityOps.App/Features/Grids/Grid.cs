using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Grids;

/// <summary>A 单元网格, the smallest area of the city's administration, as the bureau has drawn it (GB/T
/// 30428.1).</summary>
public sealed class Grid
{
    /// <summary>15 digits: division (6), town (3), community (3), sequence (3).</summary>
    public required string Code { get; init; }

    public string? Name { get; set; }
    public required string TownCode { get; init; }

    /// <summary>EPSG:4326.</summary>
    public required MultiPolygon Boundary { get; set; }
}

internal sealed class GridMapping : IEntityTypeConfiguration<Grid>
{
    public void Configure(EntityTypeBuilder<Grid> grid)
    {
        grid.HasKey(g => g.Code);
        grid.KeepsChangedAt();
    }
}
