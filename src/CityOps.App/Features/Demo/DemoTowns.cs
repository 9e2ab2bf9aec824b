using CityOps.App.Features.Organisations;
using CityOps.App.Geo;
using NetTopologySuite.Geometries;
using NetTopologySuite.Triangulate;

namespace CityOps.App.Features.Demo;

/// <summary>
/// The 23 towns of Zhongshan by code, name and centre. Their boundaries are ours: the Voronoi cells of the centres, cut
/// to
/// the city's bounding box and marked as approximate, until the bureau imports its official ones.
/// </summary>
internal static class DemoTowns
{
    private static readonly GeometryFactory Geometry = new(new PrecisionModel(), srid: 4326);
    private static readonly Envelope City = new(113.1515, 113.7501, 22.2057, 22.7761);

    private static readonly (string Number, string Name, string NameEn, double Lon, double Lat)[] Known =
    [
        ("001", "石岐街道", "Shiqi", 113.3761, 22.5328),
        ("002", "东区街道", "Dongqu", 113.4105, 22.5189),
        ("003", "中山港街道", "Zhongshangang", 113.4556, 22.5481),
        ("004", "西区街道", "Xiqu", 113.3503, 22.5279),
        ("005", "南区街道", "Nanqu", 113.3496, 22.4783),
        ("006", "五桂山街道", "Wuguishan", 113.3970, 22.4489),
        ("007", "民众街道", "Minzhong", 113.4885, 22.6247),
        ("008", "南朗街道", "Nanlang", 113.5256, 22.5014),
        ("101", "黄圃镇", "Huangpu", 113.3336, 22.7139),
        ("103", "东凤镇", "Dongfeng", 113.2495, 22.7050),
        ("105", "古镇镇", "Guzhen", 113.1826, 22.6193),
        ("106", "沙溪镇", "Shaxi", 113.3160, 22.5114),
        ("107", "坦洲镇", "Tanzhou", 113.4658, 22.2695),
        ("108", "港口镇", "Gangkou", 113.3747, 22.5897),
        ("109", "三角镇", "Sanjiao", 113.4275, 22.6850),
        ("110", "横栏镇", "Henglan", 113.2433, 22.5378),
        ("111", "南头镇", "Nantou", 113.2864, 22.7205),
        ("112", "阜沙镇", "Fusha", 113.3451, 22.6688),
        ("114", "三乡镇", "Sanxiang", 113.4362, 22.3606),
        ("115", "板芙镇", "Banfu", 113.3298, 22.3998),
        ("116", "大涌镇", "Dachong", 113.2950, 22.4682),
        ("117", "神湾镇", "Shenwan", 113.3581, 22.3015),
        ("118", "小榄镇", "Xiaolan", 113.2456, 22.6748),
    ];

    public static IReadOnlyList<Town> All()
    {
        var voronoi = new VoronoiDiagramBuilder { ClipEnvelope = City };
        voronoi.SetSites(Known.Select(town => new Coordinate(town.Lon, town.Lat)).ToList());
        var frame = Geometry.ToGeometry(City);
        var cells = voronoi.GetDiagram(Geometry).Geometries.Select(cell => (Polygon)cell.Intersection(frame)).ToList();
        return
        [
            .. Known.Select(town =>
            {
                var centre = new LonLat(town.Lon, town.Lat).ToPoint();
                return new Town
                {
                    Code = "442000" + town.Number,
                    Name = town.Name,
                    NameEn = town.NameEn,
                    Centre = centre,
                    Boundary = Geometry.CreateMultiPolygon([cells.Single(cell => cell.Contains(centre))]),
                    BoundaryIsApproximate = true,
                };
            }),
        ];
    }
}
