using System.Text.Json;
using CityOps.App.Http;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using NetTopologySuite.Operation.Valid;

namespace CityOps.App.Tables;

/// <param name="Number">The feature's place in the file, from 1.</param>
/// <param name="Boundary">WGS84; valid.</param>
public sealed record Area(int Number, string? Code, string? Name, MultiPolygon Boundary);

/// <summary>
/// Areas from a GeoJSON file (RFC 7946; WGS84 or CGCS2000, which equals it) with their codes and names in the
/// properties code and
/// name, or what bureaus call them.
/// </summary>
public sealed record AreaFile(IReadOnlyList<Area> Areas, IReadOnlyList<BadRow> Bad)
{
    private static readonly string[] Codes =
    [
        "code",
        "编码",
        "代码",
        "网格编码",
        "单元网格编码",
        "镇街编码",
        "行政区划代码",
    ];
    private static readonly string[] Names = ["name", "名称", "网格名称", "单元网格名称", "镇街", "镇街名称"];
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new GeoJsonConverterFactory(new GeometryFactory(new PrecisionModel(), 4326)) },
    };

    /// <exception cref="InvalidDataException">It is no GeoJSON FeatureCollection.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AreaFile Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            var (areas, bad) = (new List<Area>(), new List<BadRow>());
            var number = 0;
            foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
            {
                number++;
                var (code, name) = (Text(feature, Codes), Text(feature, Names));
                var (boundary, fault) = Boundary(feature);
                if (boundary is null)
                {
                    bad.Add(
                        new(
                            number,
                            "geometry",
                            Problems.PolygonInvalid,
                            code ?? name,
                            $"{code ?? name ?? "it"}: {fault}",
                            $"{code ?? name}的边界不是有效的多边形：{fault}"
                        )
                    );
                }
                else
                {
                    areas.Add(new(number, code, name, boundary));
                }
            }

            return new(areas, bad);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(path)} is no GeoJSON FeatureCollection of areas: {problem.Message}",
                problem
            );
        }
    }

    private static (MultiPolygon? Boundary, string? Fault) Boundary(JsonElement feature)
    {
        Geometry? shape;
        try
        {
            shape = feature.TryGetProperty("geometry", out var geometry) ? geometry.Deserialize<Geometry>(Json) : null;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or NotSupportedException)
        {
            return (null, $"its geometry cannot be read: {problem.Message}");
        }

        var boundary = shape switch
        {
            Polygon one => one.Factory.CreateMultiPolygon([one]),
            MultiPolygon several => several,
            _ => null,
        };
        if (boundary is null || boundary.IsEmpty)
        {
            return (
                null,
                $"its geometry is {(shape is null ? "missing" : $"a {shape.GeometryType}")}, not a Polygon or MultiPolygon"
            );
        }

        if (new IsValidOp(boundary).ValidationError is { } fault)
        {
            return (null, $"{fault.Message} at {fault.Coordinate.X:F6}, {fault.Coordinate.Y:F6}");
        }

        return (boundary, null);
    }

    private static string? Text(JsonElement feature, string[] names)
    {
        if (!feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var value = names
            .Select(name => properties.TryGetProperty(name, out var said) ? said : default)
            .FirstOrDefault(said => said.ValueKind != JsonValueKind.Undefined);
        return value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? InputText.Clean(value.ToString())
            : null;
    }
}
