using System.Globalization;
using CityOps.App.Geo;
using NetVips;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Where a photo was taken, by its own EXIF (CIPA DC-008, 4.6.6): degrees, minutes and seconds, each a quotient. Its
/// datum is mostly WGS 84, and some phones write GCJ-02 without a word, so it tells kilometres and not metres.
/// </summary>
internal static class PhotoPlace
{
    private const string LatitudeRef = "exif-ifd3-GPSLatitudeRef";
    private const string Latitude = "exif-ifd3-GPSLatitude";
    private const string LongitudeRef = "exif-ifd3-GPSLongitudeRef";
    private const string Longitude = "exif-ifd3-GPSLongitude";

    /// <summary>Null where the file does not say, or says 0/0, which a phone without a fix writes.</summary>
    public static LonLat? Read(string file)
    {
        try
        {
            using var header = Image.NewFromFile(file, access: Enums.Access.Sequential);
            return Of(name => header.Contains(name) ? header.Get(name) as string : null);
        }
        catch (VipsException)
        {
            return Of(ExifBlock.Gps(File.ReadAllBytes(file)));
        }
    }

    /// <summary>The place in the GPS tags of a file that libvips cannot open.</summary>
    internal static LonLat? Of(IReadOnlyDictionary<ushort, string> gps) =>
        Of(name =>
            name switch
            {
                LatitudeRef => gps.GetValueOrDefault((ushort)1),
                Latitude => gps.GetValueOrDefault((ushort)2),
                LongitudeRef => gps.GetValueOrDefault((ushort)3),
                Longitude => gps.GetValueOrDefault((ushort)4),
                _ => null,
            }
        );

    /// <param name="exif">libvips' words for a tag: "22/1 31/1 1590/100 (22, 31, 15.90, Rational, 3 components, 24
    /// bytes)", "N (N, ASCII, 2 components, 2 bytes)"; null where there is none.</param>
    internal static LonLat? Of(Func<string, string?> exif)
    {
        var lat = Degrees(exif(Latitude), exif(LatitudeRef), 'S');
        var lon = Degrees(exif(Longitude), exif(LongitudeRef), 'W');
        return
            lon is { } east
            && lat is { } north
            && new LonLat(east, north) is { IsOnEarth: true } place
            && place != default
            ? place
            : null;
    }

    private static double? Degrees(string? said, string? reference, char negative)
    {
        var parts = said?.Split('(')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Quotient).ToArray();
        if (parts is not [{ } degrees, ..])
        {
            return null;
        }

        // A phone that counts in degrees alone leaves the others at 0/0.
        var value = degrees + ((parts.ElementAtOrDefault(1) ?? 0) / 60) + ((parts.ElementAtOrDefault(2) ?? 0) / 3600);
        return reference?.StartsWith(negative) is true ? -value : value;
    }

    private static double? Quotient(string text) =>
        text.Split('/') is [var above, var below]
        && double.TryParse(above, NumberStyles.Float, CultureInfo.InvariantCulture, out var dividend)
        && double.TryParse(below, NumberStyles.Float, CultureInfo.InvariantCulture, out var divisor)
        && divisor != 0
            ? dividend / divisor
            : null;
}
