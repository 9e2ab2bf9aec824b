using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Gateways;

/// <summary>What speaks for sensors: one MQTT login, one topic prefix.</summary>
public sealed class Gateway
{
    /// <summary>Lower-case letters, digits and hyphens; a level of its topics.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The secret has 128 random bits or more, so a plain SHA-256 is enough and connecting stays
    /// cheap.</summary>
    public required byte[] SecretSha256 { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>It may hear the ponding alerts of every town.</summary>
    public bool HearsAllTowns { get; set; }

    /// <summary>Kinds of messages that it may send: readings, reports, feedback.</summary>
    public string[] Sends { get; set; } = [Readings];

    /// <summary>Codes of the towns that its reports and feedback may be about; null for all.</summary>
    public string[]? OnlyTowns { get; set; }

    /// <summary>Codes of the categories of cases that they may open; null for all.</summary>
    public string[]? OnlyCategories { get; set; }

    /// <summary>A reading that is older when it comes was filled in afterwards; null: as the setting
    /// <c>Readings:BackfillAfter</c> says.</summary>
    public int? BackfillAfterHours { get; set; }

    internal const string Readings = "readings";
}

internal sealed class GatewayMapping : IEntityTypeConfiguration<Gateway>
{
    public void Configure(EntityTypeBuilder<Gateway> gateway) => gateway.Property(g => g.Id).ValueGeneratedNever();
}
