using System.Text.Json;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Tables;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using NetTopologySuite.Operation.Distance;
using NetTopologySuite.Operation.Valid;

namespace CityOps.App.Features.Facilities;

/// <summary>The shape of a facility that is a line or an area: GeoJSON when it is sent, WGS84 when it is
/// stored.</summary>
public static class FacilityShape
{
    private const int MaxCorners = 10_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new GeoJsonConverterFactory(new GeometryFactory(new PrecisionModel(), 4326)) },
    };

    /// <summary>As it is sent; null for a point.</summary>
    public static JsonElement? Sent(Geometry? shape) =>
        shape is null ? null : JsonSerializer.SerializeToElement(shape, Json);

    /// <param name="sent">A GeoJSON geometry.</param>
    /// <param name="coordSystem">Of its positions; one of <see cref="CoordSystems"/>.</param>
    internal static Result<Geometry> Read(JsonElement sent, string coordSystem)
    {
        if (!CoordSystems.All.Contains(coordSystem))
        {
            return Problems.CoordSystemUnknown.Refuse(
                $"position.coordSystem must be one of {string.Join(", ", CoordSystems.All)}.",
                ("field", "position.coordSystem"),
                ("allowed", CoordSystems.All)
            );
        }

        Geometry? shape;
        try
        {
            shape = sent.Deserialize<Geometry>(Json);
        }
        catch (Exception problem)
            when (problem is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return Unfit($"shape is no GeoJSON geometry: {problem.Message}");
        }

        if (shape is null)
        {
            return Unfit("shape is null.");
        }

        if (Fault(shape) is { } fault)
        {
            return Unfit(fault.Reason);
        }

        shape.Apply(new ToWgs84(coordSystem));
        shape.GeometryChanged();
        shape.SRID = 4326;
        return shape;
    }

    /// <summary>Why a geometry is no shape of a facility; null when it is one.</summary>
    internal static CellFault? Fault(Geometry shape) =>
        shape is not (LineString or MultiLineString or Polygon or MultiPolygon)
            ? new($"a facility's shape is a line or an area, no {shape.GeometryType}", "图形不是线或面")
        : shape.IsEmpty || shape.NumPoints > MaxCorners
            ? new($"its shape has 2 to {MaxCorners} corners", $"图形的点数应为 2 至 {MaxCorners}")
        : shape.Coordinates.Any(c => !new LonLat(c.X, c.Y).IsOnEarth)
            ? new("its shape has corners that are no positions in degrees", "图形的坐标不是经纬度")
        : new IsValidOp(shape).ValidationError is { } fault
            ? new($"its shape crosses itself or has no extent: {fault.Message}", "图形自相交或没有大小")
        : null;

    /// <summary>A geometry of <see cref="FacilityGeometries"/> in Chinese.</summary>
    internal static string NameZh(string geometry) =>
        geometry switch
        {
            FacilityGeometries.Line => "线",
            FacilityGeometries.Area => "面",
            _ => "点",
        };

    /// <summary>From the nearest place of the facility; 0 within an area.</summary>
    public static double DistanceMetres(Facility facility, LonLat place)
    {
        if (facility.Shape is not { } shape)
        {
            return place.DistanceMetresTo(LonLat.Of(facility.Position));
        }

        var nearest = DistanceOp.NearestPoints(shape, place.ToPoint())[0];
        return place.DistanceMetresTo(new LonLat(nearest.X, nearest.Y));
    }

    private static Refusal Unfit(string reason) => Problems.FacilityShapeUnfit.Refuse(reason, ("field", "shape"));

    private sealed class ToWgs84(string coordSystem) : ICoordinateFilter
    {
        public void Filter(Coordinate coord)
        {
            var place = CoordSystems.ToWgs84(new LonLat(coord.X, coord.Y), coordSystem)!.Value;
            (coord.X, coord.Y) = (place.Lon, place.Lat);
        }
    }
}
