using System.Text.Json;
using CityOps.App.Geo;
using CityOps.App.Http;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace CityOps.App.Features.Ponding;

/// <summary>A section's line or area as it is sent: a GeoJSON LineString, or a Polygon of one ring.</summary>
internal static class SectionShape
{
    private const int MaxCorners = 2000;

    /// <param name="sent">GeoJSON; null changes nothing.</param>
    /// <param name="coordSystem">One of <see cref="CoordSystems"/>.</param>
    /// <param name="shape">In WGS84; null when nothing was sent.</param>
    public static Refusal? Read(JsonElement? sent, string coordSystem, out Geometry? shape)
    {
        shape = null;
        if (sent is not { ValueKind: JsonValueKind.Object } json)
        {
            return sent is null or { ValueKind: JsonValueKind.Null } ? null : Unreadable();
        }

        if (!CoordSystems.All.Contains(coordSystem))
        {
            return Problems.CoordSystemUnknown.Refuse(
                $"coordSystem must be one of {string.Join(", ", CoordSystems.All)}.",
                ("allowed", CoordSystems.All)
            );
        }

        var type =
            json.TryGetProperty("type", out var name) && name.ValueKind is JsonValueKind.String
                ? name.GetString()
                : null;
        if (
            type is not ("LineString" or "Polygon")
            || !json.TryGetProperty("coordinates", out var coordinates)
            || coordinates.ValueKind is not JsonValueKind.Array
        )
        {
            return Unreadable();
        }

        if (type == "Polygon")
        {
            if (coordinates.GetArrayLength() != 1)
            {
                return Problems.FieldInvalid.Refuse("An area has one ring and no holes.", ("field", "line"));
            }

            coordinates = coordinates[0];
        }

        return Corners(coordinates, coordSystem) is { } corners && corners.Length >= (type == "Polygon" ? 4 : 2)
            ? Make(type, corners, out shape)
            : Unreadable();
    }

    private static Refusal? Make(string type, Coordinate[] corners, out Geometry? shape)
    {
        shape = null;
        if (type == "Polygon" && !corners[0].Equals2D(corners[^1]))
        {
            return Problems.FieldInvalid.Refuse("The area's ring must end where it begins.", ("field", "line"));
        }

        Geometry made = type == "Polygon" ? new Polygon(new LinearRing(corners)) : new LineString(corners);
        if (Check(made) is { } unfit)
        {
            return unfit;
        }

        made.SRID = 4326;
        shape = made;
        return null;
    }

    /// <summary>Whether a geometry from elsewhere is a section's: a line, or an area of one ring.</summary>
    public static Refusal? Check(Geometry shape) =>
        shape is not (LineString or Polygon { NumInteriorRings: 0 }) || shape.NumPoints > MaxCorners ? Unreadable()
        : new IsValidOp(shape).ValidationError is { } fault
            ? Problems.FieldInvalid.Refuse(
                $"The shape crosses itself or has no extent: {fault.Message}.",
                ("field", "line")
            )
        : null;

    private static Coordinate[]? Corners(JsonElement sent, string coordSystem)
    {
        if (sent.ValueKind is not JsonValueKind.Array || sent.GetArrayLength() > MaxCorners)
        {
            return null;
        }

        var corners = new List<Coordinate>();
        foreach (var corner in sent.EnumerateArray())
        {
            if (
                corner.ValueKind is not JsonValueKind.Array
                || corner.GetArrayLength() < 2
                || corner[0].ValueKind is not JsonValueKind.Number
                || corner[1].ValueKind is not JsonValueKind.Number
                || new LonLat(corner[0].GetDouble(), corner[1].GetDouble()) is not { IsOnEarth: true } raw
            )
            {
                return null;
            }

            var place = CoordSystems.ToWgs84(raw, coordSystem)!.Value;
            corners.Add(new(place.Lon, place.Lat));
        }

        return [.. corners];
    }

    private static Refusal Unreadable() =>
        Problems.FieldInvalid.Refuse(
            $"line is a GeoJSON LineString or Polygon of up to {MaxCorners} positions [lon, lat].",
            ("field", "line")
        );
}
