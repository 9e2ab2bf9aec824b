using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CityOps.App.Geo;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Esri;
using NetTopologySuite.IO.Esri.Shapefiles.Readers;

namespace CityOps.App.Tables.Shapes;

/// <summary>An Esri shapefile: zipped, or as files side by side.</summary>
internal static class ReadShapefile
{
    public static FoundFeatures Run(string path, IReadOnlyList<string> layers)
    {
        var name = Path.GetFileName(path);
        var parts = Parts(path, name, layers);
        if (!parts.TryGetValue(".dbf", out var dbf))
        {
            throw new InvalidDataException(
                $"{name} has no .dbf beside its .shp: zip .shp, .shx, .dbf, .prj and .cpg together. 缺少 .dbf，请将 .shp、.shx、.dbf、.prj、.cpg 一并压缩。"
            );
        }

        var encoding = EncodingOf(parts, dbf);
        var system = parts.TryGetValue(".prj", out var prj) ? SystemOf(Encoding.UTF8.GetString(prj), name) : null;
        try
        {
            using var reader = Shapefile.OpenRead(
                new MemoryStream(parts[".shp"]),
                new MemoryStream(dbf),
                new ShapefileReaderOptions
                {
                    Encoding = encoding,
                    GeometryBuilderMode = GeometryBuilderMode.IgnoreInvalidShapes,
                    Factory = new GeometryFactory(new PrecisionModel(), 4326),
                }
            );
            var features = new List<FoundFeature>();
            foreach (var feature in reader)
            {
                var properties = feature
                    .Attributes.GetNames()
                    .Select(field => (field, Text: TextOf(feature.Attributes[field])))
                    .Where(p => p.Text is not null)
                    .ToDictionary(p => p.field, p => (JsonNode)JsonValue.Create(p.Text!), StringComparer.Ordinal);
                features.Add(new(null, features.Count + 1, properties, feature.Geometry));
            }

            return new($"shapefile ({encoding.WebName})", system, features);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException and not InvalidDataException)
        {
            // What the reader throws at a broken file depends on where it stumbles.
            throw new InvalidDataException(
                $"{name} is no shapefile that can be read: {problem.Message} 无法读取该 Shapefile。",
                problem
            );
        }
    }

    private static Dictionary<string, byte[]> Parts(string path, string name, IReadOnlyList<string> layers)
    {
        if (Path.GetExtension(path).Equals(".shp", StringComparison.OrdinalIgnoreCase))
        {
            return Directory
                .EnumerateFiles(
                    Path.GetDirectoryName(Path.GetFullPath(path))!,
                    Path.GetFileNameWithoutExtension(path) + ".*"
                )
                .GroupBy(part => Path.GetExtension(part).ToLowerInvariant())
                .ToDictionary(part => part.Key, part => File.ReadAllBytes(part.First()));
        }

        using var zip = new ZipArchive(File.OpenRead(path), ZipArchiveMode.Read, false, Encoding.UTF8);
        var shapes = zip
            .Entries.Where(e => e.Name.EndsWith(".shp", StringComparison.OrdinalIgnoreCase))
            .Select(e => e.FullName[..^4])
            .ToList();
        var wanted = layers.Count == 0 ? shapes : [.. shapes.Where(s => layers.Contains(Path.GetFileName(s)))];
        if (wanted.Count != 1)
        {
            var names = shapes.Select(Path.GetFileName).ToList();
            throw new InvalidDataException(
                $"{name} holds {shapes.Count} layers: {string.Join(", ", names)}. Say which: --sheet {names[0]} (by API ?sheet=). 含有多个图层，请用 --sheet 指定其一。"
            );
        }

        return zip
            .Entries.Where(e => Path.ChangeExtension(e.FullName, null) == wanted[0])
            .GroupBy(e => Path.GetExtension(e.Name).ToLowerInvariant())
            .ToDictionary(e => e.Key, e => Zipped.Read(e.First()));
    }

    private static ReferenceSystem SystemOf(string prj, string name) =>
        ReferenceSystem.OfWkt(prj)
        ?? throw new InvalidDataException(
            $"{name} is in a coordinate system that is not read (Beijing 1954 and Xi'an 1980 need the survey office's own parameters): {prj[..Math.Min(prj.Length, 80)]}… There are {ReferenceSystem.Accepted}. "
                + "该坐标系无法读取（北京54、西安80 需由测绘部门转换），请转换为 CGCS2000。"
        );

    private static Encoding EncodingOf(Dictionary<string, byte[]> parts, byte[] dbf)
    {
        var gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        var said = parts.TryGetValue(".cpg", out var cpg)
            ? Encoding.ASCII.GetString(cpg).Trim().ToUpperInvariant()
            : "";
        var headerLength = dbf.Length > 10 ? BitConverter.ToUInt16(dbf, 8) : 0;
        return said.Contains("936", StringComparison.Ordinal) || said.StartsWith("GB", StringComparison.Ordinal)
                ? gb18030
            : said is "950" or "CP950" or "BIG5" ? CodePagesEncodingProvider.Instance.GetEncoding(950)!
            : IsUtf8(dbf.AsSpan(Math.Min(headerLength, dbf.Length))) ? new UTF8Encoding(false)
            : gb18030; // also where the .cpg says what the content is not
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private static string? TextOf(object? value) =>
        value switch
        {
            null => null,
            string text => Csv.Cell(text.TrimEnd('\0')),
            DateTime moment => CellText.Of(moment),
            bool truth => truth ? "true" : "false",
            IFormattable number
                when double.TryParse(
                    number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var exact
                ) => CellText.Of(exact, null).Text,
            _ => Csv.Cell(value.ToString()),
        };
}
