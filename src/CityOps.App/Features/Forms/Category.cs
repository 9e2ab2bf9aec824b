using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Forms;

/// <summary>What a problem is about: an entry of GB/T 47678.5 or a local one, with the organisation that deals with
/// it.</summary>
public sealed class Category
{
    public required string Code { get; init; }

    /// <summary>The code set, e.g. "GB/T 47678.5-2026", or "local".</summary>
    public required string Standard { get; set; }

    public required string Name { get; set; }
    public string? NameEn { get; set; }

    /// <summary>component, event, or inspection (what a patrol looks at).</summary>
    public required string Kind { get; set; }

    public string? ParentCode { get; set; }
    public string? OrganisationCode { get; set; }

    /// <summary>The form that is filled in for it; null asks nothing but the report itself.</summary>
    public string? FormCode { get; set; }

    /// <summary>The form that is filled in when a case of it was put right; null asks for a note at most.</summary>
    public string? HandlingFormCode { get; set; }

    /// <summary>核实: its reports are looked at on site, by somebody else than the reporter, before they are
    /// filed.</summary>
    public bool VerifyBeforeFiling { get; set; }

    /// <summary>
    /// No new report is of it; phones that were offline go on with it for a while (<see cref="CategoryUse"/>).
    /// </summary>
    public DateTimeOffset? RetiredAt { get; set; }

    /// <summary>抽查: who checks its cases is drawn at random.</summary>
    public bool DrawsChecker { get; set; }
}

/// <summary>The kinds of categories, as stored and as sent.</summary>
public static class CategoryKinds
{
    public const string Component = "component";
    public const string Event = "event";

    /// <summary>What a patrol looks at.</summary>
    public const string Inspection = "inspection";
}

internal sealed class CategoryMapping : IEntityTypeConfiguration<Category>
{
    public void Configure(EntityTypeBuilder<Category> category)
    {
        category.HasKey(c => c.Code);
        // so that EF writes what is above first
        category.HasOne<Category>().WithMany().HasForeignKey(c => c.ParentCode);
        category.HasOne<Form>().WithMany().HasForeignKey(c => c.FormCode);
        category.HasOne<Form>().WithMany().HasForeignKey(c => c.HandlingFormCode);
        category.KeepsChangedAt();
    }
}
