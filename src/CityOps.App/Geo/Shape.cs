using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;

namespace CityOps.App.Geo;

/// <summary>An area as GeoJSON: a MultiPolygon in WGS84.</summary>
/// <param name="Coordinates">Polygons, rings, positions.</param>
public sealed record Shape(string Type, double[][][][] Coordinates)
{
    // In degrees. On a picture of a whole city of half a degree, 40 m are less than a pixel.
    private const double Coarseness = 0.0004;
    private const int CoarseDecimals = 5;

    public static Shape Of(MultiPolygon area) => Of(area.Geometries, at => [at.X, at.Y]);

    /// <summary>With no more corners than a small picture of the city shows; holes and parts stay.</summary>
    public static Shape Coarse(MultiPolygon area)
    {
        var simplified = TopologyPreservingSimplifier.Simplify(area, Coarseness);
        return Of(simplified is GeometryCollection parts ? parts.Geometries : [simplified], at =>
            [Math.Round(at.X, CoarseDecimals), Math.Round(at.Y, CoarseDecimals)]
        );
    }

    private static Shape Of(IEnumerable<Geometry> polygons, Func<Coordinate, double[]> position) =>
        new(
            "MultiPolygon",
            [
                .. polygons
                    .Cast<Polygon>()
                    .Select(polygon =>
                        (double[][][])
                            [
                                .. polygon
                                    .InteriorRings.Prepend(polygon.ExteriorRing)
                                    .Select(ring => (double[][])[.. ring.Coordinates.Select(position)]),
                            ]
                    ),
            ]
        );
}
