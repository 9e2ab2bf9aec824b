using CityOps.App.Features.Organisations;
using CityOps.App.Tables;

namespace CityOps.App.Features.Facilities.Types.Import;

/// <summary>A type as a list has it. Null means that the list does not say.</summary>
internal sealed record ListedFacilityType(
    string Code,
    string? Name,
    string? NameEn,
    string? Icon,
    string? Unit,
    string? Geometry,
    string? Form,
    string? CodePattern,
    string? OrganisationKind,
    bool? HasCode,
    bool? HasPage
);

/// <summary>A bureau's list of types of facilities in whatever table it keeps it.</summary>
internal static class FacilityTypeList
{
    private static readonly ListShape Shape = new(
        [
            new("code", "编码", "编码", "代码", "类型编码", "类型代码") { IsCode = true },
            new("name", "名称", "名称", "类型名称", "设施类型", "部件名称"),
            new("nameEn", "英文名称", "英文名称", "英文名", "englishname"),
            new("icon", "图标", "图标", "图标字"),
            new("unit", "单位", "单位", "计量单位", "量词"),
            new("geometry", "图形", "图形", "几何类型", "图形类型", "点线面"),
            new("form", "属性表单", "属性表单", "表单"),
            new("codePattern", "编码规则", "编码规则", "编码格式"),
            new("organisationKind", "责任单位类型", "责任单位类型", "管养单位类型"),
            new("hasCode", "制发二维码", "制发二维码", "二维码"),
            new("hasPage", "公众页面", "公众页面", "公众页"),
        ],
        [
            ["code"],
            ["name"],
        ]
    );

    private static readonly Dictionary<string, string> Geometries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["点"] = FacilityGeometries.Point,
        ["线"] = FacilityGeometries.Line,
        ["面"] = FacilityGeometries.Area,
    };

    private static readonly Dictionary<string, string> Organisations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["局"] = OrganisationKinds.Bureau,
        ["中心"] = OrganisationKinds.Centre,
        ["执法大队"] = OrganisationKinds.Brigade,
        ["镇街"] = OrganisationKinds.Town,
        ["管养单位"] = OrganisationKinds.Contractor,
    };

    public static RowList<ListedFacilityType> Read(string path, ListOptions options) =>
        RowList<ListedFacilityType>.Read(path, Shape, options, "code", (cells, _) =>
            new(
                cells.Needed("code"),
                cells.Text("name"),
                cells.Text("nameEn"),
                cells.Text("icon"),
                cells.Text("unit"),
                cells.OneOf("geometry", Geometries),
                cells.Text("form"),
                cells.Text("codePattern"),
                cells.OneOf("organisationKind", Organisations),
                cells.IsSo("hasCode"),
                cells.IsSo("hasPage")
            )
        );
}
