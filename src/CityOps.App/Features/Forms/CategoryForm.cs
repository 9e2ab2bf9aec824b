using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CityOps.App.Features.Forms;

/// <summary>What a category's form is filled in for.</summary>
public enum FormUse
{
    /// <summary>A problem that is reported.</summary>
    Report,

    /// <summary>What putting a case right came to.</summary>
    Handling,
}

/// <summary>
/// A form that a category has or had: a phone that was offline in between has filled it in, and no other form is taken
/// for the category. Written by a trigger (sql/functions/category_form_log.sql), so that no way of changing a category
/// goes unlogged.
/// </summary>
public sealed class CategoryForm
{
    public required string CategoryCode { get; init; }
    public required FormUse Use { get; init; }
    public required string FormCode { get; init; }
}

internal sealed class CategoryFormMapping : IEntityTypeConfiguration<CategoryForm>
{
    public void Configure(EntityTypeBuilder<CategoryForm> form)
    {
        form.HasKey(f => new
        {
            f.CategoryCode,
            f.Use,
            f.FormCode,
        });
        form.Property(f => f.Use)
            .HasConversion(
                new ValueConverter<FormUse, string>(
                    use => use == FormUse.Report ? "report" : "handling",
                    stored => stored == "report" ? FormUse.Report : FormUse.Handling
                )
            );
    }
}
