using System.Text.Json;
using CityOps.App.Features.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CityOps.App.Features.Facilities.Types;

/// <summary>A type of facility, as a city keeps it: what one is, and what the page behind its code shows and
/// takes.</summary>
public sealed class FacilityKind
{
    /// <summary>Lower-case letters, digits and underscores.</summary>
    public required string Code { get; init; }

    public required string Name { get; set; }
    public required string NameEn { get; set; }

    /// <summary>One character or two, on maps and legends: 厕.</summary>
    public string Icon { get; set; } = "部";

    /// <summary>What they are counted in: 座, 盏.</summary>
    public string Unit { get; set; } = "个";

    /// <summary>One of <see cref="FacilityGeometries"/>.</summary>
    public string Geometry { get; set; } = FacilityGeometries.Point;

    /// <summary>The form that attributes follow; null takes any.</summary>
    public string? FormCode { get; set; }

    /// <summary>What the code of a new one matches as a whole (<see cref="CodePattern"/>); null takes any.</summary>
    public string? CodePattern { get; set; }

    /// <summary>The kind of organisation that may be responsible for one; null: any.</summary>
    public string? OrganisationKind { get; set; }

    /// <summary>Codes may be issued for it.</summary>
    public bool HasCode { get; set; } = true;

    /// <summary>The code leads to a page for everybody; otherwise it is for those who work here.</summary>
    public bool HasPage { get; set; }

    /// <summary>What that page says.</summary>
    public PageWords Page { get; set; } = new();
}

/// <summary>What a facility is on the map, as stored and as sent.</summary>
public static class FacilityGeometries
{
    public const string Point = "point";
    public const string Line = "line";
    public const string Area = "area";

    public static IReadOnlyList<string> All { get; } = [Point, Line, Area];
}

/// <summary>
/// What can be said of a facility behind its code: smell, dirt, …, praise. It belongs to a type, and counts for no
/// other.
/// </summary>
public sealed class FeedbackKind
{
    /// <summary>A <see cref="FacilityKind"/>'s code.</summary>
    public required string FacilityType { get; init; }

    /// <summary>Lower-case letters, digits and underscores; unique in its type.</summary>
    public required string Code { get; init; }

    /// <summary>The place of its button on the page; null where it is not offered any more.</summary>
    public short? Ordinal { get; set; }

    public required string Name { get; set; }
    public required string NameEn { get; set; }

    /// <summary>The page's picture; that of its code when null.</summary>
    public string? Icon { get; set; }

    /// <summary>The category of the case that it opens; null opens none (praise).</summary>
    public string? CategoryCode { get; set; }
}

internal sealed class FacilityKindMapping
    : IEntityTypeConfiguration<FacilityKind>,
        IEntityTypeConfiguration<FeedbackKind>
{
    /// <summary>As the words of a page are stored: null members are left out, Chinese is readable in psql.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public void Configure(EntityTypeBuilder<FacilityKind> type)
    {
        type.HasKey(t => t.Code);
        type.HasOne<Form>().WithMany().HasForeignKey(t => t.FormCode);
        type.Property(t => t.Page)
            .HasColumnType("jsonb")
            .HasConversion(
                new ValueConverter<PageWords, string>(
                    words => JsonSerializer.Serialize(words, Json),
                    stored => JsonSerializer.Deserialize<PageWords>(stored, Json)!
                ),
                new ValueComparer<PageWords>( // replaced as a whole, never changed in place
                    (one, other) => ReferenceEquals(one, other),
                    words => words.GetHashCode(),
                    words => words
                )
            );
    }

    public void Configure(EntityTypeBuilder<FeedbackKind> kind)
    {
        kind.HasKey(k => new { k.FacilityType, k.Code });
        kind.HasOne<FacilityKind>().WithMany().HasForeignKey(k => k.FacilityType); // so that EF writes the type first
    }
}
