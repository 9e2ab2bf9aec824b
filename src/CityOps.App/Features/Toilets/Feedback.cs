using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Toilets.Phones;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Toilets;

/// <summary>What a citizen says of a facility after scanning its code (一厕一码).</summary>
public sealed class Feedback
{
    /// <summary>Made by the page.</summary>
    public required Guid Id { get; init; }

    /// <summary>The number that the citizen keeps; hard to guess, since it opens the receipt page.</summary>
    public required string Receipt { get; init; }

    public required Guid FacilityId { get; init; }

    /// <summary>Of the facility when it was said.</summary>
    public required string FacilityType { get; init; }

    public required string QrCode { get; init; }

    /// <summary>The code of a <see cref="FeedbackKind"/> of that type.</summary>
    public required string Kind { get; set; }

    /// <summary>1 to 5.</summary>
    public required short Stars { get; set; }

    public string? Words { get; init; }

    /// <summary>Opened by <see cref="PhoneRing"/>; null where none was left, or it is forgotten.</summary>
    public byte[]? PhoneSealed { get; set; }

    /// <summary>The id of the key that opens <see cref="PhoneSealed"/>.</summary>
    public string? PhoneKey { get; set; }

    public SealedPhone? SealedPhone => PhoneSealed is { } phone ? new(PhoneKey!, phone) : null;

    /// <summary>EPSG:4326; poor indoors, so never a reason to refuse.</summary>
    public Point? Position { get; init; }

    public string[] Flags { get; set; } = [];

    /// <summary>See <see cref="FeedbackOrigin"/>.</summary>
    public byte[]? Network { get; init; }

    /// <summary>When a supervisor let it count though it was doubtful.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }
    public Guid? AcceptedBy { get; set; }
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary><see cref="ObservedAt"/> as the device said it, where that cannot be right.</summary>
    public DateTimeOffset? DeviceObservedAt { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required byte[] ContentSha256 { get; init; }

    /// <summary>It counts for nothing.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>The case it opened; null for praise.</summary>
    public Guid? CaseId { get; set; }
}

internal sealed class FeedbackMapping : IEntityTypeConfiguration<Feedback>
{
    public void Configure(EntityTypeBuilder<Feedback> feedback)
    {
        feedback.Property(f => f.Id).ValueGeneratedNever();
        feedback.Ignore(f => f.SealedPhone);
    }
}
