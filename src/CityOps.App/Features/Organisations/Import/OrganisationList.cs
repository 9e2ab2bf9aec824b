using CityOps.App.Tables;

namespace CityOps.App.Features.Organisations.Import;

/// <summary>An organisation as a list has it. Null means that the list does not say.</summary>
/// <param name="Parent">A code or a name; so is <paramref name="Town"/>.</param>
internal sealed record ListedOrganisation(
    string Code,
    string? Name,
    string? NameEn,
    string? Kind,
    string? Parent,
    string? Town
);

/// <summary>A bureau's list of organisations in whatever file it keeps it.</summary>
internal static class OrganisationList
{
    private static readonly ListShape Shape = new(
        [
            new("code", "编码", "编码", "代码", "机构代码", "单位代码", "机构编码", "单位编码", "部门编码", "deptcode")
            {
                IsCode = true,
            },
            new("name", "名称", "名称", "机构名称", "单位名称", "部门名称", "全称", "deptname"),
            new("nameEn", "英文名称", "英文名称", "英文名", "englishname"),
            new("kind", "类型", "类型", "机构类型", "单位类型", "类别"),
            new("parent", "上级单位", "上级单位", "上级机构", "主管单位", "上级部门", "上级单位代码", "上级机构代码"),
            new("town", "镇街", "镇街", "所属镇街", "镇街代码", "行政区划代码", "xzqdm"),
        ],
        [
            ["code"],
            ["name"],
        ]
    );

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["局"] = OrganisationKinds.Bureau,
        ["主管局"] = OrganisationKinds.Bureau,
        ["中心"] = OrganisationKinds.Centre,
        ["事业单位"] = OrganisationKinds.Centre,
        ["大队"] = OrganisationKinds.Brigade,
        ["执法大队"] = OrganisationKinds.Brigade,
        ["镇街"] = OrganisationKinds.Town,
        ["镇街办"] = OrganisationKinds.Town,
        ["管养单位"] = OrganisationKinds.Contractor,
        ["养护单位"] = OrganisationKinds.Contractor,
        ["承包单位"] = OrganisationKinds.Contractor,
    };

    public static RowList<ListedOrganisation> Read(string path, ListOptions options) =>
        RowList<ListedOrganisation>.Read(path, Shape, options, "code", (cells, _) =>
            new(
                cells.Needed("code"),
                cells.Text("name"),
                cells.Text("nameEn"),
                cells.OneOf("kind", Kinds),
                cells.Text("parent"),
                cells.Text("town")
            )
        );
}
