using System.Text.Json.Nodes;
using CityOps.App.Geo;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace CityOps.App.Tables.Shapes;

/// <param name="Number">Its place in the file, or in the layer, from 1.</param>
/// <param name="Shape">WGS84, without heights and measures; null where there is none, and where it cannot be
/// read.</param>
/// <param name="Fault">Why its geometry cannot be taken.</param>
/// <param name="System">That its coordinates are in.</param>
public sealed record Feature(
    string? Layer,
    int Number,
    IReadOnlyDictionary<string, JsonNode> Properties,
    Geometry? Shape,
    CellFault? Fault,
    string System
)
{
    /// <summary>Of a point, as the file has it.</summary>
    public Coordinate? Raw { get; init; }
}

/// <summary>A feature as a reader of one format finds it.</summary>
/// <param name="Fault">Why its geometry cannot be read.</param>
internal sealed record FoundFeature(
    string? Layer,
    int Number,
    IReadOnlyDictionary<string, JsonNode> Properties,
    Geometry? Shape,
    CellFault? Fault = null
);

/// <param name="System">Null where the format says none, and WGS84 is not what it means then.</param>
internal sealed record FoundFeatures(string Format, ReferenceSystem? System, IReadOnlyList<FoundFeature> Features);

/// <summary>
/// Features with properties from whatever a bureau or a surveyor sends: GeoJSON, a zipped shapefile, a GeoPackage, KML
/// or KMZ; told by content, in any <see cref="ReferenceSystem"/>.
/// </summary>
public sealed record FeatureFile(
    string Format,
    string System,
    IReadOnlyList<Feature> Features,
    IReadOnlyList<string> Notes
)
{
    private static readonly string[] SystemProperties = ["coordSystem", "坐标系", "coordsystem"];
    private static readonly GeometryFactory Wgs84 = new(new PrecisionModel(), 4326);

    internal string Read() =>
        $"Read as {Format} in {System}: {Features.Count} features. 按 {Format}、{System} 读取，共 {Features.Count} 个要素。";

    /// <summary>False for tables.</summary>
    public static bool IsOne(string path) => FeatureFormat.Of(path) is not FeatureFormat.Kind.None;

    /// <param name="coordSystem">Of a file that does not say its own.</param>
    /// <param name="layers">Of a file that has several; empty for the only one.</param>
    /// <exception cref="InvalidDataException">It is none that is read; the message says the way out.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FeatureFile Read(string path, string? coordSystem, IReadOnlyList<string> layers)
    {
        var name = Path.GetFileName(path);
        var found = FeatureFormat.Of(path) switch
        {
            FeatureFormat.Kind.GeoJson => ReadGeoJson.Run(path),
            FeatureFormat.Kind.Kml => ReadKml.Run(path),
            FeatureFormat.Kind.Shapefile => ReadShapefile.Run(path, layers),
            FeatureFormat.Kind.GeoPackage => ReadGeoPackage.Run(path, layers),
            var foreign => throw FeatureFormat.Refuse(foreign, name),
        };
        ReferenceSystem? given = null;
        if (coordSystem is not null && (given = ReferenceSystem.Find(coordSystem)) is null)
        {
            throw new InvalidDataException(
                $"The coordinate system {coordSystem} is not known; there are {ReferenceSystem.Accepted}."
            );
        }

        var system = found.System ?? given;
        if (system is null)
        {
            throw new InvalidDataException(
                $"{name} does not say its coordinate system (a shapefile does so in its .prj). Say it: --coord-system EPSG:4547 (by API ?coordSystem=). "
                    + "文件未注明坐标系（如缺少 .prj），请用 --coord-system（接口用 ?coordSystem=）指定。"
            );
        }

        return new(found.Format, system.Name, [.. found.Features.Select(f => Place(f, system))], []);
    }

    private static Feature Place(FoundFeature found, ReferenceSystem ofFile)
    {
        var said = SystemProperties
            .Select(p => found.Properties.GetValueOrDefault(p)?.ToString())
            .FirstOrDefault(s => !string.IsNullOrWhiteSpace(s));
        var system = said is null ? ofFile : ReferenceSystem.Find(said);
        if (found.Fault is not null || found.Shape is null or { IsEmpty: true })
        {
            return new(found.Layer, found.Number, found.Properties, null, found.Fault, ofFile.Name);
        }

        var raw = found.Shape is Point or MultiPoint { NumGeometries: 1 } ? found.Shape.Coordinate.Copy() : null;
        var (shape, fault) = system is null
            ? (
                null,
                new CellFault(
                    $"the coordinate system “{said}” is not known; there are {ReferenceSystem.Accepted}",
                    $"不认识坐标系“{said}”"
                )
            )
            : Move(found.Shape, system);
        return new(found.Layer, found.Number, found.Properties, shape, fault, system?.Name ?? said!) { Raw = raw };
    }

    private static (Geometry? Shape, CellFault? Fault) Move(Geometry shape, ReferenceSystem system)
    {
        // Without heights and measures, which no table of ours holds.
        var flat = new WKBReader(new NetTopologySuite.NtsGeometryServices(Wgs84.PrecisionModel, 4326)).Read(
            new WKBWriter(ByteOrder.LittleEndian, false, false, false).Write(shape)
        );
        flat.SRID = 4326;
        var first = flat.Coordinate;
        var swaps = system.InOrder(first.X, first.Y) != (first.X, first.Y);
        var mover = new Mover(system, swaps);
        flat.Apply(mover);
        flat.GeometryChanged();
        if (mover.Lost is not { } lost)
        {
            return (flat, null);
        }

        var looksSwapped = !system.IsProjected && new LonLat(lost.Y, lost.X).IsOnEarth;
        var guess = ReferenceSystem.Guess(lost.X, lost.Y);
        var place = FormattableString.Invariant($"{lost.X}, {lost.Y}");
        return (
            null,
            looksSwapped
                ? new(
                    $"its coordinates {place} are latitude and longitude the wrong way round: longitude comes first",
                    $"坐标“{place}”经纬度颠倒，应先经度后纬度"
                )
            : guess is null ? new($"{system.Name} has no coordinates {place}", $"{system.Name} 没有坐标“{place}”")
            : new(
                $"its coordinates {place} are metres of another system than {system.Name}; they look like {guess}: say it with --coord-system, or as crs in the file",
                $"坐标“{place}”不是 {system.Name}，看起来是投影坐标 {guess}；请用 --coord-system 指定或在文件中注明 crs"
            )
        );
    }

    private sealed class Mover(ReferenceSystem system, bool swaps) : ICoordinateSequenceFilter
    {
        public Coordinate? Lost { get; private set; }

        public bool Done => Lost is not null;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i)
        {
            var (x, y) = swaps ? (seq.GetY(i), seq.GetX(i)) : (seq.GetX(i), seq.GetY(i));
            if (system.ToWgs84(x, y) is not { } moved)
            {
                Lost = new Coordinate(x, y);
                return;
            }

            seq.SetX(i, moved.Lon);
            seq.SetY(i, moved.Lat);
        }
    }
}
