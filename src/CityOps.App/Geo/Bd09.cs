namespace CityOps.App.Geo;

/// <summary>
/// BD-09, Baidu's further shift on top of <see cref="Gcj02"/>. The direction BD-09 → GCJ-02 is the published formula
/// and is taken as the definition; the other direction is its numerical inverse, so that a round trip stays within 1 mm
/// (the two published formulas are not each other's inverse and drift by up to some decimetres).
/// </summary>
public static class Bd09
{
    private const double K = Math.PI * 3000 / 180;

    /// <summary>GCJ-02 of a BD-09 position, exactly as the formula has it.</summary>
    public static LonLat ToGcj02(LonLat bd09)
    {
        var (x, y) = (bd09.Lon - 0.0065, bd09.Lat - 0.006);
        var z = Math.Sqrt(x * x + y * y) - 0.00002 * Math.Sin(K * y);
        var theta = Math.Atan2(y, x) - 0.000003 * Math.Cos(K * x);
        return new LonLat(z * Math.Cos(theta), z * Math.Sin(theta));
    }

    /// <summary>
    /// BD-09 of a GCJ-02 position, by fixed-point iteration. Each step leaves under 2 % of the error before it (the
    /// formula's slope), so six from at most 1.2 km away end below a micrometre.
    /// </summary>
    public static LonLat FromGcj02(LonLat gcj02)
    {
        var bd09 = gcj02;
        for (var step = 0; step < 6; step++)
        {
            var image = ToGcj02(bd09);
            bd09 = new LonLat(bd09.Lon - (image.Lon - gcj02.Lon), bd09.Lat - (image.Lat - gcj02.Lat));
        }

        return bd09;
    }
}
