namespace CityOps.App.Features.Photos;

/// <summary>The kinds of photos that are taken, told by their bytes: a name or a header can say anything.</summary>
public static class PhotoType
{
    public const string Jpeg = "image/jpeg";
    public const string Png = "image/png";
    public const string WebP = "image/webp";

    /// <summary>What iPhones take.</summary>
    public const string Heic = "image/heic";

    /// <summary>A photo's largest size in bytes.</summary>
    public const long MaxBytes = 20 * 1024 * 1024;

    /// <summary>A file of a few kB can unfold to gigabytes; no phone takes more than 200 million pixels.</summary>
    public const long MaxPixels = 250_000_000;

    /// <summary>Bytes from the start that <see cref="Of"/> looks at.</summary>
    public const int HeadLength = 12;

    public static IReadOnlyList<string> All { get; } = [Jpeg, Png, WebP, Heic];

    /// <summary>What a file is until its bytes have come, where its declaration names no kind that is taken.</summary>
    public const string Undecided = "application/octet-stream";

    /// <summary>
    /// What a client's declaration means: phones say <c>image/jpg</c>, <c>image/heif</c> or nothing, messengers and
    /// galleries what they like. The bytes decide, so no declaration refuses a record or an upload. <see cref="Jpeg"/>
    /// for nothing, <see cref="Undecided"/> for what names no kind that is taken.
    /// </summary>
    public static string Declared(string? type) =>
        type?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            null or "" or "image/jpg" or "image/pjpeg" or "image/*" or Undecided => Jpeg,
            "image/heif" or "image/heic-sequence" or "image/heif-sequence" => Heic,
            var named => All.FirstOrDefault(known => known == named) ?? Undecided,
        };

    /// <summary>The media type of a file that begins with <paramref name="head"/>; null for anything else.</summary>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return Jpeg;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return Png;
        }

        if (head.Length < HeadLength)
        {
            return null;
        }

        if (head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
        {
            return WebP;
        }

        // ISO/IEC 23008-12: an ftyp box whose major brand is one of HEIF's with HEVC, or the generic mif1/msf1.
        return head[4..8].SequenceEqual("ftyp"u8) && IsHeifBrand(head[8..12]) ? Heic : null;
    }

    private static bool IsHeifBrand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("heic"u8)
        || brand.SequenceEqual("heix"u8)
        || brand.SequenceEqual("hevc"u8)
        || brand.SequenceEqual("hevx"u8)
        || brand.SequenceEqual("heim"u8)
        || brand.SequenceEqual("heis"u8)
        || brand.SequenceEqual("mif1"u8)
        || brand.SequenceEqual("msf1"u8);
}
