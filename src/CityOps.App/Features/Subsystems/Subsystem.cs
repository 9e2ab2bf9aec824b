using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Subsystems;

/// <summary>A type of facility with the forms, categories and routine checks that go with it, as a set.</summary>
public sealed class Subsystem
{
    public required string Code { get; init; }
    public required string Name { get; set; }
    public required string NameEn { get; set; }
    public required string FacilityType { get; set; }

    /// <summary>Codes, in the order in which they are published.</summary>
    public required string[] Forms { get; set; }

    /// <summary>Codes, what is above first.</summary>
    public required string[] Categories { get; set; }

    /// <summary>Codes.</summary>
    public required string[] Routines { get; set; }

    /// <summary>The console has an entry for it.</summary>
    public required bool InMenu { get; set; }
}

internal sealed class SubsystemMapping : IEntityTypeConfiguration<Subsystem>
{
    public void Configure(EntityTypeBuilder<Subsystem> subsystem) => subsystem.HasKey(s => s.Code);
}
