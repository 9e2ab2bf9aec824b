using CityOps.App.Http;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace CityOps.App.Tables;

/// <param name="Number">The feature's place in the file, from 1.</param>
/// <param name="Boundary">WGS84; valid.</param>
public sealed record Area(int Number, string? Code, string? Name, MultiPolygon Boundary)
{
    // Of the sphere whose degree of latitude is this long; towns and grids are small enough for it.
    private const double MetresOfADegree = 111_195;

    public double SquareMetres => SquareMetresOf(Boundary);

    public static double SquareMetresOf(Geometry shape) =>
        shape.IsEmpty
            ? 0
            : shape.Area
                * MetresOfADegree
                * MetresOfADegree
                * Math.Cos(double.DegreesToRadians(shape.EnvelopeInternal.Centre.Y));
}

/// <summary>Areas with their codes and names from any file of features (<see cref="ListFile"/>).</summary>
/// <param name="Notes">How the file was read.</param>
public sealed record AreaFile(IReadOnlyList<Area> Areas, IReadOnlyList<BadRow> Bad, IReadOnlyList<string> Notes)
{
    // With the field names of the national standards and of the land survey's and tiles' data sets.
    private static readonly ListShape Shape = new(
        [
            new(
                "code",
                "编码",
                "编码",
                "代码",
                "区划代码",
                "网格编码",
                "单元网格编码",
                "单元网格代码",
                "镇街编码",
                "镇街代码",
                "行政区划代码",
                "行政区代码",
                "xzqdm",
                "xzqhdm",
                "xzdm",
                "zldwdm",
                "qhdm",
                "bgid",
                "bgcode",
                "gridcode",
                "towncode",
                "pac"
            )
            {
                IsCode = true,
            },
            new(
                "name",
                "名称",
                "名称",
                "网格名称",
                "单元网格名称",
                "镇街",
                "镇街名称",
                "行政区名称",
                "行政区划名称",
                "xzqmc",
                "xzqhmc",
                "xzmc",
                "zldwmc",
                "qhmc",
                "bgname",
                "gridname",
                "townname"
            ),
        ],
        []
    );

    /// <summary>China with its seas.</summary>
    private static readonly Envelope China = new(73, 136, 3, 54);

    /// <exception cref="InvalidDataException">It is no file of features that is read.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AreaFile Read(string path, ListOptions options)
    {
        if (!Shapes.FeatureFile.IsOne(path))
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(path)} is no file of areas: a GeoJSON, a zipped shapefile, a GeoPackage, a KML or a KMZ is read. 不是图形文件，可读取 GeoJSON、压缩的 Shapefile、GeoPackage、KML、KMZ。"
            );
        }

        var file = ListFile.Read(path, Shape, options);
        var (areas, bad) = (new List<Area>(), new List<BadRow>(file.Bad));
        foreach (var row in file.Rows)
        {
            var (code, name) = (row.Text("code"), row.Text("name"));
            var (boundary, fault) = Boundary(row);
            if (boundary is not null)
            {
                areas.Add(new(row.Row, code, name, boundary));
                continue;
            }

            bad.Add(
                new(
                    row.Row,
                    "geometry",
                    Problems.PolygonInvalid,
                    code ?? name,
                    $"{code ?? name ?? "it"}: {fault!.Reason}",
                    $"{code ?? name}：{fault.ReasonZh}"
                )
                {
                    Sheet = row.Sheet,
                }
            );
        }

        return new(areas, bad, file.Notes);
    }

    private static (MultiPolygon? Boundary, CellFault? Fault) Boundary(ListRow row)
    {
        if (row.ShapeFault is { } unreadable)
        {
            return (null, unreadable);
        }

        var boundary = row.Shape switch
        {
            Polygon one => one.Factory.CreateMultiPolygon([one]),
            MultiPolygon several => several,
            _ => null,
        };
        if (boundary is null || boundary.IsEmpty)
        {
            var seen = row.Shape is null ? "missing" : $"a {row.Shape.GeometryType}";
            return (null, new($"its geometry is {seen}, not a Polygon or MultiPolygon", "没有多边形图形"));
        }

        if (new IsValidOp(boundary).ValidationError is { } fault)
        {
            var place = FormattableString.Invariant($"{fault.Coordinate.X:F6}, {fault.Coordinate.Y:F6}");
            return (
                null,
                new(
                    $"its polygon is not valid: {fault.Message} at {place}; repair it, e.g. in QGIS by Fix geometries",
                    $"边界不是有效的多边形（{place}），请修复几何，如 QGIS 的“修正几何图形”"
                )
            );
        }

        if (!China.Contains(boundary.EnvelopeInternal))
        {
            var at = FormattableString.Invariant(
                $"{boundary.EnvelopeInternal.Centre.X:F4}, {boundary.EnvelopeInternal.Centre.Y:F4}"
            );
            return (
                null,
                new(
                    $"it lies at {at}, outside China: is the coordinate system right, and longitude first?",
                    $"位于 {at}，在中国范围之外，请检查坐标系和经纬度顺序"
                )
            );
        }

        boundary.SRID = 4326;
        return (boundary, null);
    }
}
