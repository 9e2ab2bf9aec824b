using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Organisations;

/// <summary>Who works: the bureau, its centres, the brigade, a town's office, a contractor.</summary>
public sealed class Organisation
{
    public required string Code { get; init; }
    public required string Name { get; set; }
    public string? NameEn { get; set; }

    /// <summary>bureau, centre, brigade, town or contractor.</summary>
    public required string Kind { get; set; }

    public string? ParentCode { get; set; }

    /// <summary>The town that a town's office works for.</summary>
    public string? TownCode { get; set; }
}

/// <summary>The kinds of organisations, as stored and as sent.</summary>
public static class OrganisationKinds
{
    public const string Bureau = "bureau";
    public const string Centre = "centre";
    public const string Brigade = "brigade";

    /// <summary>A town's office.</summary>
    public const string Town = "town";

    public const string Contractor = "contractor";

    public static IReadOnlyList<string?> All { get; } = [Bureau, Centre, Brigade, Town, Contractor];
}

internal sealed class OrganisationMapping : IEntityTypeConfiguration<Organisation>
{
    public void Configure(EntityTypeBuilder<Organisation> organisation)
    {
        organisation.HasKey(o => o.Code);
        organisation.KeepsChangedAt();
    }
}
