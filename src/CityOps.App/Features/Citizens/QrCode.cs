using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Citizens;

/// <summary>The code on a facility's plate. A facility has one valid code; a replaced one is never reused.</summary>
public sealed class QrCode
{
    public required string Code { get; init; }
    public required Guid FacilityId { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    public DateTimeOffset? ReplacedAt { get; set; }
}

internal sealed class QrCodeMapping : IEntityTypeConfiguration<QrCode>
{
    public void Configure(EntityTypeBuilder<QrCode> code) => code.HasKey(c => c.Code);
}
