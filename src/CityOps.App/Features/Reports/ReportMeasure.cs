using CityOps.App.Features.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Reports;

/// <summary>A quantity that a report's answers come to, kept beside them so that figures need not know any
/// form.</summary>
public sealed class ReportMeasure
{
    public required Guid ReportId { get; init; }

    /// <summary>A <see cref="Measure"/>'s code; its unit is the measure's.</summary>
    public required string Measure { get; init; }

    public required decimal Quantity { get; init; }

    /// <summary>The facility that the form names; null where it names none.</summary>
    public Guid? FacilityId { get; init; }

    /// <summary>Rows to store with a report.</summary>
    public static IEnumerable<ReportMeasure> Of(Guid reportId, FormAnswers form) =>
        form.Measures.Select(m => new ReportMeasure
        {
            ReportId = reportId,
            Measure = m.Key,
            Quantity = m.Value,
            FacilityId = form.FacilityId,
        });
}

internal sealed class ReportMeasureMapping : IEntityTypeConfiguration<ReportMeasure>
{
    public void Configure(EntityTypeBuilder<ReportMeasure> measure)
    {
        measure.HasKey(m => new { m.ReportId, m.Measure });
        measure.HasOne<Report>().WithMany().HasForeignKey(m => m.ReportId); // so that EF writes the report first
    }
}
