using System.Security.Cryptography;
using NetVips;

namespace CityOps.Testing;

/// <summary>Small real photos, each of its own content.</summary>
public static class Pictures
{
    /// <summary>A JPEG with EXIF that says who took it, of random pixels.</summary>
    public static byte[] Jpeg(int width = 64, int height = 48)
    {
        using var noise = Image.NewFromMemory(
            RandomNumberGenerator.GetBytes(width * height * 3),
            width,
            height,
            3,
            Enums.BandFormat.Uchar
        );
        using var signed = noise.Mutate(image => image.Set(GValue.GStrType, "exif-ifd0-Artist", "someone"));
        return signed.JpegsaveBuffer(q: 90);
    }

    /// <summary>
    /// A JPEG that looks like a scene of its own: large soft areas of light and dark, the same for the same seed, so
    /// that it can be
    /// recognised in another size and quality.
    /// </summary>
    /// <param name="takenAt">For EXIF, as "2026:06:01 08:00:00".</param>
    public static byte[] Scene(int seed, int width = 640, int height = 480, int quality = 85, string? takenAt = null)
    {
        var levels = new byte[10 * 9];
        new Random(seed).NextBytes(levels);
        using var areas = Image.NewFromMemory(levels, 10, 9, 1, Enums.BandFormat.Uchar);
        using var scene = areas
            .Resize(width / 10.0, vscale: height / 9.0, kernel: Enums.Kernel.Cubic)
            .Colourspace(Enums.Interpretation.Srgb);
        using var signed = scene.Mutate(image =>
        {
            if (takenAt is not null)
            {
                image.Set(GValue.GStrType, "exif-ifd2-DateTimeOriginal", takenAt);
            }
        });
        return signed.JpegsaveBuffer(q: quality);
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
