using CityOps.App.Tables;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Ponding.Import;

/// <summary>A section as a list has it. Null means that the list does not say.</summary>
/// <param name="Shape">A line or an area, WGS84.</param>
/// <param name="CaseLevel">"" opens no cases.</param>
internal sealed record ListedSection(
    string Code,
    string? Name,
    Geometry? Shape,
    int? BlueMm,
    int? YellowMm,
    int? OrangeMm,
    int? RedMm,
    int? PowerRiskMm,
    int? HysteresisMm,
    int? CloseAfterMinutes,
    int? PowerRestoreMinutes,
    string? CaseLevel
);

/// <summary>
/// A bureau's list of low-lying sections: lines or areas with properties; a table can change thresholds of those that
/// are there.
/// </summary>
internal static class SectionList
{
    public const string NoCases = "";

    private static readonly ListShape Shape = new(
        [
            new("code", "路段编码", "路段编码", "路段编号", "编码", "编号", "积水点编码", "积水点编号")
            {
                IsCode = true,
            },
            new("name", "路段名称", "路段名称", "名称", "路段", "积水点", "积水点名称"),
            new("blueMm", "蓝色阈值", "蓝色阈值", "蓝色", "蓝色水位", "blue"),
            new("yellowMm", "黄色阈值", "黄色阈值", "黄色", "黄色水位", "yellow"),
            new("orangeMm", "橙色阈值", "橙色阈值", "橙色", "橙色水位", "orange"),
            new("redMm", "红色阈值", "红色阈值", "红色", "红色水位", "red"),
            new("powerRiskMm", "涉电风险线", "涉电风险线", "涉电风险", "涉电水位", "powerrisk"),
            new("hysteresisMm", "回差", "回差", "hysteresis"),
            new("closeAfterMinutes", "结束等待分钟", "结束等待分钟", "结束等待", "closeafter"),
            new("powerRestoreMinutes", "复电等待分钟", "复电等待分钟", "复电等待", "powerrestore"),
            new("caseLevel", "立案等级", "立案等级", "立案级别"),
        ],
        [
            ["code"],
            ["name", "blueMm", "yellowMm", "orangeMm", "redMm", "powerRiskMm", "caseLevel"],
        ]
    );

    private static readonly Dictionary<string, string> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["蓝色"] = "blue",
        ["黄色"] = "yellow",
        ["橙色"] = "orange",
        ["红色"] = "red",
        ["不立案"] = NoCases,
        ["无"] = NoCases,
        ["none"] = NoCases,
    };

    public static RowList<ListedSection> Read(string path, ListOptions options) =>
        RowList<ListedSection>.Read(path, Shape, options, "code", (cells, row) =>
        {
            if (row.ShapeFault is { } fault)
            {
                cells.Refuse("geometry", fault);
            }

            return new(
                cells.Needed("code"),
                cells.Text("name"),
                Only(row.Shape),
                cells.Millimetres("blueMm"),
                cells.Millimetres("yellowMm"),
                cells.Millimetres("orangeMm"),
                cells.Millimetres("redMm"),
                cells.Millimetres("powerRiskMm"),
                cells.Millimetres("hysteresisMm"),
                cells.WholeNumber("closeAfterMinutes"),
                cells.WholeNumber("powerRestoreMinutes"),
                cells.OneOf("caseLevel", Levels)
            );
        });

    // Shapefiles and GeoPackages have every line as one of several.
    private static Geometry? Only(Geometry? shape) =>
        shape is GeometryCollection { NumGeometries: 1 } ? shape.GetGeometryN(0) : shape;
}
