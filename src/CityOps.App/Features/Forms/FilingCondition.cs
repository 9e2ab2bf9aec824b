using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Forms;

/// <summary>
/// When a matter of a category is to be filed (立案条件), how long putting it right may take (处置时限) and when it is done
/// (结案条件). Default: the category's first condition.
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

/// <summary>A condition as someone states it, from the API or from a file.</summary>
public sealed record StatedCondition(string Condition, TimeLimit Limit, string? ClosingCondition);

/// <summary>Changes the conditions of a category.</summary>
internal static class FilingConditions
{
    /// <summary>Leaves the category with these, in this order. One that was there keeps its id: cases name it. Does not
    /// save.</summary>
    public static async Task ReplaceAsync(
        CityOpsDb db,
        string categoryCode,
        IReadOnlyList<StatedCondition> stated,
        CancellationToken ct
    )
    {
        var stored = await db
            .FilingConditions.Where(c => c.CategoryCode == categoryCode)
            .ToDictionaryAsync(c => c.Condition, ct);
        foreach (var (condition, ordinal) in stated.Select((condition, i) => (condition, i + 1)))
        {
            if (!stored.Remove(condition.Condition, out var kept))
            {
                db.FilingConditions.Add(
                    new FilingCondition
                    {
                        CategoryCode = categoryCode,
                        Ordinal = ordinal,
                        Condition = condition.Condition,
                        LimitAmount = condition.Limit.Amount,
                        LimitUnit = condition.Limit.Unit,
                        ClosingCondition = condition.ClosingCondition,
                    }
                );
                continue;
            }

            (kept.Ordinal, kept.ClosingCondition) = (ordinal, condition.ClosingCondition);
            (kept.LimitAmount, kept.LimitUnit) = (condition.Limit.Amount, condition.Limit.Unit);
        }

        db.FilingConditions.RemoveRange(stored.Values);
    }
}

internal sealed class FilingConditionMapping : IEntityTypeConfiguration<FilingCondition>
{
    public void Configure(EntityTypeBuilder<FilingCondition> condition)
    {
        condition.Property(c => c.Id).ValueGeneratedNever();
        condition.HasOne<Category>().WithMany().HasForeignKey(c => c.CategoryCode);
    }
}
