namespace CityOps.App.Geo;

/// <summary>The coordinate systems that phones and maps in China answer with, as sent and as stored.</summary>
public static class CoordSystems
{
    /// <summary>What GPS gives and PostGIS holds (EPSG:4326). CGCS2000 (EPSG:4490) equals it within GPS
    /// error.</summary>
    public const string Wgs84 = "wgs84";

    /// <summary>Amap, Tencent, WeChat's gcj02.</summary>
    public const string Gcj02 = "gcj02";

    /// <summary>Baidu.</summary>
    public const string Bd09 = "bd09";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Wgs84, Gcj02, Bd09];

    /// <summary>The WGS84 position of one given in <paramref name="system"/>, within 1 mm; null for an unknown
    /// system.</summary>
    public static LonLat? ToWgs84(LonLat raw, string system) =>
        system switch
        {
            Wgs84 => raw,
            Gcj02 => Geo.Gcj02.ToWgs84(raw),
            Bd09 => Geo.Gcj02.ToWgs84(Geo.Bd09.ToGcj02(raw)),
            _ => null,
        };

    /// <summary>The position in <paramref name="system"/> of a WGS84 one; null for an unknown system.</summary>
    public static LonLat? FromWgs84(LonLat wgs84, string system) =>
        system switch
        {
            Wgs84 => wgs84,
            Gcj02 => Geo.Gcj02.FromWgs84(wgs84),
            Bd09 => Geo.Bd09.FromGcj02(Geo.Gcj02.FromWgs84(wgs84)),
            _ => null,
        };
}
