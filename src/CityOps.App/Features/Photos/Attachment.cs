using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Photos;

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

internal sealed class AttachmentMapping : IEntityTypeConfiguration<Attachment>
{
    public void Configure(EntityTypeBuilder<Attachment> attachment) =>
        attachment.HasKey(a => new { a.SubjectId, a.Ordinal });
}
