using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Gateways;

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

internal sealed class GatewayMapping : IEntityTypeConfiguration<Gateway>
{
    public void Configure(EntityTypeBuilder<Gateway> gateway) => gateway.Property(g => g.Id).ValueGeneratedNever();
}
