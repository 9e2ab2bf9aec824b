using CityOps.App.Geo;
using NetTopologySuite.Geometries;
using NetTopologySuite.Triangulate;

namespace CityOps.App.Features.Organisations;

/// <summary>A town of which only the centre is known.</summary>
/// <param name="Code">9 digits.</param>
/// <param name="Lon">Of the centre, degrees WGS84.</param>
/// <param name="Lat">Of the centre, degrees WGS84.</param>
public sealed record TownCentre(string Code, string Name, string? NameEn, double Lon, double Lat);

/// <summary>
/// Boundaries where the bureau's official ones are not imported yet: the Voronoi cells of the towns' centres, marked as
/// approximate, so that each place belongs to the town whose centre is nearest.
/// </summary>
public static class ApproximateTowns
{
    private static readonly GeometryFactory Geometry = new(new PrecisionModel(), srid: 4326);

    /// <param name="towns">With centres apart from each other.</param>
    /// <param name="extent">Where the outer towns end.</param>
    public static IReadOnlyList<Town> Of(IReadOnlyList<TownCentre> towns, Envelope extent)
    {
        var frame = (Polygon)Geometry.ToGeometry(extent);
        var cells = Cells(towns, extent).Select(cell => (Polygon)cell.Intersection(frame)).ToList();
        return
        [
            .. towns.Select(town =>
            {
                var centre = new LonLat(town.Lon, town.Lat).ToPoint();
                return new Town
                {
                    Code = town.Code,
                    Name = town.Name,
                    NameEn = town.NameEn,
                    Centre = centre,
                    Boundary = Geometry.CreateMultiPolygon([cells.Single(cell => cell.Contains(centre))]),
                    BoundaryIsApproximate = true,
                };
            }),
        ];
    }

    /// <summary>
    /// The centres' bounding box and a margin of a quarter of its longer side, at least 0.05° (5 km).
    /// </summary>
    public static Envelope Around(IEnumerable<TownCentre> towns)
    {
        var extent = new Envelope();
        foreach (var town in towns)
        {
            extent.ExpandToInclude(town.Lon, town.Lat);
        }

        extent.ExpandBy(Math.Max(0.05, Math.Max(extent.Width, extent.Height) / 4));
        return extent;
    }

    private static Geometry[] Cells(IReadOnlyList<TownCentre> towns, Envelope extent)
    {
        if (towns.Count == 1)
        {
            return [Geometry.ToGeometry(extent)]; // one site has no diagram
        }

        var voronoi = new VoronoiDiagramBuilder { ClipEnvelope = extent };
        voronoi.SetSites(towns.Select(town => new Coordinate(town.Lon, town.Lat)).ToList());
        return voronoi.GetDiagram(Geometry).Geometries;
    }
}
