using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Patrols;

/// <summary>A sortie of one or more officers (巡查), under which problems are found.</summary>
public sealed class Patrol
{
    /// <summary>Made by the phone.</summary>
    public required Guid Id { get; init; }

    /// <summary>daily 巡查, on_site 旁站, joint 联合执法, supervision 督导.</summary>
    public required string Kind { get; set; }

    /// <summary>What it looks at: a category of kind inspection.</summary>
    public string? CategoryCode { get; set; }

    public required string OrganisationCode { get; init; }
    public string? TownCode { get; set; }
    public required Guid OfficerId { get; init; }
    public required DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>人次.</summary>
    public int Persons { get; set; } = 1;

    /// <summary>辆次.</summary>
    public int Vehicles { get; set; }

    public string? Note { get; set; }
    public required DateTimeOffset ReceivedAt { get; init; }
}

internal sealed class PatrolMapping : IEntityTypeConfiguration<Patrol>
{
    public void Configure(EntityTypeBuilder<Patrol> patrol) => patrol.Property(p => p.Id).ValueGeneratedNever();
}
