using System.Text.Json.Serialization;
using NetTopologySuite.Geometries;

namespace CityOps.App.Geo;

/// <summary>A position in degrees, in whatever system its holder says; longitude first, as in GeoJSON and
/// PostGIS.</summary>
/// <param name="Lon">Degrees east.</param>
/// <param name="Lat">Degrees north.</param>
public readonly record struct LonLat(double Lon, double Lat)
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), srid: 4326);

    /// <summary>Mean radius of the Earth (IUGG).</summary>
    private const double EarthRadiusMetres = 6_371_008.8;

    /// <summary>True when both numbers can be a place on Earth.</summary>
    [JsonIgnore]
    public bool IsOnEarth =>
        double.IsFinite(Lon) && double.IsFinite(Lat) && Math.Abs(Lon) <= 180 && Math.Abs(Lat) <= 90;

    /// <summary>The same two numbers the other way round: what a client meant that mixed them up.</summary>
    public LonLat Swap() => new(Lat, Lon);

    /// <summary>The point as stored. Only WGS84 positions are stored as geometry.</summary>
    public Point ToPoint() => Factory.CreatePoint(new Coordinate(Lon, Lat));

    /// <summary>The position of a stored point.</summary>
    public static LonLat Of(Point point) => new(point.X, point.Y);

    /// <summary>Great-circle distance in metres on a sphere; at most 0.6 % off the ellipsoid's.</summary>
    public double DistanceMetresTo(LonLat other)
    {
        var (lat1, lat2) = (double.DegreesToRadians(Lat), double.DegreesToRadians(other.Lat));
        var sinLat = Math.Sin((lat2 - lat1) / 2);
        var sinLon = Math.Sin(double.DegreesToRadians(other.Lon - Lon) / 2);
        var h = sinLat * sinLat + Math.Cos(lat1) * Math.Cos(lat2) * sinLon * sinLon;
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}
