using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Sensors;

/// <summary>A water level terminal on a lamp post.</summary>
public sealed class Sensor
{
    public int Id { get; init; }
    public required string Code { get; init; }
    public required string GatewayId { get; set; }
    public string? SectionCode { get; set; }

    /// <summary>EPSG:4326.</summary>
    public required Point Position { get; set; }

    public int RangeMinMm { get; set; } = -50;
    public int RangeMaxMm { get; set; } = 5000;
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DisabledAt { get; set; }
}

internal sealed class SensorMapping : IEntityTypeConfiguration<Sensor>
{
    public void Configure(EntityTypeBuilder<Sensor> sensor) => sensor.Property(s => s.Id).ValueGeneratedOnAdd();
}
