namespace CityOps.App.Geo;

/// <summary>
/// GCJ-02, the shifted system of Chinese maps and phones. The formula is the published one (Krasovsky ellipsoid, a
/// polynomial and sines around 105° E, 35° N); in Zhongshan it shifts by 614–637 m. Outside China nothing is shifted.
/// </summary>
public static class Gcj02
{
    /// <summary>Semi-major axis of the Krasovsky 1940 ellipsoid, in metres.</summary>
    private const double A = 6378245.0;

    /// <summary>Its first eccentricity, squared.</summary>
    private const double E2 = 0.00669342162296594323;

    /// <summary>GCJ-02 of a WGS84 position, exactly as the formula has it.</summary>
    public static LonLat FromWgs84(LonLat wgs84)
    {
        if (!IsInChina(wgs84))
        {
            return wgs84;
        }

        var (x, y) = (wgs84.Lon - 105, wgs84.Lat - 35);
        var lat = double.DegreesToRadians(wgs84.Lat);
        var m = 1 - E2 * Math.Sin(lat) * Math.Sin(lat);
        var deltaLat = LatMetres(x, y) * 180 / (Math.PI * A * (1 - E2) / Math.Pow(m, 1.5));
        var deltaLon = LonMetres(x, y) * 180 / (Math.PI * A * Math.Cos(lat) / Math.Sqrt(m));
        return new LonLat(wgs84.Lon + deltaLon, wgs84.Lat + deltaLat);
    }

    /// <summary>
    /// WGS84 of a GCJ-02 position, by fixed-point iteration, since the formula has no closed inverse. Three steps leave
    /// at most 0.04 mm in Zhongshan.
    /// </summary>
    public static LonLat ToWgs84(LonLat gcj02)
    {
        var wgs84 = gcj02;
        for (var step = 0; step < 3; step++)
        {
            var image = FromWgs84(wgs84);
            wgs84 = new LonLat(wgs84.Lon - (image.Lon - gcj02.Lon), wgs84.Lat - (image.Lat - gcj02.Lat));
        }

        return wgs84;
    }

    /// <summary>The rectangle within which Chinese maps shift: the usual bounds of the public
    /// implementations.</summary>
    private static bool IsInChina(LonLat position) =>
        position is { Lon: >= 72.004 and <= 137.8347, Lat: >= 0.8293 and <= 55.8271 };

    private static double LatMetres(double x, double y) =>
        -100
        + 2 * x
        + 3 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * Math.Sqrt(Math.Abs(x))
        + Waves(x)
        + 2.0 / 3 * (20 * SinPi(y) + 40 * SinPi(y / 3))
        + 2.0 / 3 * (160 * SinPi(y / 12) + 320 * SinPi(y / 30));

    private static double LonMetres(double x, double y) =>
        300
        + x
        + 2 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * Math.Sqrt(Math.Abs(x))
        + Waves(x)
        + 2.0 / 3 * (20 * SinPi(x) + 40 * SinPi(x / 3))
        + 2.0 / 3 * (150 * SinPi(x / 12) + 300 * SinPi(x / 30));

    private static double Waves(double t) => 2.0 / 3 * (20 * SinPi(6 * t) + 20 * SinPi(2 * t));

    private static double SinPi(double t) => Math.Sin(Math.PI * t);
}
