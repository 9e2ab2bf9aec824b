using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using CityOps.App.Http;
using ProjNet.CoordinateSystems;
using ProjNet.CoordinateSystems.Transformations;

namespace CityOps.App.Geo;

/// <summary>
/// A system that the coordinates of a file are in: degrees of WGS84, CGCS2000, GCJ-02 or BD-09, or metres of a
/// projection of WGS84 or CGCS2000, which equal each other within GPS error. Systems of another datum (Beijing 1954,
/// Xi'an 1980) are none: their shift differs from place to place and is the survey office's to say.
/// </summary>
public sealed partial class ReferenceSystem
{
    private static readonly ConcurrentDictionary<int, ReferenceSystem?> Projected = new();

    // Gauss-Krüger zones are cut off far beyond where anybody uses them: a coordinate there is of another zone.
    private const double MaxFromMeridian = 400_000;

    private const double SouthernmostNorthing = 300_000;
    private const double NorthernmostNorthing = 6_500_000;

    private static readonly Dictionary<string, string> Spellings = new(StringComparer.Ordinal)
    {
        ["WGS84"] = CoordSystems.Wgs84,
        ["WGS1984"] = CoordSystems.Wgs84,
        ["GCSWGS1984"] = CoordSystems.Wgs84,
        ["GPS"] = CoordSystems.Wgs84,
        ["地球"] = CoordSystems.Wgs84,
        ["CGCS2000"] = CoordSystems.Wgs84,
        ["CGCS2000大地"] = CoordSystems.Wgs84,
        ["CGCS"] = CoordSystems.Wgs84,
        ["GCSCGCS2000"] = CoordSystems.Wgs84,
        ["GCSCHINAGEODETICCOORDINATESYSTEM2000"] = CoordSystems.Wgs84,
        ["CHINAGEODETICCOORDINATESYSTEM2000"] = CoordSystems.Wgs84,
        ["国家2000"] = CoordSystems.Wgs84,
        ["国家2000大地"] = CoordSystems.Wgs84,
        ["2000国家大地"] = CoordSystems.Wgs84,
        ["大地2000"] = CoordSystems.Wgs84,
        ["天地图"] = CoordSystems.Wgs84,
        ["GCJ02"] = CoordSystems.Gcj02,
        ["GCJ"] = CoordSystems.Gcj02,
        ["火星"] = CoordSystems.Gcj02,
        ["国测局"] = CoordSystems.Gcj02,
        ["高德"] = CoordSystems.Gcj02,
        ["腾讯"] = CoordSystems.Gcj02,
        ["微信"] = CoordSystems.Gcj02,
        ["AMAP"] = CoordSystems.Gcj02,
        ["BD09"] = CoordSystems.Bd09,
        ["BD09LL"] = CoordSystems.Bd09,
        ["BD"] = CoordSystems.Bd09,
        ["百度"] = CoordSystems.Bd09,
        ["BAIDU"] = CoordSystems.Bd09,
    };

    private readonly MathTransform? _toDegrees;
    private readonly double _falseEasting;
    private readonly bool _isGaussian;

    private ReferenceSystem(string name) => Name = name;

    private ReferenceSystem(string name, MathTransform toDegrees, double falseEasting, bool isGaussian) =>
        (Name, _toDegrees, _falseEasting, _isGaussian) = (name, toDegrees, falseEasting, isGaussian);

    /// <summary>One of <see cref="CoordSystems"/>, or EPSG:4547 and the like.</summary>
    public string Name { get; }

    /// <summary>In metres, not in degrees.</summary>
    public bool IsProjected => _toDegrees is not null;

    /// <summary>What may be written, for sentences.</summary>
    public const string Accepted =
        "WGS84, CGCS2000, GCJ02, BD09, EPSG:4490, EPSG:4513-4554 (CGCS2000 Gauss-Krüger), EPSG:326xx (UTM) 坐标系可填：WGS84、CGCS2000（国家2000）、GCJ02（高德、腾讯）、BD09（百度）、EPSG:4490、EPSG:4513-4554（高斯-克吕格）、EPSG:326xx（UTM）";

    /// <summary>By any usual spelling: a name, an EPSG number, a URN, the name of an .prj file; null when it is none
    /// that is known.</summary>
    public static ReferenceSystem? Find(string? spelling)
    {
        if (string.IsNullOrWhiteSpace(spelling))
        {
            return null;
        }

        var text = InputText.HalfWidth(spelling).ToUpperInvariant();
        if (OldDatum().IsMatch(text))
        {
            return null;
        }

        if (text.Contains("CRS84", StringComparison.Ordinal))
        {
            return new(CoordSystems.Wgs84);
        }

        if (Epsg().Match(text) is { Success: true } number)
        {
            return OfEpsg(int.Parse(number.Groups["code"].ValueSpan, CultureInfo.InvariantCulture));
        }

        if (Spellings.TryGetValue(Suffix().Replace(Noise().Replace(text, ""), ""), out var known))
        {
            return new(known);
        }

        if (Utm().Match(text) is { Success: true } utm)
        {
            return OfEpsg(32600 + Number(utm));
        }

        if (!text.Contains("2000", StringComparison.Ordinal))
        {
            return null;
        }

        return Meridian().Match(text) is { Success: true } meridian
            ? Number(meridian) is var at and >= 75 and <= 135 && at % 3 == 0
                ? OfEpsg(4509 + at / 3)
                : null
            : Zone().Match(text) is { Success: true } zone
                ? OfEpsg(4488 + Number(zone))
                : null;
    }

    /// <summary>By its EPSG number.</summary>
    public static ReferenceSystem? OfEpsg(int code) =>
        code is 4326 or 4490 or 4979 or 4480 ? new(CoordSystems.Wgs84) : Projected.GetOrAdd(code, Project);

    /// <summary>By the definition that a shapefile or a GeoPackage carries.</summary>
    /// <returns>Null when it is of another datum or a projection that is not known.</returns>
    public static ReferenceSystem? OfWkt(string wkt)
    {
        if (OldDatum().IsMatch(wkt.ToUpperInvariant()) || !Datum().IsMatch(wkt))
        {
            return null;
        }

        try
        {
            var system = new CoordinateSystemFactory().CreateFromWkt(
                wkt.Replace("\"Gauss_Kruger\"", "\"Transverse_Mercator\"", StringComparison.OrdinalIgnoreCase)
            );
            return system switch
            {
                GeographicCoordinateSystem => new(CoordSystems.Wgs84),
                ProjectedCoordinateSystem projected => Of(projected.Name, projected),
                _ => null,
            };
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The WGS84 position; null when the system cannot have these coordinates.</summary>
    /// <param name="x">Degrees east, or metres east.</param>
    /// <param name="y">Degrees north, or metres north.</param>
    public LonLat? ToWgs84(double x, double y)
    {
        if (!double.IsFinite(x) || !double.IsFinite(y))
        {
            return null;
        }

        if (_toDegrees is null)
        {
            var raw = new LonLat(x, y);
            return raw.IsOnEarth ? CoordSystems.ToWgs84(raw, Name) : null;
        }

        if (
            _isGaussian
            && (Math.Abs(x - _falseEasting) > MaxFromMeridian || y is < SouthernmostNorthing or > NorthernmostNorthing)
        )
        {
            return null;
        }

        var (lon, lat) = _toDegrees.Transform(x, y);
        var found = new LonLat(lon, lat);
        return found.IsOnEarth ? found : null;
    }

    /// <summary>East and north of a pair in either order: in China a northing has seven digits and an easting six, or
    /// eight with the zone's number before it.</summary>
    public (double X, double Y) InOrder(double first, double second) =>
        _isGaussian && ToWgs84(first, second) is null && ToWgs84(second, first) is not null
            ? (second, first)
            : (first, second);

    /// <summary>What coordinates in metres may be of, for the sentence that refuses them; null for degrees.</summary>
    public static string? Guess(double x, double y)
    {
        var (east, north) =
            Math.Abs(x) is >= SouthernmostNorthing and < NorthernmostNorthing && Math.Abs(y) is < 1e6 or > 1e7
                ? (y, x)
                : (x, y);
        return Math.Abs(east) < 1000 || Math.Abs(north) < 1000 ? null
            : east is >= 25e6 and < 46e6
                ? string.Create(CultureInfo.InvariantCulture, $"EPSG:{4488 + (int)(east / 1e6)}")
            : east is >= 13e6 and < 24e6
                ? string.Create(CultureInfo.InvariantCulture, $"EPSG:{4478 + (int)(east / 1e6)}")
            : "EPSG:4547";
    }

    private static ReferenceSystem? Project(int code) =>
        code switch
        {
            >= 4491 and <= 4501 => Gaussian(code, 6 * (code - 4478) - 3, (code - 4478) * 1e6 + 500_000),
            >= 4502 and <= 4512 => Gaussian(code, 75 + 6 * (code - 4502), 500_000),
            >= 4513 and <= 4533 => Gaussian(code, 3 * (code - 4488), (code - 4488) * 1e6 + 500_000),
            >= 4534 and <= 4554 => Gaussian(code, 75 + 3 * (code - 4534), 500_000),
            >= 32601 and <= 32660 => Of($"EPSG:{code}", ProjectedCoordinateSystem.WGS84_UTM(code - 32600, true)),
            3857 or 900913 or 102100 => Of("EPSG:3857", ProjectedCoordinateSystem.WebMercator),
            _ => null,
        };

    private static ReferenceSystem Gaussian(int code, int meridian, double falseEasting) =>
        Of(
            $"EPSG:{code}",
            (ProjectedCoordinateSystem)
                new CoordinateSystemFactory().CreateFromWkt(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"""
                        PROJCS["CGCS2000",GEOGCS["CGCS2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],
                        PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],
                        PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{meridian}],PARAMETER["scale_factor",1],
                        PARAMETER["false_easting",{falseEasting}],PARAMETER["false_northing",0],UNIT["metre",1]]
                        """
                    )
                )
        );

    private static ReferenceSystem Of(string name, ProjectedCoordinateSystem system)
    {
        var transform = new CoordinateTransformationFactory()
            .CreateFromCoordinateSystems(system, system.GeographicCoordinateSystem)
            .MathTransform;
        var isGaussian = system.Projection.ClassName.Contains("Transverse", StringComparison.OrdinalIgnoreCase);
        return new(name, transform, isGaussian ? system.Projection.GetParameter("false_easting").Value : 0, isGaussian);
    }

    private static int Number(Match match) => int.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?:EPSG\D*|(?:^|[/:])(?:0/|0:)?)(?<code>\d{4,6})$")]
    private static partial Regex Epsg();

    [GeneratedRegex(@"BEIJING|XI'?AN|1954|1980|北京54|西安80|BJ54|北京坐标|西安坐标")]
    private static partial Regex OldDatum();

    [GeneratedRegex("CGCS.?2000|China.?(Geodetic.Coordinate.System.)?2000|WGS.?(19)?84", RegexOptions.IgnoreCase)]
    private static partial Regex Datum();

    [GeneratedRegex(@"[\s\p{P}\p{S}]+")]
    private static partial Regex Noise();

    [GeneratedRegex("(坐标系统?|坐标|地图)+$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"UTM\D*(?<n>\d{1,2})\s*N?$")]
    private static partial Regex Utm();

    [GeneratedRegex(@"(CM|中央经线|中央子午线|MERIDIAN)\D{0,3}(?<n>\d{2,3})")]
    private static partial Regex Meridian();

    [GeneratedRegex(@"(ZONE|带号?)\D{0,3}(?<n>2[5-9]|3\d|4[0-5])(\D|$)")]
    private static partial Regex Zone();
}
