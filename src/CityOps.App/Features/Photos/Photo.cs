using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Photos;

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

    /// <summary>Where it was taken, by EXIF; null until it was looked at, and when the file does not say.</summary>
    public Point? Position { get; init; }

    /// <summary>See <see cref="PhotoLook"/>; null until it was looked at.</summary>
    public long? PerceptualHash { get; init; }
}

internal sealed class PhotoMapping : IEntityTypeConfiguration<Photo>
{
    public void Configure(EntityTypeBuilder<Photo> photo) => photo.HasKey(p => p.Sha256);
}
