using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Photos;

/// <summary>A tus upload under way; its offset is the length of its file.</summary>
public sealed class Upload
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Who may go on with it: "account:{id}", "gateway:{id}" or "toilet:{code}".</summary>
    public required string Owner { get; init; }

    public required byte[] Sha256 { get; init; }

    /// <summary>Bytes announced.</summary>
    public required long Length { get; init; }

    public required string MediaType { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; set; }
}

internal sealed class UploadMapping : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> upload) => upload.Property(u => u.Id).ValueGeneratedNever();
}
