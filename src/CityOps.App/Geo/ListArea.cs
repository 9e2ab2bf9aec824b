using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace CityOps.App.Geo;

/// <summary>An area that a list is narrowed to, from an address: a box "west,south,east,north" or a polygon
/// "lon,lat;lon,lat;…", WGS84.</summary>
internal static class ListArea
{
    private const int MaxCorners = 500;

    /// <summary>Null where neither is given.</summary>
    public static Refusal? Read(string? box, string? polygon, out Geometry? area)
    {
        area = null;
        if (box is not null)
        {
            if (
                Numbers(box, ',') is not [var west, var south, var east, var north]
                || !OnEarth(west, south)
                || !OnEarth(east, north)
                || west >= east
                || south >= north
            )
            {
                return Problems.BoxInvalid.Refuse("box is west,south,east,north in degrees WGS84.", ("field", "box"));
            }

            area = Ring([new(west, south), new(east, south), new(east, north), new(west, north), new(west, south)]);
        }

        if (polygon is not null)
        {
            var corners = polygon
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(corner => Numbers(corner, ','))
                .ToList();
            if (
                corners.Count is < 3 or > MaxCorners
                || corners.Exists(corner => corner is not [var lon, var lat] || !OnEarth(lon, lat))
            )
            {
                return Problems.PolygonInvalid.Refuse(
                    $"polygon is 3 to {MaxCorners} corners lon,lat;lon,lat;… in degrees WGS84.",
                    ("field", "polygon")
                );
            }

            var drawn = Ring([.. corners.Append(corners[0]).Select(corner => new Coordinate(corner![0], corner[1]))]);
            if (new IsValidOp(drawn).ValidationError is { } fault)
            {
                return Problems.PolygonInvalid.Refuse(
                    $"The polygon crosses itself or has no area: {fault.Message}.",
                    ("field", "polygon")
                );
            }

            area = area is null ? drawn : area.Intersection(drawn);
            area.SRID = 4326;
        }

        return null;
    }

    /// <summary>Records whose point lies in the area, its edges included.</summary>
    /// <param name="position">Of a record.</param>
    public static IQueryable<T> Within<T>(IQueryable<T> records, Expression<Func<T, Point>> position, Geometry area)
    {
        var place = position.Body;
        // Nearly all are a map's window, and a box is told from its corners.
        Expression lies = area.IsRectangle
            ? Expression.Call(InBoxMethod, place, Held(area))
            : Expression.Call(place, nameof(Geometry.Intersects), null, Held(area));
        return records.Where(Expression.Lambda<Func<T, bool>>(lies, position.Parameters));

        // As a parameter of the query, not written out in it.
        static Expression Held(Geometry area) => ((Expression<Func<Geometry>>)(() => area)).Body;
    }

    /// <summary>sql/functions/in_box.sql; for queries alone.</summary>
    [DbFunction("in_box")]
    public static bool InBox(Geometry point, Geometry box) =>
        throw new InvalidOperationException("Only the database tells it.");

    private static readonly MethodInfo InBoxMethod = typeof(ListArea).GetMethod(nameof(InBox))!;

    private static Polygon Ring(Coordinate[] corners) => new(new LinearRing(corners)) { SRID = 4326 };

    private static bool OnEarth(double lon, double lat) => lon is >= -180 and <= 180 && lat is >= -90 and <= 90;

    private static double[]? Numbers(string text, char separator)
    {
        var parts = text.Split(separator);
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
