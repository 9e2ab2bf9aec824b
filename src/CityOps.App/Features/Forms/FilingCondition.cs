using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Forms;

/// <summary>
/// When a matter of a category is to be filed (立案条件), how long putting it right may take (处置时限) and when it is done
/// (结案条件). The first of a category holds where nobody named another.
/// </summary>
public sealed class FilingCondition
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string CategoryCode { get; init; }

    /// <summary>1, 2, 3, … within the category.</summary>
    public required int Ordinal { get; set; }

    public required string Condition { get; init; }

    /// <summary>How many of <see cref="LimitUnit"/>.</summary>
    public required decimal LimitAmount { get; set; }

    /// <summary>One of <see cref="LimitUnits"/>.</summary>
    public required string LimitUnit { get; set; }

    public string? ClosingCondition { get; set; }
}

internal sealed class FilingConditionMapping : IEntityTypeConfiguration<FilingCondition>
{
    public void Configure(EntityTypeBuilder<FilingCondition> condition) => condition.Property(c => c.Id).ValueGeneratedNever();
}
