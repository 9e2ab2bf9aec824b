using System.Globalization;
using CityOps.App.Database;
using NetVips;

namespace CityOps.App.Features.Photos;

/// <summary>
/// What a photo looks like and when it was taken, to find one that was used before: smaller, encoded anew by a
/// messenger, or
/// stripped of its EXIF, it is still alike.
/// </summary>
/// <param name="Pixels">Width times height; null when the file's header cannot be read here.</param>
/// <param name="Hash">
/// 64 bits, each telling whether brightness falls from one field of an 8 by 9 raster to the next on its right (dHash;
/// N. Krawetz,
/// "Kind of like that", 2013). Null for a picture without contrast, such as of a covered lens, which looks like many
/// others.
/// </param>
/// <param name="TakenAt">By EXIF, which mostly says no offset: then it is the city's time.</param>
public sealed record PhotoLook(long? Pixels, long? Hash, DateTimeOffset? TakenAt)
{
    private const int Columns = 9;
    private const int Rows = 8;

    /// <summary>Levels of grey, of 255, between the darkest and the brightest field below which there is nothing to
    /// tell apart.</summary>
    private const int LeastContrast = 16;

    // libvips uses threads of its own; more pictures at once would only share them.
    private static readonly SemaphoreSlim Turns = new(2);

    public static async Task<PhotoLook> AtAsync(string file, CancellationToken ct)
    {
        await Turns.WaitAsync(ct);
        try
        {
            return await Task.Run(() => At(file), ct);
        }
        finally
        {
            Turns.Release();
        }
    }

    private static PhotoLook At(string file)
    {
        try
        {
            using var header = Image.NewFromFile(file, access: Enums.Access.Sequential);
            var pixels = (long)header.Width * header.Height;
            var takenAt = TakenAtOf(header);
            return new(pixels, pixels > PhotoType.LargestPixels ? null : HashOf(file), takenAt);
        }
        catch (VipsException)
        {
            return new(null, null, null); // HEIC without a decoder, or no photo
        }
    }

    /// <summary>Null also for a photo that is damaged behind its header: it is kept, and alike to nothing.</summary>
    private static long? HashOf(string file)
    {
        try
        {
            return Hashed(file);
        }
        catch (VipsException)
        {
            return null;
        }
    }

    private static long? Hashed(string file)
    {
        using var small = Image.Thumbnail(
            file,
            Columns,
            height: Rows,
            size: Enums.Size.Force,
            failOn: Enums.FailOn.None
        );
        using var opaque = small.HasAlpha() ? small.Flatten(background: [255.0]) : small.Copy();
        using var grey = opaque.Colourspace(Enums.Interpretation.Bw);
        using var fields = grey[0].Cast(Enums.BandFormat.Uchar);
        var level = fields.WriteToMemory<byte>();
        if (level.Max() - level.Min() < LeastContrast)
        {
            return null;
        }

        ulong hash = 0;
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 1; column < Columns; column++)
            {
                var at = (row * Columns) + column;
                hash = (hash << 1) | (level[at - 1] > level[at] ? 1UL : 0UL);
            }
        }

        return (long)hash;
    }

    private static DateTimeOffset? TakenAtOf(Image image)
    {
        // libvips gives "2026:06:01 08:00:00 (2026:06:01 08:00:00, ASCII, 20 components, 20 bytes)".
        if (
            Exif(image, "exif-ifd2-DateTimeOriginal") is not { Length: >= 19 } text
            || !DateTime.TryParseExact(
                text[..19],
                "yyyy:MM:dd HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var local
            )
            || local.Year < 2000
        )
        {
            return null;
        }

        var offset =
            Exif(image, "exif-ifd2-OffsetTimeOriginal") is { Length: >= 6 } said
            && TimeSpan.TryParseExact(said[1..6], @"hh\:mm", CultureInfo.InvariantCulture, out var size)
            && size <= TimeSpan.FromHours(14)
                ? (said[0] == '-' ? -size : size)
                : CityTime.Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    private static string? Exif(Image image, string name) => image.Contains(name) ? image.Get(name) as string : null;
}
