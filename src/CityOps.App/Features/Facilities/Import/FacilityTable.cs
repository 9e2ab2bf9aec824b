using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Tables;

namespace CityOps.App.Features.Facilities.Import;

/// <summary>A facility as a list has it. Null means that the list does not say.</summary>
/// <param name="Code">"" when it is missing; so is <paramref name="Type"/>, a type's code or Chinese name.</param>
/// <param name="Town">A code or a name; so is <paramref name="Organisation"/>.</param>
/// <param name="Attributes">What no column of ours says, as text or as the JSON has it.</param>
public sealed record ListedFacility(
    int Row,
    string Code,
    string Type,
    string? Name,
    KnownPosition? Position,
    string? Town,
    string? Organisation,
    string? GridCode,
    string? ComponentCode,
    string? Status,
    JsonObject Attributes
)
{
    /// <summary>What a new one is known by; made here where a list brings it.</summary>
    public Guid? Id { get; init; }
}

/// <summary>
/// A list of facilities from .csv, .xlsx or GeoJSON, as bureaus have them: with a header in Chinese or English, columns
/// in any
/// order. A column that is not known is an attribute.
/// </summary>
/// <param name="Headers">Our columns' names in this file.</param>
public sealed record FacilityTable(
    IReadOnlyList<ListedFacility> Facilities,
    IReadOnlyList<BadRow> Bad,
    IReadOnlyDictionary<string, string> Headers
)
{
    private static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["code"] = "code",
        ["编码"] = "code",
        ["设施编码"] = "code",
        ["编号"] = "code",
        ["type"] = "type",
        ["类型"] = "type",
        ["设施类型"] = "type",
        ["name"] = "name",
        ["名称"] = "name",
        ["设施名称"] = "name",
        ["lon"] = "lon",
        ["经度"] = "lon",
        ["lat"] = "lat",
        ["纬度"] = "lat",
        ["coordSystem"] = "coordSystem",
        ["坐标系"] = "coordSystem",
        ["town"] = "town",
        ["镇街"] = "town",
        ["所属镇街"] = "town",
        ["organisation"] = "organisation",
        ["责任单位"] = "organisation",
        ["管养单位"] = "organisation",
        ["gridCode"] = "gridCode",
        ["单元网格编码"] = "gridCode",
        ["网格编码"] = "gridCode",
        ["componentCode"] = "componentCode",
        ["部件标识码"] = "componentCode",
        ["标识码"] = "componentCode",
        ["status"] = "status",
        ["状态"] = "status",
    };

    private static readonly Dictionary<string, string> NoHeaders = [];

    private static readonly Dictionary<string, string> Statuses = new()
    {
        ["在用"] = "in_use",
        ["完好"] = "in_use",
        ["损坏"] = "damaged",
        ["停用"] = "out_of_use",
        ["拆除"] = "removed",
        ["废弃"] = "removed",
    };

    /// <param name="path">Its ending says what it is: .csv, .xlsx, .geojson or .json.</param>
    /// <param name="coordSystem">Of rows that do not say theirs.</param>
    /// <exception cref="InvalidDataException">It is no such list.</exception>
    public static FacilityTable Read(string path, string coordSystem) =>
        Path.GetExtension(path).ToLowerInvariant() is ".geojson" or ".json"
            ? ReadGeoJson(path, coordSystem)
            : ReadRows(TableFile.Read(path), coordSystem);

    private static FacilityTable ReadRows(IReadOnlyList<TableRow> rows, string coordSystem)
    {
        var header = rows.FirstOrDefault(row => !row.IsEmpty) ?? throw new InvalidDataException("The list is empty.");
        var columns = header.Cells.Select(cell => cell is null ? null : Columns.GetValueOrDefault(cell, cell)).ToList();
        if (!columns.Contains("code") || !columns.Contains("type"))
        {
            throw new InvalidDataException("The list's header has no column code or no column type.");
        }

        var (good, bad) = (new List<ListedFacility>(rows.Count), new List<BadRow>());
        foreach (var row in rows.Where(row => row.Number > header.Number && !row.IsEmpty))
        {
            var said = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            for (var i = 0; i < columns.Count; i++)
            {
                if (columns[i] is { } column && row[i] is { } cell && InputText.Clean(WithoutGuard(cell)) is { } text)
                {
                    said[column] = JsonValue.Create(text);
                }
            }

            Add(row.Number, said, coordSystem, good, bad);
        }

        var headers = columns
            .Zip(header.Cells)
            .Where(c => c.First is not null)
            .DistinctBy(c => c.First)
            .ToDictionary(c => c.First!, c => c.Second!);
        return WithoutRepeats(good, bad, headers);
    }

    private static FacilityTable ReadGeoJson(string path, string coordSystem)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            var (good, bad) = (new List<ListedFacility>(), new List<BadRow>());
            var number = 0;
            foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
            {
                number++;
                if (
                    ContentHash.Normalise(feature.GetProperty("properties"), out var storable)
                        is not JsonObject properties
                    || !storable
                )
                {
                    bad.Add(FacilityFaults.NotStorable(number, "properties", ""));
                    continue;
                }

                var said = properties
                    .Where(p => p.Value is not null)
                    .DistinctBy(p => Columns.GetValueOrDefault(p.Key, p.Key))
                    .ToDictionary(p => Columns.GetValueOrDefault(p.Key, p.Key), p => p.Value?.DeepClone());
                if (said.Remove("attributes", out var attributes) && attributes is JsonObject more)
                {
                    foreach (var (name, value) in more)
                    {
                        said.TryAdd(name, value?.DeepClone());
                    }
                }

                if (feature.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object)
                {
                    if (geometry.GetProperty("type").GetString() is not "Point" and var kind)
                    {
                        bad.Add(FacilityFaults.NoPoint(number, kind));
                        continue;
                    }

                    said["lon"] = JsonNode.Parse(geometry.GetProperty("coordinates")[0].GetRawText());
                    said["lat"] = JsonNode.Parse(geometry.GetProperty("coordinates")[1].GetRawText());
                }

                Add(number, said, coordSystem, good, bad);
            }

            return WithoutRepeats(good, bad, NoHeaders);
        }
        catch (Exception problem)
            when (problem
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or IndexOutOfRangeException
            )
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(path)} is no GeoJSON FeatureCollection of points: {problem.Message}",
                problem
            );
        }
    }

    private static void Add(
        int row,
        Dictionary<string, JsonNode?> said,
        string coordSystem,
        List<ListedFacility> good,
        List<BadRow> bad
    )
    {
        string? Text(string column) => said.Remove(column, out var value) ? InputText.Clean(value?.ToString()) : null;
        var (code, type, name) = (Text("code"), Text("type"), Text("name"));
        var (lon, lat, system) = (Text("lon"), Text("lat"), Text("coordSystem") ?? coordSystem);
        var (town, organisation, grid, component, status) = (
            Text("town"),
            Text("organisation"),
            Text("gridCode"),
            Text("componentCode"),
            Text("status")
        );
        status = status is null ? null : Statuses.GetValueOrDefault(status, status);
        var listed = new ListedFacility(
            row,
            code ?? "",
            type ?? "",
            name,
            null,
            town,
            organisation,
            grid,
            component,
            status,
            new JsonObject(said)
        );
        KnownPosition? position = null;
        var fault = FacilityFaults.Of(listed)
            ?? (
                (lon is null) != (lat is null) ? FacilityFaults.Missing(row, lon is null ? "lon" : "lat")
                : lon is null ? null
                : PositionOf(row, lon, lat!, system, out position)
            );
        if (fault is not null)
        {
            bad.Add(fault);
            return;
        }

        good.Add(listed with { Position = position });
    }

    private static BadRow? PositionOf(int row, string lon, string lat, string system, out KnownPosition? position)
    {
        position = null;
        if (
            !double.TryParse(lon, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
            || !double.TryParse(lat, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)
        )
        {
            return FacilityFaults.NoDegrees(row, lon, lat);
        }

        (position, var refusal) = new SentPosition(x, y, system, null).Check();
        return refusal is null ? null
            : refusal.Problem == Problems.CoordSystemUnknown
                ? FacilityFaults.NoPosition(row, "coordSystem", system, refusal)
            : new LonLat(x, y).Swap().IsOnEarth
                ? FacilityFaults.Swapped(row, lon, lat, new LonLat(y, x), refusal.Problem)
            : FacilityFaults.NoPosition(row, "lon", $"{lon}, {lat}", refusal);
    }

    private static FacilityTable WithoutRepeats(
        List<ListedFacility> good,
        List<BadRow> bad,
        IReadOnlyDictionary<string, string> headers
    )
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var components = new Dictionary<string, int>(StringComparer.Ordinal);
        var kept = new List<ListedFacility>(good.Count);
        foreach (var facility in good)
        {
            if (!first.TryAdd(facility.Code, facility.Row))
            {
                bad.Add(FacilityFaults.Repeats(facility.Row, "code", facility.Code, first[facility.Code]));
            }
            else if (facility.ComponentCode is { } component && !components.TryAdd(component, facility.Row))
            {
                bad.Add(FacilityFaults.Repeats(facility.Row, "componentCode", component, components[component]));
            }
            else
            {
                kept.Add(facility);
            }
        }

        return new(kept, bad, headers);
    }

    /// <summary>Undoes the apostrophe that an exported .csv puts before text that a spreadsheet program would take for
    /// a formula.</summary>
    private static string WithoutGuard(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && "=+-@＝＋－＠".Contains(cell[1], StringComparison.Ordinal)
            ? cell[1..]
            : cell;
}
