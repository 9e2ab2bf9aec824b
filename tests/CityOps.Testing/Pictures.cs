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
    /// that it can be recognised in another size and quality.
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

    /// <summary>The same JPEG with this EXIF in place of its own: where it was taken (CIPA DC-008, 4.6.6).</summary>
    public static byte[] TakenAt(byte[] jpeg, double lon, double lat)
    {
        // Big-endian TIFF: a directory with the pointer to the GPS directory, that directory, its six quotients.
        const int gps = 26;
        const int quotients = gps + 2 + (4 * 12) + 4;
        var tiff = new List<byte>("MM\0*\0\0\0\b"u8.ToArray());
        Number(2, 1);
        Entry(0x8825, 4, 1, gps);
        Number(4, 0);
        Number(2, 4);
        Entry(1, 2, 2, (lat < 0 ? 'S' : 'N') << 24);
        Entry(2, 5, 3, quotients);
        Entry(3, 2, 2, (lon < 0 ? 'W' : 'E') << 24);
        Entry(4, 5, 3, quotients + 24);
        Number(4, 0);
        foreach (var degrees in new[] { Math.Abs(lat), Math.Abs(lon) })
        {
            var minutes = (degrees - Math.Floor(degrees)) * 60;
            foreach (
                var (above, below) in new[]
                {
                    ((int)degrees, 1),
                    ((int)minutes, 1),
                    ((int)Math.Round((minutes - Math.Floor(minutes)) * 60 * 10_000), 10_000),
                }
            )
            {
                Number(4, above);
                Number(4, below);
            }
        }

        var length = tiff.Count + 8;
        return
        [
            .. jpeg[..2],
            0xFF,
            0xE1,
            (byte)(length >> 8),
            (byte)length,
            .. "Exif\0\0"u8,
            .. tiff,
            .. WithoutExif(jpeg)[2..],
        ];

        void Entry(int tag, int type, int count, int value)
        {
            Number(2, tag);
            Number(2, type);
            Number(4, count);
            Number(4, value);
        }

        void Number(int bytes, int value)
        {
            for (var shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
            {
                tiff.Add((byte)(value >> shift));
            }
        }
    }

    private static byte[] WithoutExif(byte[] jpeg)
    {
        var kept = jpeg[..2].ToList();
        var at = 2;
        for (int next; jpeg[at] == 0xFF && jpeg[at + 1] is >= 0xE0 and <= 0xEF; at = next)
        {
            next = at + 2 + (jpeg[at + 2] << 8) + jpeg[at + 3];
            if (jpeg[at + 1] != 0xE1)
            {
                kept.AddRange(jpeg[at..next]);
            }
        }

        return [.. kept, .. jpeg[at..]];
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
