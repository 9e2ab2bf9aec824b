using CityOps.App.Features.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Forms;

/// <summary>A quantity that a report's answers come to, kept beside them so that figures need not know any
/// form.</summary>
public sealed class ReportMeasure
{
    public required Guid ReportId { get; init; }

    /// <summary>A <see cref="Forms.Measure"/>'s code; its unit is the measure's.</summary>
    public required string Measure { get; init; }

    public required decimal Quantity { get; init; }
}

internal sealed class ReportMeasureMapping : IEntityTypeConfiguration<ReportMeasure>
{
    public void Configure(EntityTypeBuilder<ReportMeasure> measure)
    {
        measure.HasKey(m => new { m.ReportId, m.Measure });
        measure.HasOne<Report>().WithMany().HasForeignKey(m => m.ReportId); // so that EF writes the report first
    }
}
