using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Reports;

/// <summary>A photo whose bytes have arrived and whose SHA-256 has been verified; the file's name is the
/// hash.</summary>
public sealed class Photo
{
    public required byte[] Sha256 { get; init; }
    public required long Bytes { get; init; }
    public required string MediaType { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it was taken, by EXIF; null when the file does not say.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>See <see cref="PhotoLook"/>.</summary>
    public long? PerceptualHash { get; init; }
}

/// <summary>A photo that a report or a feedback declares; it is verified once a <see cref="Photo"/> has its
/// hash.</summary>
public sealed class Attachment
{
    /// <summary>The report's or the feedback's id.</summary>
    public required Guid SubjectId { get; init; }

    public required short Ordinal { get; init; }
    public required byte[] Sha256 { get; init; }
    public required long Bytes { get; init; }
    public required string MediaType { get; init; }
}

internal sealed class PhotoMapping : IEntityTypeConfiguration<Photo>, IEntityTypeConfiguration<Attachment>
{
    public void Configure(EntityTypeBuilder<Photo> photo) => photo.HasKey(p => p.Sha256);

    public void Configure(EntityTypeBuilder<Attachment> attachment) =>
        attachment.HasKey(a => new { a.SubjectId, a.Ordinal });
}
