using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Geo;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace CityOps.App.Tables.Shapes;

/// <summary>GeoJSON (RFC 7946), with the <c>crs</c> that its predecessor had and that programs still write.</summary>
internal static class ReadGeoJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new GeoJsonConverterFactory(new GeometryFactory(new PrecisionModel(), 4326)) },
    };

    public static FoundFeatures Run(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var document = JsonDocument.Parse(
                TextFile.Decode(Bytes(path), name).Text,
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            var root = document.RootElement;
            var features =
                root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToList()
                : root.TryGetProperty("features", out var several) ? several.EnumerateArray().ToList()
                : root.TryGetProperty("geometry", out _) ? [root]
                : throw new InvalidDataException(
                    $"{name} is JSON, but no GeoJSON FeatureCollection: it has no member features. {name} 不是 GeoJSON：缺少 features。"
                );
            return new(
                "GeoJSON",
                SystemOf(root, name),
                [
                    .. features.Select(
                        (feature, i) => new FoundFeature(null, i + 1, Properties(feature), null).With(feature)
                    ),
                ]
            );
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"{name} is no GeoJSON FeatureCollection: {problem.Message} {name} 不是有效的 GeoJSON。",
                problem
            );
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
        return Zipped.Read(zip.Entries.First(e => e.Name.EndsWith(".geojson", StringComparison.OrdinalIgnoreCase)));
    }

    private static FoundFeature With(this FoundFeature found, JsonElement feature)
    {
        if (
            feature.ValueKind != JsonValueKind.Object
            || !feature.TryGetProperty("geometry", out var geometry)
            || geometry.ValueKind == JsonValueKind.Null
        )
        {
            return found;
        }

        try
        {
            return found with { Shape = geometry.Deserialize<Geometry>(Json) };
        }
        catch (Exception problem)
            when (problem is JsonException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            return found with { Fault = new($"its geometry cannot be read: {problem.Message}", "图形无法读取") };
        }
    }

    private static Dictionary<string, JsonNode> Properties(JsonElement feature)
    {
        var properties = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        if (
            feature.ValueKind == JsonValueKind.Object
            && feature.TryGetProperty("properties", out var said)
            && said.ValueKind == JsonValueKind.Object
        )
        {
            foreach (var property in said.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
            {
                properties[property.Name] = JsonNode.Parse(property.Value.GetRawText())!;
            }
        }

        return properties;
    }

    private static ReferenceSystem SystemOf(JsonElement root, string name)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("crs", out var crs)
            || crs.ValueKind != JsonValueKind.Object
            || !crs.TryGetProperty("properties", out var properties)
        )
        {
            return ReferenceSystem.OfEpsg(4326)!;
        }

        var said =
            properties.TryGetProperty("name", out var named) ? named.ToString()
            : properties.TryGetProperty("code", out var code) ? code.ToString()
            : "";
        return ReferenceSystem.Find(said)
            ?? throw new InvalidDataException(
                $"{name} is in the coordinate system {said}, which is not read; there are {ReferenceSystem.Accepted}. Or turn it: ogr2ogr -t_srs EPSG:4326 new.geojson {name}"
            );
    }
}

/// <summary>What is packed, up to a size that a list can have.</summary>
internal static class Zipped
{
    private const long Largest = 512L << 20;

    public static byte[] Read(ZipArchiveEntry entry)
    {
        if (entry.Length > Largest)
        {
            throw new InvalidDataException($"{entry.Name} unpacks to more than 512 MB. 解压后超过 512 MB。");
        }

        using var packed = entry.Open();
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }
}
