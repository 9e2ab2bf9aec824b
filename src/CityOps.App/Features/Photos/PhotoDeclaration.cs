using System.Buffers;
using System.Buffers.Text;
using CityOps.App.Http;

namespace CityOps.App.Features.Photos;

/// <summary>A photo as a record declares it, before or after its bytes have come.</summary>
/// <param name="Sha256">64 hexadecimal digits, or base64.</param>
/// <param name="Bytes">1 to 20 MB.</param>
/// <param name="Type">image/jpeg, image/png, image/webp or image/heic; nothing or anything else is taken as well,
/// since the bytes decide.</param>
public sealed record PhotoBody(string? Sha256, long? Bytes, string? Type);

/// <summary>A checked declaration.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record PhotoDeclaration(string Sha256, long Bytes, string Type)
{
    internal const int MaxPhotos = 20;

    /// <summary>A record's declarations, checked; a photo that is declared twice counts once.</summary>
    public static Result<IReadOnlyList<PhotoDeclaration>> CheckAll(IReadOnlyList<PhotoBody>? photos)
    {
        if (photos is null)
        {
            return Array.Empty<PhotoDeclaration>();
        }

        if (photos.Count > MaxPhotos)
        {
            return Problems.PhotoInvalid.Refuse($"{photos.Count} photos; {MaxPhotos} are the most.");
        }

        var declarations = new List<PhotoDeclaration>(photos.Count);
        for (var i = 0; i < photos.Count; i++)
        {
            if (ReadSha256(photos[i]?.Sha256) is not { } sha256)
            {
                return Problems.PhotoInvalid.Refuse(
                    $"photos[{i}].sha256 must be 64 hexadecimal digits or base64 of 32 bytes."
                );
            }

            if (photos[i].Bytes is not (> 0 and <= PhotoType.MaxBytes and var bytes))
            {
                return Problems.PhotoInvalid.Refuse($"photos[{i}].bytes must be 1 to {PhotoType.MaxBytes}.");
            }

            declarations.Add(new(Convert.ToHexStringLower(sha256), bytes, PhotoType.Declared(photos[i].Type)));
        }

        return declarations.DistinctBy(photo => photo.Sha256).ToArray();
    }

    /// <summary>The rows that tie a record to its photos.</summary>
    public static IEnumerable<Attachment> Attach(Guid subjectId, IEnumerable<PhotoDeclaration> photos) =>
        photos.Select(
            (photo, i) =>
                new Attachment
                {
                    SubjectId = subjectId,
                    Ordinal = (short)i,
                    Sha256 = Convert.FromHexString(photo.Sha256),
                    Bytes = photo.Bytes,
                    MediaType = photo.Type,
                }
        );

    /// <summary>The 32 bytes of a SHA-256 in hexadecimal or base64; null for anything else.</summary>
    public static byte[]? ReadSha256(string? text)
    {
        var bytes = new byte[32];
        return text switch
        {
            { Length: 64 }
                when Convert.FromHexString(text, bytes, out _, out var written) == OperationStatus.Done
                    && written == 32 => bytes,
            { Length: 43 or 44 }
                when Convert.TryFromBase64String(text.PadRight(44, '='), bytes, out var written) && written == 32 =>
                bytes,
            { Length: 43 or 44 }
                when Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done
                    && written == 32 => bytes,
            _ => null,
        };
    }
}
