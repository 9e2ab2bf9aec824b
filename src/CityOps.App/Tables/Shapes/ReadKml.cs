using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using CityOps.App.Geo;
using NetTopologySuite.Geometries;

namespace CityOps.App.Tables.Shapes;

/// <summary>KML 2.2 (OGC 12-007) and KMZ: WGS84 by definition; a placemark's name and its extended data are its
/// properties.</summary>
internal static class ReadKml
{
    private static readonly GeometryFactory Factory = new(new PrecisionModel(), 4326);

    public static FoundFeatures Run(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var content = new MemoryStream(Bytes(path));
            using var reader = XmlReader.Create(content, new() { DtdProcessing = DtdProcessing.Prohibit });
            var placemarks = XDocument.Load(reader).Descendants().Where(e => e.Name.LocalName == "Placemark");
            return new(
                "KML",
                ReferenceSystem.OfEpsg(4326)!,
                [.. placemarks.Select((placemark, i) => Feature(placemark, i + 1))]
            );
        }
        catch (XmlException problem)
        {
            throw new InvalidDataException($"{name} is no KML: {problem.Message} {name} 不是有效的 KML。", problem);
        }
    }

    private static byte[] Bytes(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes[0] != 'P')
        {
            return bytes;
        }

        using var zip = new ZipArchive(new MemoryStream(bytes));
        return Zipped.Read(zip.Entries.First(e => e.Name.EndsWith(".kml", StringComparison.OrdinalIgnoreCase)));
    }

    private static FoundFeature Feature(XElement placemark, int number)
    {
        var properties = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var data in placemark.Descendants())
        {
            var (name, value) = data.Name.LocalName switch
            {
                "SimpleData" => ((string?)data.Attribute("name"), data.Value),
                "Data" => ((string?)data.Attribute("name"), Child(data, "value")?.Value),
                "name" when data.Parent == placemark => ("name", data.Value),
                _ => (null, null),
            };
            if (name is not null && Csv.Cell(value) is { } text)
            {
                properties.TryAdd(name, JsonValue.Create(text));
            }
        }

        try
        {
            return new(null, number, properties, Shape(placemark.Elements()));
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            return new(
                null,
                number,
                properties,
                null,
                new($"its geometry cannot be read: {problem.Message}", "图形无法读取")
            );
        }
    }

    private static Geometry? Shape(IEnumerable<XElement> elements)
    {
        var parts = elements.Select(Shape).OfType<Geometry>().ToList();
        return parts.Count switch
        {
            0 => null,
            1 => parts[0],
            _ when parts.TrueForAll(p => p is Polygon) => Factory.CreateMultiPolygon([.. parts.Cast<Polygon>()]),
            _ when parts.TrueForAll(p => p is LineString) => Factory.CreateMultiLineString([
                .. parts.Cast<LineString>(),
            ]),
            _ => Factory.CreateGeometryCollection([.. parts]),
        };
    }

    private static Geometry? Shape(XElement element) =>
        element.Name.LocalName switch
        {
            "Point" => Factory.CreatePoint(Coordinates(element)[0]),
            "LineString" => Factory.CreateLineString(Coordinates(element)),
            "Polygon" => Factory.CreatePolygon(
                Ring(Child(element, "outerBoundaryIs")!),
                [.. element.Elements().Where(e => e.Name.LocalName == "innerBoundaryIs").Select(Ring)]
            ),
            "MultiGeometry" => Shape(element.Elements()),
            _ => null,
        };

    private static LinearRing Ring(XElement boundary) =>
        Factory.CreateLinearRing(Coordinates(Child(boundary, "LinearRing")!));

    private static Coordinate[] Coordinates(XElement element) =>
        [
            .. Child(element, "coordinates")!
                .Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(tuple => tuple.Split(','))
                .Select(n => new Coordinate(Number(n[0]), Number(n[1]))),
        ];

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static XElement? Child(XElement element, string name) =>
        element.Elements().FirstOrDefault(e => e.Name.LocalName == name);
}
