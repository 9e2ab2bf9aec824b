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

    /// <summary>Logins of those who take part besides <see cref="OfficerId"/>.</summary>
    public string[] Officers { get; set; } = [];

    /// <summary>Categories of kind inspection that it looks at besides <see cref="CategoryCode"/>.</summary>
    public string[] Domains { get; set; } = [];

    /// <summary>As the device said it, where that cannot be right.</summary>
    public DateTimeOffset? DeviceStartedAt { get; set; }

    /// <summary>As the device said it, where that cannot be right.</summary>
    public DateTimeOffset? DeviceEndedAt { get; set; }

    /// <summary>time_skew, abandoned; what its track shows is told with it.</summary>
    public string[] Flags { get; set; } = [];

    /// <summary>Set when nobody finished it: <see cref="EndedAt"/> is then its last sign of life, until a finish
    /// comes.</summary>
    public DateTimeOffset? ClosedByJobAt { get; set; }

    /// <summary>It should not have been entered, and counts for nothing.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

internal sealed class PatrolMapping : IEntityTypeConfiguration<Patrol>
{
    public void Configure(EntityTypeBuilder<Patrol> patrol) => patrol.Property(p => p.Id).ValueGeneratedNever();
}
