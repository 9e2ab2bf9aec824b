using System.Globalization;
using CityOps.App.Database;
using NetVips;

namespace CityOps.App.Features.Photos;

/// <summary>What the header of a photo says, which is quick to read.</summary>
/// <param name="Pixels">Width times height; null when the file's header cannot be read here.</param>
/// <param name="TakenAt">By EXIF, which mostly says no offset: then it is the city's time.</param>
public sealed record PhotoHeader(long? Pixels, DateTimeOffset? TakenAt)
{
    public static PhotoHeader Read(string file)
    {
        try
        {
            using var header = Image.NewFromFile(file, access: Enums.Access.Sequential);
            return new((long)header.Width * header.Height, PhotoLook.TakenAtOf(header));
        }
        catch (VipsException)
        {
            return new(null, null); // HEIC without a decoder, or no photo
        }
    }
}

/// <summary>
/// What a photo looks like, to find one that was used before: smaller, encoded anew by a messenger, or stripped of its
/// EXIF, it is still alike. 64 bits, each telling whether brightness falls from one field of an 8 by 9 raster to the
/// next on its right (dHash; N. Krawetz, "Kind of like that", 2013). Null for a picture without contrast, such as of a
/// covered lens, which looks like many others.
/// </summary>
public static class PhotoLook
{
    private const int Columns = 9;
    private const int Rows = 8;

    /// <summary>Levels of grey, of 255, between the darkest and the brightest field below which there is nothing to
    /// tell apart.</summary>
    private const int MinContrast = 16;

    /// <summary>
    /// The look, and whether the picture breaks off behind its header: then what is there is alike to others by what is
    /// left of it, or to nothing where nothing is.
    /// </summary>
    public static (long? Hash, bool IsDamaged) Of(string file)
    {
        try
        {
            return (Hashed(file, Enums.FailOn.Truncated), false);
        }
        catch (VipsException)
        {
            // HEIC without a decoder is no damage.
            return PhotoHeader.Read(file).Pixels is null ? (null, false) : (Left(file), true);
        }
    }

    private static long? Left(string file)
    {
        try
        {
            return Hashed(file, Enums.FailOn.None);
        }
        catch (VipsException)
        {
            return null;
        }
    }

    private static long? Hashed(string file, Enums.FailOn failOn)
    {
        using var small = Image.Thumbnail(file, Columns, height: Rows, size: Enums.Size.Force, failOn: failOn);
        using var opaque = small.HasAlpha() ? small.Flatten(background: [255.0]) : small.Copy();
        using var grey = opaque.Colourspace(Enums.Interpretation.Bw);
        using var fields = grey[0].Cast(Enums.BandFormat.Uchar);
        var level = fields.WriteToMemory<byte>();
        if (level.Max() - level.Min() < MinContrast)
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

    internal static DateTimeOffset? TakenAtOf(Image image)
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
