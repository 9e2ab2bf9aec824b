using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Cases;

/// <summary>A quantity that the last handling of a case came to, such as ㎡ of asphalt; its unit is the
/// measure's.</summary>
public sealed class CaseMeasure
{
    public required Guid CaseId { get; init; }
    public required string Measure { get; init; }
    public required decimal Quantity { get; set; }

    /// <summary>The facility that the form names; null where it names none.</summary>
    public Guid? FacilityId { get; set; }
}

internal sealed class CaseMeasureMapping : IEntityTypeConfiguration<CaseMeasure>
{
    public void Configure(EntityTypeBuilder<CaseMeasure> measure) => measure.HasKey(m => new { m.CaseId, m.Measure });
}
