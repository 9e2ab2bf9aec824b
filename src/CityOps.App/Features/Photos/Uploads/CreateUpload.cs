using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Announces an upload (tus: creation). A photo that the same owner has sent before counts as uploaded at once; who
/// merely knows the hash of somebody else's has to send the bytes, which shows that they have them.
/// </summary>
public static class CreateUpload
{
    public static async Task<Result<Upload>> RunAsync(
        CityOpsDb db,
        string? uploadLength,
        UploadMetadata metadata,
        string owner,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (
            !long.TryParse(uploadLength, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length == 0
        )
        {
            return Problems.UploadLengthInvalid.Refuse(
                "Upload-Length must be the photo's bytes; lengths to be told later are not taken."
            );
        }

        if (length > PhotoType.MaxBytes)
        {
            return Problems.UploadTooLarge.Refuse(
                $"{length} bytes; {PhotoType.MaxBytes} are the most.",
                ("maxBytes", PhotoType.MaxBytes)
            );
        }

        if (metadata.Sha256 is not { } sha256)
        {
            return Problems.UploadMetadataInvalid.Refuse(
                "Upload-Metadata must hold sha256, 64 hexadecimal digits or base64 of 32 bytes."
            );
        }

        var isKnown =
            await db.Photos.AnyAsync(p => p.Sha256 == sha256 && p.Bytes == length, ct)
            && await db.Uploads.AnyAsync(u => u.Sha256 == sha256 && u.Owner == owner && u.CompletedAt != null, ct);
        var upload = new Upload
        {
            Owner = owner,
            Sha256 = sha256,
            Length = length,
            MediaType = PhotoType.Declared(metadata.Type),
            CreatedAt = now,
            CompletedAt = isKnown ? now : null,
        };
        db.Uploads.Add(upload);
        await db.SaveChangesAsync(ct);
        return upload;
    }
}
