using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Sensors;

/// <summary>What speaks for sensors: one MQTT login, one topic prefix.</summary>
public sealed class Gateway
{
    /// <summary>Lower-case letters, digits and hyphens; a level of its topics.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The secret has 128 random bits or more, so a plain SHA-256 is enough and connecting stays
    /// cheap.</summary>
    public required byte[] SecretSha256 { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>It may hear the ponding alerts of every town.</summary>
    public bool HearsAllTowns { get; set; }
}

/// <summary>The right of a gateway to hear a town's ponding alerts.</summary>
public sealed class GatewayAlertTown
{
    public required string GatewayId { get; init; }
    public required string TownCode { get; init; }
}

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

internal sealed class SensorMapping
    : IEntityTypeConfiguration<Gateway>,
        IEntityTypeConfiguration<GatewayAlertTown>,
        IEntityTypeConfiguration<Section>,
        IEntityTypeConfiguration<Sensor>
{
    public void Configure(EntityTypeBuilder<Gateway> gateway) => gateway.Property(g => g.Id).ValueGeneratedNever();

    public void Configure(EntityTypeBuilder<GatewayAlertTown> right) =>
        right.HasKey(r => new { r.GatewayId, r.TownCode });

    public void Configure(EntityTypeBuilder<Section> section) => section.HasKey(s => s.Code);

    public void Configure(EntityTypeBuilder<Sensor> sensor) => sensor.Property(s => s.Id).ValueGeneratedOnAdd();
}
