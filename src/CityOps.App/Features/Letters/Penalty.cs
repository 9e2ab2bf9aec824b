using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Letters;

/// <summary>行政处罚: what a case, or a letter as a whole, came to. Who was punished stays in the enforcement
/// files.</summary>
public sealed class Penalty
{
    /// <summary>warning 警告, fine 罚款, confiscation 没收, suspension 责令停产停业, revocation 吊销, other.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        "warning",
        "fine",
        "confiscation",
        "suspension",
        "revocation",
        "other",
    ];

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Of the written decision, where there is one.</summary>
    public string? Number { get; set; }

    public required string Kind { get; set; }
    public Guid? CaseId { get; init; }
    public Guid? LetterId { get; init; }

    /// <summary>Who decided.</summary>
    public required string OrganisationCode { get; init; }

    public string? TownCode { get; init; }
    public string? CategoryCode { get; init; }
    public required DateOnly DecidedOn { get; set; }
    public decimal? AmountYuan { get; set; }
    public string? Note { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public Guid? CreatedBy { get; init; }

    /// <summary>It should not have been entered, and counts for nothing.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }
}

internal sealed class PenaltyMapping : IEntityTypeConfiguration<Penalty>
{
    public void Configure(EntityTypeBuilder<Penalty> penalty) => penalty.Property(p => p.Id).ValueGeneratedNever();
}
