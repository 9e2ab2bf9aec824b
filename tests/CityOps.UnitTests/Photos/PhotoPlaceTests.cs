using CityOps.App.Features.Photos;
using CityOps.Testing;

namespace CityOps.UnitTests.Photos;

/// <summary>EXIF's degrees as libvips words them.</summary>
public class PhotoPlaceTests
{
    [Theory]
    [InlineData("22/1 31/1 1590/100", "N", "113/1 22/1 5661/100", "E", 113.382392, 22.521083)]
    [InlineData("22/1 31265/1000 0/1", "N", "113/1 22/1 0/0", "E", 113.366667, 22.521083)]
    [InlineData("33/1 52/1 4/1", "S", "151/1 12/1 36/1", "W", -151.21, -33.867778)]
    public void A_place_is_read(string lat, string latRef, string lon, string lonRef, double east, double north)
    {
        var place = Read($"{lat} (…, Rational, 3 components, 24 bytes)", latRef, lon, $"{lonRef} ({lonRef}, ASCII)");

        Assert.NotNull(place);
        Assert.Equal((east, north), (Math.Round(place.Value.Lon, 6), Math.Round(place.Value.Lat, 6)));
    }

    [Theory]
    [InlineData(null, "113/1 22/1 0/1")]
    [InlineData("22/1 31/1 0/1", null)]
    [InlineData("0/1 0/1 0/1", "0/1 0/1 0/1")] // a phone without a fix
    [InlineData("0/0 0/0 0/0", "0/0 0/0 0/0")]
    [InlineData("95/1 0/1 0/1", "113/1 22/1 0/1")]
    [InlineData("north", "east")]
    [InlineData("", "")]
    public void What_is_no_place_is_none(string? lat, string? lon) => Assert.Null(Read(lat, "N", lon, "E"));

    [Fact]
    public void A_HEIC_that_nothing_decodes_here_says_it_as_well()
    {
        // A box ftyp, a box meta, and EXIF as an item in mdat.
        byte[] heic =
        [
            .. "\0\0\0\u0018ftypheic\0\0\0\0mif1heic"u8,
            .. "\0\0\0\bmeta"u8,
            .. Pictures.TakenAt(Pictures.Jpeg(), 113.382392, 22.521083),
        ];

        var place = PhotoPlace.Of(ExifBlock.Gps(heic));

        Assert.Equal((113.382392, 22.521083), (Math.Round(place!.Value.Lon, 6), Math.Round(place.Value.Lat, 6)));
        for (var length = 0; length < 220; length++)
        {
            PhotoPlace.Of(ExifBlock.Gps(heic.AsSpan()[..length])); // wherever it breaks off, nothing is thrown
        }
    }

    private static App.Geo.LonLat? Read(string? lat, string latRef, string? lon, string lonRef) =>
        PhotoPlace.Of(name =>
            name switch
            {
                "exif-ifd3-GPSLatitude" => lat,
                "exif-ifd3-GPSLatitudeRef" => latRef,
                "exif-ifd3-GPSLongitude" => lon,
                "exif-ifd3-GPSLongitudeRef" => lonRef,
                _ => null,
            }
        );
}
