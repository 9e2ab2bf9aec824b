using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CityOps.App.Features.Forms;

/// <summary>What is asked of a category, in versions; a category names it.</summary>
public sealed class Form
{
    /// <summary>Lower-case letters, digits and underscores.</summary>
    public required string Code { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public List<FormVersion> Versions { get; } = [];
}

/// <summary>
/// One version of a form: a draft that administrators change, or published and then never changed again (the database
/// refuses it). A form has at most one draft, numbered after its last published version.
/// </summary>
public sealed class FormVersion
{
    public required string FormCode { get; init; }

    /// <summary>1, 2, 3, …</summary>
    public required int Version { get; init; }

    public required string Name { get; set; }
    public string? NameEn { get; set; }
    public required IReadOnlyList<FormField> Fields { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Null for the forms that come with the product.</summary>
    public Guid? ChangedBy { get; set; }

    /// <summary>Null while it is a draft.</summary>
    public DateTimeOffset? PublishedAt { get; set; }
}

/// <summary>What number fields add up to. It means the same in every form: the first form to publish it fixes its
/// unit.</summary>
/// <param name="Code">snake_case with the unit's letters: asphalt_m2, kerb_m, lamp_count.</param>
/// <param name="Name">Chinese, as figures print it.</param>
/// <param name="Unit">㎡, m, 个, 盏, …</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Measure(string Code, string Name, string Unit, string? NameEn = null);

internal sealed class FormMapping
    : IEntityTypeConfiguration<Form>,
        IEntityTypeConfiguration<FormVersion>,
        IEntityTypeConfiguration<Measure>
{
    /// <summary>As fields are stored: null members are left out, Chinese is readable in psql.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public void Configure(EntityTypeBuilder<Form> form)
    {
        form.HasKey(f => f.Code);
        form.HasMany(f => f.Versions).WithOne().HasForeignKey(v => v.FormCode);
    }

    public void Configure(EntityTypeBuilder<FormVersion> version)
    {
        version.HasKey(v => new { v.FormCode, v.Version });
        version
            .Property(v => v.Fields)
            .HasColumnType("jsonb")
            .HasConversion(
                new ValueConverter<IReadOnlyList<FormField>, string>(
                    fields => JsonSerializer.Serialize(fields, Json),
                    stored => JsonSerializer.Deserialize<List<FormField>>(stored, Json)!
                ),
                new ValueComparer<IReadOnlyList<FormField>>( // replaced as a whole, never changed in place
                    (one, other) => ReferenceEquals(one, other),
                    fields => fields.Count,
                    fields => fields
                )
            );
    }

    public void Configure(EntityTypeBuilder<Measure> measure) => measure.HasKey(m => m.Code);
}
