using System.Security.Cryptography;
using NetVips;

namespace CityOps.Testing;

/// <summary>Small real photos, each of its own content.</summary>
public static class Pictures
{
    /// <summary>A JPEG with EXIF that says who took it, of random pixels.</summary>
    public static byte[] Jpeg(int width = 64, int height = 48)
    {
        using var noise = Image.NewFromMemory(RandomNumberGenerator.GetBytes(width * height * 3), width, height, 3, Enums.BandFormat.Uchar);
        using var signed = noise.Mutate(image => image.Set(GValue.GStrType, "exif-ifd0-Artist", "someone"));
        return signed.JpegsaveBuffer(q: 90);
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
