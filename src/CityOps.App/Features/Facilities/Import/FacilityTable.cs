using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Geo;
using CityOps.App.Tables;

namespace CityOps.App.Features.Facilities.Import;

/// <param name="Row">The file's row, or the feature's number in a GeoJSON file, from 1.</param>
public sealed record BadFacility(int Row, string Reason);

/// <summary>A facility as a list has it. Null means that the list does not say.</summary>
/// <param name="Type">A type's code or Chinese name.</param>
/// <param name="Town">A code or a name; so is <paramref name="Organisation"/>.</param>
/// <param name="Attributes">What no column of ours says, as text or as the JSON has it.</param>
public sealed record ListedFacility(
    int Row, string Code, string Type, string? Name, KnownPosition? Position, string? Town, string? Organisation,
    string? GridCode, string? ComponentCode, string? Status, JsonObject Attributes);

/// <summary>
/// A list of facilities from .csv, .xlsx or GeoJSON, as bureaus have them: with a header in Chinese or English, columns in any
/// order. A column that is not known is an attribute.
/// </summary>
public sealed record FacilityTable(IReadOnlyList<ListedFacility> Facilities, IReadOnlyList<BadFacility> Bad)
{
    private static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["code"] = "code", ["编码"] = "code", ["设施编码"] = "code", ["编号"] = "code",
        ["type"] = "type", ["类型"] = "type", ["设施类型"] = "type",
        ["name"] = "name", ["名称"] = "name", ["设施名称"] = "name",
        ["lon"] = "lon", ["经度"] = "lon", ["lat"] = "lat", ["纬度"] = "lat",
        ["coordSystem"] = "coordSystem", ["坐标系"] = "coordSystem",
        ["town"] = "town", ["镇街"] = "town", ["所属镇街"] = "town",
        ["organisation"] = "organisation", ["责任单位"] = "organisation", ["管养单位"] = "organisation",
        ["gridCode"] = "gridCode", ["单元网格编码"] = "gridCode", ["网格编码"] = "gridCode",
        ["componentCode"] = "componentCode", ["部件标识码"] = "componentCode", ["标识码"] = "componentCode",
        ["status"] = "status", ["状态"] = "status",
    };

    private static readonly Dictionary<string, string> Statuses = new()
    {
        ["在用"] = "in_use", ["完好"] = "in_use", ["损坏"] = "damaged", ["停用"] = "out_of_use", ["拆除"] = "removed", ["废弃"] = "removed",
    };

    /// <param name="path">Its ending says what it is: .csv, .xlsx, .geojson or .json.</param>
    /// <param name="coordSystem">Of rows that do not say theirs.</param>
    /// <exception cref="InvalidDataException">It is no such list.</exception>
    public static FacilityTable Read(string path, string coordSystem) =>
        Path.GetExtension(path).ToLowerInvariant() is ".geojson" or ".json" ? ReadGeoJson(path, coordSystem) : ReadRows(TableFile.Read(path), coordSystem);

    private static FacilityTable ReadRows(IReadOnlyList<TableRow> rows, string coordSystem)
    {
        var header = rows.FirstOrDefault(row => !row.IsEmpty) ?? throw new InvalidDataException("The list is empty.");
        var columns = header.Cells.Select(cell => cell is null ? null : Columns.GetValueOrDefault(cell, cell)).ToList();
        if (!columns.Contains("code") || !columns.Contains("type"))
        {
            throw new InvalidDataException("The list's header has no column code or no column type.");
        }

        var (good, bad) = (new List<ListedFacility>(rows.Count), new List<BadFacility>());
        foreach (var row in rows.Where(row => row.Number > header.Number && !row.IsEmpty))
        {
            var said = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            for (var i = 0; i < columns.Count; i++)
            {
                if (columns[i] is { } column && row[i] is { } cell)
                {
                    said[column] = JsonValue.Create(WithoutGuard(cell));
                }
            }

            Add(row.Number, said, coordSystem, good, bad);
        }

        return WithoutRepeats(good, bad);
    }

    private static FacilityTable ReadGeoJson(string path, string coordSystem)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            var (good, bad) = (new List<ListedFacility>(), new List<BadFacility>());
            var number = 0;
            foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
            {
                number++;
                var said = feature.GetProperty("properties").EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null)
                    .DistinctBy(p => Columns.GetValueOrDefault(p.Name, p.Name))
                    .ToDictionary(p => Columns.GetValueOrDefault(p.Name, p.Name), p => JsonNode.Parse(p.Value.GetRawText()));
                if (said.Remove("attributes", out var attributes) && attributes is JsonObject more)
                {
                    foreach (var (name, value) in more)
                    {
                        said.TryAdd(name, value?.DeepClone());
                    }
                }

                if (feature.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object)
                {
                    if (geometry.GetProperty("type").GetString() != "Point")
                    {
                        bad.Add(new(number, "its geometry is no Point"));
                        continue;
                    }

                    said["lon"] = JsonNode.Parse(geometry.GetProperty("coordinates")[0].GetRawText());
                    said["lat"] = JsonNode.Parse(geometry.GetProperty("coordinates")[1].GetRawText());
                }

                Add(number, said, coordSystem, good, bad);
            }

            return WithoutRepeats(good, bad);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is no GeoJSON FeatureCollection of points: {problem.Message}", problem);
        }
    }

    private static void Add(
        int row, Dictionary<string, JsonNode?> said, string coordSystem, List<ListedFacility> good, List<BadFacility> bad)
    {
        string? Text(string column) => said.Remove(column, out var value) && value?.ToString().Trim() is { Length: > 0 } text ? text : null;
        var (code, type, name) = (Text("code"), Text("type"), Text("name"));
        var (lon, lat, system) = (Text("lon"), Text("lat"), Text("coordSystem") ?? coordSystem);
        var (town, organisation, grid, component, status) = (Text("town"), Text("organisation"), Text("gridCode"), Text("componentCode"), Text("status"));
        status = status is null ? null : Statuses.GetValueOrDefault(status, status);
        KnownPosition? position = null;
        var reason = code is null ? "code is missing"
            : code.Length > 64 || code.Any(char.IsControl) ? "code is longer than 64 characters, or has a control character"
            : type is null ? "type is missing"
            : name?.Length > 200 ? "name is longer than 200 characters"
            : status is not null and not ("in_use" or "damaged" or "out_of_use" or "removed") ? $"there is no status {status}; in_use, damaged, out_of_use and removed are known"
            : grid is not null && !IsDigits(grid, 15, 15) ? $"gridCode {grid} is not 15 digits"
            : component is not null && !IsDigits(component, 16, 17) ? $"componentCode {component} is not 17 digits (16 in GB/T 30428.2)"
            : (lon is null) != (lat is null) ? $"{(lon is null ? "lon" : "lat")} is missing"
            : lon is null ? null
            : PositionOf(lon, lat!, system, out position);
        if (reason is not null)
        {
            bad.Add(new(row, reason));
            return;
        }

        good.Add(new(row, code!, type!, name, position, town, organisation, grid, component, status, new JsonObject(said)));
    }

    private static string? PositionOf(string lon, string lat, string system, out KnownPosition? position)
    {
        position = null;
        if (!double.TryParse(lon, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) || !double.TryParse(lat, NumberStyles.Float, CultureInfo.InvariantCulture, out var y))
        {
            return $"{lon}, {lat} are not degrees";
        }

        (position, var refusal) = new SentPosition(x, y, system, null).Check();
        return refusal is null ? null
            : new LonLat(x, y).Swap().IsOnEarth && !new LonLat(x, y).IsOnEarth ? $"lon and lat look swapped: did you mean lon {lat}, lat {lon}?"
            : refusal.Detail;
    }

    private static FacilityTable WithoutRepeats(List<ListedFacility> good, List<BadFacility> bad)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var components = new Dictionary<string, int>(StringComparer.Ordinal);
        var kept = new List<ListedFacility>(good.Count);
        foreach (var facility in good)
        {
            if (!first.TryAdd(facility.Code, facility.Row))
            {
                bad.Add(new(facility.Row, $"code {facility.Code} is that of row {first[facility.Code]} already"));
            }
            else if (facility.ComponentCode is { } component && !components.TryAdd(component, facility.Row))
            {
                bad.Add(new(facility.Row, $"componentCode {component} is that of row {components[component]} already"));
            }
            else
            {
                kept.Add(facility);
            }
        }

        return new(kept, bad);
    }

    /// <summary>Undoes the apostrophe that an exported .csv puts before text that a spreadsheet program would take for a formula.</summary>
    private static string WithoutGuard(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && "=+-@＝＋－＠".Contains(cell[1], StringComparison.Ordinal) ? cell[1..] : cell;

    private static bool IsDigits(string text, int fewest, int most) => text.Length >= fewest && text.Length <= most && text.All(char.IsAsciiDigit);
}
