using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Gateways;

/// <summary>The right of a gateway to hear a town's ponding alerts.</summary>
public sealed class GatewayAlertTown
{
    public required string GatewayId { get; init; }
    public required string TownCode { get; init; }
}

internal sealed class GatewayAlertTownMapping : IEntityTypeConfiguration<GatewayAlertTown>
{
    public void Configure(EntityTypeBuilder<GatewayAlertTown> right) =>
        right.HasKey(r => new { r.GatewayId, r.TownCode });
}
