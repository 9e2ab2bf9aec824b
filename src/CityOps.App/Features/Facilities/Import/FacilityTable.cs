using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Tables;
using NetTopologySuite.Geometries;

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
    /// <summary>The workbook's sheet; null where the file has none.</summary>
    public string? Sheet { get; init; }

    /// <summary>A line or an area in WGS84, of a type that is one.</summary>
    public Geometry? Shape { get; init; }

    /// <summary>What a new one is known by; made here where a list brings it.</summary>
    public Guid? Id { get; init; }
}

/// <summary>
/// A list of facilities in whatever file a bureau keeps it (<see cref="ListFile"/>). A column that is not known is an
/// attribute.
/// </summary>
/// <param name="Headers">Our columns' names in this file.</param>
/// <param name="Notes">How the file was read.</param>
public sealed record FacilityTable(
    IReadOnlyList<ListedFacility> Facilities,
    IReadOnlyList<BadRow> Bad,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyList<string> Notes
)
{
    // With the field names of the national standard of components (CJ/T 214, GB/T 30428.2).
    private static readonly ListShape Shape = new(
        [
            new("code", "编码", "编码", "设施编码", "编号", "设施编号", "资产编码") { IsCode = true },
            new("type", "类型", "类型", "设施类型", "设施类别"),
            new("name", "名称", "名称", "设施名称", "objname"),
            new("lon", "经度", "经度", "东经", "lng", "longitude", "x", "x坐标", "横坐标"),
            new("lat", "纬度", "纬度", "北纬", "latitude", "y", "y坐标", "纵坐标"),
            new("coordSystem", "坐标系", "坐标系", "坐标系统", "crs"),
            new("town", "镇街", "镇街", "所属镇街", "所在镇街", "xzqdm", "xzqmc"),
            new("organisation", "责任单位", "责任单位", "管养单位", "养护单位", "deptname3"),
            new("gridCode", "单元网格编码", "单元网格编码", "单元网格代码", "网格编码", "bgid", "bgcode")
            {
                IsCode = true,
            },
            new("componentCode", "部件标识码", "部件标识码", "标识码", "objid") { IsCode = true },
            new("status", "状态", "状态", "设施状态", "objstate"),
        ],
        [
            ["code"],
            ["type"],
        ],
        KeepsOthers: true
    );

    private static readonly Dictionary<string, string> Statuses = new()
    {
        ["在用"] = "in_use",
        ["完好"] = "in_use",
        ["正常"] = "in_use",
        ["使用中"] = "in_use",
        ["损坏"] = "damaged",
        ["破损"] = "damaged",
        ["停用"] = "out_of_use",
        ["拆除"] = "removed",
        ["废弃"] = "removed",
    };

    /// <exception cref="InvalidDataException">It is no such list.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FacilityTable Read(string path, ListOptions options)
    {
        var file = ListFile.Read(path, Shape, options);
        var system = ReferenceSystem.Find(file.Bracket("lon"))?.Name ?? options.CoordSystem ?? CoordSystems.Wgs84;
        var (good, bad) = (new List<ListedFacility>(file.Rows.Count), new List<BadRow>(file.Bad));
        foreach (var row in file.Rows)
        {
            var isPoint = row.Said.ContainsKey("lon");
            if (!isPoint && row.ShapeFault is { } fault)
            {
                bad.Add(FacilityFaults.NoShape(row.Row, fault.Reason, fault.ReasonZh) with { Sheet = row.Sheet });
                continue;
            }

            var shape = isPoint ? null : row.Shape;
            if (shape is not null && FacilityShape.Fault(shape) is { } unfit)
            {
                bad.Add(FacilityFaults.NoShape(row.Row, unfit.Reason, unfit.ReasonZh) with { Sheet = row.Sheet });
                continue;
            }

            if (Attributes(row) is not { } said)
            {
                bad.Add(FacilityFaults.NotStorable(row.Row, "properties", ""));
                continue;
            }

            Add(row, said, shape, system, good, bad);
        }

        return WithoutRepeats(good, bad, file.Headings, file.Notes);
    }

    /// <summary>
    /// What the row says, those of a nested member attributes too, as our own export has it; null where the database
    /// cannot hold it.
    /// </summary>
    private static Dictionary<string, JsonNode?>? Attributes(ListRow row)
    {
        var said = row.Said.ToDictionary(p => p.Key, p => (JsonNode?)p.Value.DeepClone(), StringComparer.Ordinal);
        if (said.Values.All(value => value is JsonValue one && one.TryGetValue<string>(out _)))
        {
            return said;
        }

        if (
            ContentHash.Normalise(JsonSerializer.SerializeToElement(said), out var storable, keepsNulls: true)
                is not JsonObject normal
            || !storable
        )
        {
            return null;
        }

        said = normal.ToDictionary(p => p.Key, p => p.Value?.DeepClone(), StringComparer.Ordinal);
        if (said.Remove("attributes", out var attributes) && attributes is JsonObject more)
        {
            foreach (var (name, value) in more)
            {
                said.TryAdd(name, value?.DeepClone());
            }
        }

        return said;
    }

    private static void Add(
        ListRow row,
        Dictionary<string, JsonNode?> said,
        Geometry? shape,
        string listSystem,
        List<ListedFacility> good,
        List<BadRow> bad
    )
    {
        string? Text(string column) => said.Remove(column, out _) ? row.Text(column) : null;
        var (code, type, name) = (Text("code"), Text("type"), Text("name"));
        var (lon, lat, system) = (Text("lon"), Text("lat"), Text("coordSystem") ?? listSystem);
        var (town, organisation, grid, component, status) = (
            Text("town"),
            Text("organisation"),
            Text("gridCode"),
            Text("componentCode"),
            Text("status")
        );
        status = status is null ? null : Statuses.GetValueOrDefault(status, status);
        var listed = new ListedFacility(
            row.Row,
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
                (lon is null) != (lat is null) ? FacilityFaults.Missing(row.Row, lon is null ? "lon" : "lat")
                : lon is null ? null
                : ListedPosition.Read(lon, lat!, system, out position) is { } wrong
                    ? FacilityFaults.NoPosition(row.Row, wrong.IsSystem ? system : $"{lon}, {lat}", wrong)
                : null
            );
        if (fault is not null)
        {
            bad.Add(fault with { Sheet = row.Sheet });
            return;
        }

        good.Add(listed with { Position = position, Shape = shape, Sheet = row.Sheet });
    }

    private static FacilityTable WithoutRepeats(
        List<ListedFacility> good,
        List<BadRow> bad,
        IReadOnlyDictionary<string, string> headers,
        IReadOnlyList<string> notes
    )
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var components = new Dictionary<string, int>(StringComparer.Ordinal);
        var kept = new List<ListedFacility>(good.Count);
        foreach (var facility in good)
        {
            if (!first.TryAdd(facility.Code, facility.Row))
            {
                bad.Add(
                    FacilityFaults.Repeats(facility.Row, "code", facility.Code, first[facility.Code]) with
                    {
                        Sheet = facility.Sheet,
                    }
                );
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

        return new(kept, bad, headers, notes);
    }
}
