using System.Text.Json;
using CityOps.App.Features.Facilities.Types;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Routines;

/// <summary>What is looked at again and again (周期检查). What is looked at, how often and by whom stands in its
/// versions.</summary>
public sealed class Routine
{
    public required string Code { get; init; }
    public required string Name { get; set; }
    public required string NameEn { get; set; }

    /// <summary>Its checks that open up to this day are rows; null before the first plan.</summary>
    public DateOnly? PlannedThrough { get; set; }

    /// <summary>No check opens on this day or later; null while it goes on.</summary>
    public DateOnly? EndedOn { get; set; }
}

/// <summary>A routine from a day on, until the day of its next version: a change never touches what was due
/// before.</summary>
public sealed class RoutineVersion
{
    public required string RoutineCode { get; init; }
    public required DateOnly ValidFrom { get; init; }

    /// <summary>It is about the facilities of this type; null for a place or a document.</summary>
    public string? FacilityType { get; set; }

    /// <summary>Of these towns alone; null: of all. Likewise the organisations and the codes.</summary>
    public string[]? Towns { get; set; }

    public string[]? Organisations { get; set; }
    public string[]? Facilities { get; set; }
    public string? PlaceName { get; set; }

    /// <summary>EPSG:4326.</summary>
    public Point? PlacePosition { get; set; }

    public string? PlaceTownCode { get; set; }

    /// <summary>The place is a document: it is checked from anywhere.</summary>
    public bool IsDocument { get; set; }

    /// <summary>An RRULE in whole days; null where <see cref="EveryWorkingDays"/> says how often.</summary>
    public string? Rule { get; set; }

    public int? EveryWorkingDays { get; set; }

    /// <summary>From when the rule counts.</summary>
    public required DateOnly StartsOn { get; set; }

    /// <summary>Days in which a check is on time, the first one included.</summary>
    public required int WindowDays { get; set; }

    /// <summary>Days after these in which it is done late.</summary>
    public required int GraceDays { get; set; }

    /// <summary>Whose checks they are; null: of whoever looks after the facility.</summary>
    public string? OrganisationCode { get; set; }

    /// <summary>An inspection; its form is the one that is filled in.</summary>
    public required string CategoryCode { get; set; }

    public required IReadOnlyList<ProblemAnswer> Problems { get; set; }

    /// <summary>A check from farther away is flagged.</summary>
    public required int DistanceMetres { get; set; }

    /// <summary>One of <see cref="Escalations"/>.</summary>
    public required string Escalation { get; set; }

    /// <summary>Of the case that a missed check opens.</summary>
    public string? EscalationCategoryCode { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }
    public Guid? ChangedBy { get; set; }

    /// <summary>Whether both say the same from their day on.</summary>
    public bool SaysTheSameAs(RoutineVersion other) =>
        (FacilityType, Rule, EveryWorkingDays, StartsOn, WindowDays, GraceDays, DistanceMetres)
            == (
                other.FacilityType,
                other.Rule,
                other.EveryWorkingDays,
                other.StartsOn,
                other.WindowDays,
                other.GraceDays,
                other.DistanceMetres
            )
        && (OrganisationCode, CategoryCode, Escalation, EscalationCategoryCode, PlaceName, IsDocument)
            == (
                other.OrganisationCode,
                other.CategoryCode,
                other.Escalation,
                other.EscalationCategoryCode,
                other.PlaceName,
                other.IsDocument
            )
        && (PlacePosition?.X, PlacePosition?.Y) == (other.PlacePosition?.X, other.PlacePosition?.Y)
        && Alike(Towns, other.Towns)
        && Alike(Organisations, other.Organisations)
        && Alike(Facilities, other.Facilities)
        && RoutineMapping.Stored(Problems) == RoutineMapping.Stored(other.Problems);

    private static bool Alike(string[]? one, string[]? other) =>
        one is null ? other is null : other is not null && one.SequenceEqual(other);
}

/// <summary>Answers that are a problem.</summary>
/// <param name="Field">A choice or multi-choice of the form.</param>
/// <param name="Choices">Those of its choices that are a problem.</param>
/// <param name="Category">Of the case that is opened then.</param>
public sealed record ProblemAnswer(string Field, IReadOnlyList<string> Choices, string Category);

/// <summary>What a missed check leads to.</summary>
public static class Escalations
{
    public const string None = "none";

    /// <summary>It is told to its organisation, the desk (<see cref="CountEscalated"/>) and the webhooks, and marked
    /// in the list of what was missed.</summary>
    public const string Notice = "notice";

    /// <summary>It opens a case, as a report does; that is told too.</summary>
    public const string Case = "case";

    public static IReadOnlyList<string> All { get; } = [None, Notice, Case];
}

internal sealed class RoutineMapping : IEntityTypeConfiguration<Routine>, IEntityTypeConfiguration<RoutineVersion>
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public static string Stored(IReadOnlyList<ProblemAnswer> problems) => JsonSerializer.Serialize(problems, Json);

    public void Configure(EntityTypeBuilder<Routine> routine) => routine.HasKey(r => r.Code);

    public void Configure(EntityTypeBuilder<RoutineVersion> version)
    {
        version.HasKey(v => new { v.RoutineCode, v.ValidFrom });
        version.HasOne<Routine>().WithMany().HasForeignKey(v => v.RoutineCode); // so that EF writes the routine first
        version.HasOne<FacilityKind>().WithMany().HasForeignKey(v => v.FacilityType);
        version
            .Property(v => v.Problems)
            .HasColumnType("jsonb")
            .HasConversion(
                new ValueConverter<IReadOnlyList<ProblemAnswer>, string>(
                    problems => Stored(problems),
                    stored => JsonSerializer.Deserialize<List<ProblemAnswer>>(stored, Json)!
                ),
                new ValueComparer<IReadOnlyList<ProblemAnswer>>( // replaced as a whole
                    (one, other) => ReferenceEquals(one, other),
                    problems => problems.Count,
                    problems => problems
                )
            );
    }
}
