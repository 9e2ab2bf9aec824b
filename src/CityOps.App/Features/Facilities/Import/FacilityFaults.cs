using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Tables;

namespace CityOps.App.Features.Facilities.Import;

/// <summary>Every way in which a listed facility cannot be taken, with its code and its sentences. Columns are named as
/// ours.</summary>
internal static class FacilityFaults
{
    private static readonly Dictionary<string, string> Chinese = new()
    {
        ["code"] = "编码",
        ["type"] = "类型",
        ["name"] = "名称",
        ["lon"] = "经度",
        ["lat"] = "纬度",
        ["coordSystem"] = "坐标系",
        ["town"] = "镇街",
        ["organisation"] = "责任单位",
        ["gridCode"] = "单元网格编码",
        ["componentCode"] = "部件标识码",
        ["status"] = "状态",
    };

    /// <summary>What is wrong with the row as it is written; null when nothing is.</summary>
    public static BadRow? Of(ListedFacility f) =>
        f.Code.Length == 0 ? Missing(f.Row, "code")
        : f.Code.Length > 64 || !InputText.IsCode(f.Code)
            ? new(
                f.Row,
                "code",
                Problems.FieldInvalid,
                f.Code,
                "code is longer than 64 characters, or not letters and digits with - _ . : / · + # ( ) between",
                "编码超过 64 个字符，或含有字母、数字和 - _ . : / · + # ( ) 以外的字符"
            )
        : f.Type.Length == 0 ? Missing(f.Row, "type")
        : f.Name?.Length > 200
            ? new(
                f.Row,
                "name",
                Problems.FieldInvalid,
                f.Name,
                "name is longer than 200 characters",
                "名称超过 200 个字符"
            )
        : f.Status is { } status && !Facility.Statuses.Contains(status)
            ? new(
                f.Row,
                "status",
                Problems.FieldInvalid,
                status,
                $"there is no status {status}; in_use, damaged, out_of_use and removed are known",
                $"没有状态“{status}”，可填：在用、损坏、停用、拆除"
            )
        : f.GridCode is { } grid && !IsDigits(grid, 15, 15)
            ? new(
                f.Row,
                "gridCode",
                Problems.GridCodeInvalid,
                grid,
                $"gridCode {grid} is not 15 digits",
                $"单元网格编码“{grid}”不是 15 位数字"
            )
        : f.ComponentCode is { } component && !IsDigits(component, 16, 17)
            ? new(
                f.Row,
                "componentCode",
                Problems.ComponentCodeInvalid,
                component,
                $"componentCode {component} is not 17 digits (16 in GB/T 30428.2)",
                $"部件标识码“{component}”不是 17 位数字（GB/T 30428.2 为 16 位）"
            )
        : null;

    public static BadRow Missing(int row, string column) =>
        new(
            row,
            column,
            Problems.FieldMissing,
            null,
            $"{column} is missing",
            $"缺少{Chinese.GetValueOrDefault(column, column)}"
        );

    public static BadRow NoShape(int row, string reason, string reasonZh) =>
        new(row, "geometry", Problems.FacilityShapeUnfit, null, reason, reasonZh);

    public static BadRow NotStorable(int row, string column, string value) =>
        new(
            row,
            column,
            Problems.AnswersInvalid,
            value,
            $"{column} holds what cannot be stored",
            $"{column}含有无法保存的内容"
        );

    public static BadRow Swapped(int row, string lon, string lat, LonLat meant, Problem problem) =>
        new(
            row,
            "lon",
            problem,
            $"{lon}, {lat}",
            $"lon and lat look swapped: did you mean lon {lat}, lat {lon}?",
            $"经纬度似乎颠倒，是否应为经度 {lat}、纬度 {lon}？"
        )
        {
            Suggestion = meant,
        };

    public static BadRow NoPosition(int row, string value, PositionFault fault) =>
        new(row, fault.IsSystem ? "coordSystem" : "lon", fault.Problem, value, fault.Reason, fault.ReasonZh)
        {
            Suggestion = fault.Suggestion,
        };

    public static BadRow Repeats(int row, string column, string value, int first) =>
        new(
            row,
            column,
            Problems.CodeRepeated,
            value,
            $"{column} {value} is that of row {first} already",
            $"{Chinese[column]}“{value}”与第 {first} 行重复"
        );

    public static BadRow NoType(ListedFacility f) =>
        new(
            f.Row,
            "type",
            Problems.FacilityTypeUnknown,
            f.Type,
            $"there is no type {f.Type}",
            $"没有设施类型“{f.Type}”"
        );

    public static BadRow NoTown(ListedFacility f) =>
        new(f.Row, "town", Problems.TownUnknown, f.Town, $"there is no town {f.Town}", $"没有镇街“{f.Town}”");

    public static BadRow NoOrganisation(ListedFacility f) =>
        new(
            f.Row,
            "organisation",
            Problems.OrganisationUnknown,
            f.Organisation,
            $"there is no organisation {f.Organisation}",
            $"没有单位“{f.Organisation}”"
        );

    public static BadRow Attribute(ListedFacility f, string column, string? value, Problem problem, string reason) =>
        new(f.Row, column, problem, value, reason, $"{column}：{problem.TitleZh}");

    /// <summary>What only the database can tell (sql/queries/facilities/judge.sql).</summary>
    /// <param name="named">The town, the type or the division that the row is measured by.</param>
    public static BadRow Judged(ListedFacility f, string fault, string? named)
    {
        var raw = f.Position?.Raw ?? default;
        var place = f.Position is null ? null : $"{Text(raw.Lon)}, {Text(raw.Lat)}";
        return fault switch
        {
            "name_missing" => Missing(f.Row, "name"),
            "position_missing" => new(
                f.Row,
                "lon",
                Problems.FieldMissing,
                null,
                "lon and lat are missing",
                "缺少经纬度"
            ),
            "type_differs" => new(
                f.Row,
                "type",
                Problems.FacilityTypeUnknown,
                f.Type,
                $"{f.Code} is a facility of type {named} already",
                $"“{f.Code}”已登记为类型 {named}"
            ),
            "code_unfit" => new(
                f.Row,
                "code",
                Problems.FacilityCodeUnfit,
                f.Code,
                $"code {f.Code} does not match {named}, the pattern of type {f.Type}",
                $"编码“{f.Code}”不符合类型 {f.Type} 的编码规则 {named}"
            ),
            "shape_unfit" => new(
                f.Row,
                "geometry",
                Problems.FacilityShapeUnfit,
                f.Shape?.GeometryType,
                f.Shape is null
                    ? $"a facility of type {f.Type} is a {named}: bring its shape, as GeoJSON, shapefile, GeoPackage or KML"
                    : $"a facility of type {f.Type} is a {named}, no {f.Shape.GeometryType}",
                $"类型 {f.Type} 的设施应为{FacilityShape.NameZh(named!)}"
            ),
            "organisation_unfit" => new(
                f.Row,
                "organisation",
                Problems.FacilityOrganisationUnfit,
                f.Organisation,
                $"facilities of type {f.Type} are looked after by a {named}, which {f.Organisation} is not",
                $"类型 {f.Type} 的设施不能由“{f.Organisation}”负责"
            ),
            "swapped" => Swapped(f.Row, Text(raw.Lon), Text(raw.Lat), raw.Swap(), Problems.PositionOutsideCity),
            "outside_city" => new(
                f.Row,
                "lon",
                Problems.PositionOutsideCity,
                place,
                "the position is more than 5 km outside the city",
                "位置在本市范围 5 公里以外"
            ),
            "outside_town" => new(
                f.Row,
                "town",
                Problems.PositionOutsideTown,
                place,
                $"the position is more than 5 km from town {named}",
                $"位置距镇街 {named} 超过 5 公里"
            ),
            "grid_of_other_town" => new(
                f.Row,
                "gridCode",
                Problems.GridCodeInvalid,
                f.GridCode,
                $"gridCode {f.GridCode} is of town {f.GridCode![..9]}, the facility lies in {named}",
                $"单元网格编码“{f.GridCode}”属于镇街 {f.GridCode[..9]}，而设施位于 {named}"
            ),
            "grid_unknown" => new(
                f.Row,
                "gridCode",
                Problems.GridCodeInvalid,
                f.GridCode,
                $"gridCode {f.GridCode} is none of the bureau's grids of town {named}",
                $"镇街 {named} 没有单元网格“{f.GridCode}”"
            ),
            "component_division" => new(
                f.Row,
                "componentCode",
                Problems.ComponentCodeInvalid,
                f.ComponentCode,
                $"componentCode {f.ComponentCode} begins with another division than {named}",
                $"部件标识码“{f.ComponentCode}”的行政区划不是 {named}"
            ),
            "component_taken" => new(
                f.Row,
                "componentCode",
                Problems.ComponentCodeTaken,
                f.ComponentCode,
                $"componentCode {f.ComponentCode} is that of another facility",
                $"部件标识码“{f.ComponentCode}”已被其他设施使用"
            ),
            _ => throw new InvalidOperationException($"judge.sql names a fault {fault} that has no sentence."),
        };
    }

    private static bool IsDigits(string text, int fewest, int most) =>
        text.Length >= fewest && text.Length <= most && text.All(char.IsAsciiDigit);

    private static string Text(double degrees) => degrees.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
