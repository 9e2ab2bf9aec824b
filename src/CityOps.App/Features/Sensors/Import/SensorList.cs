using CityOps.App.Geo;
using CityOps.App.Tables;

namespace CityOps.App.Features.Sensors.Import;

/// <summary>A sensor as a list has it. Null means that the list does not say.</summary>
/// <param name="Section">A code or a name.</param>
internal sealed record ListedSensor(
    string Code,
    string? Gateway,
    string? Section,
    LonLat? Position,
    string? Kind,
    int? InstallHeightMm,
    int? ZeroOffsetMm,
    int? RangeMinMm,
    int? RangeMaxMm,
    int? SampleMinutesDry,
    int? SampleMinutesWet,
    int? HeartbeatMinutes,
    bool? Disabled
);

/// <summary>A bureau's list of water level sensors: a table with positions, or points with properties.</summary>
internal static class SensorList
{
    private static readonly ListShape Shape = new(
        [
            new("code", "传感器编号", "传感器编号", "传感器编码", "设备编号", "设备编码", "编号", "编码", "sensor")
            {
                IsCode = true,
            },
            new("gateway", "网关", "网关", "网关编号", "网关编码") { IsCode = true },
            new("section", "路段", "路段", "路段编码", "路段名称", "积水点", "积水点名称", "易涝点"),
            new("lon", "经度", "经度", "东经", "lng", "longitude", "x", "x坐标"),
            new("lat", "纬度", "纬度", "北纬", "latitude", "y", "y坐标"),
            new("coordSystem", "坐标系", "坐标系", "坐标系统", "crs"),
            new("kind", "类型", "类型", "传感器类型", "设备类型"),
            new("installHeightMm", "安装高度", "安装高度", "installheight"),
            new("zeroOffsetMm", "零点偏移", "零点偏移", "零点", "zerooffset"),
            new("rangeMinMm", "量程下限", "量程下限", "rangemin"),
            new("rangeMaxMm", "量程上限", "量程上限", "rangemax"),
            new("sampleMinutesDry", "平时采样间隔", "平时采样间隔", "平时采样分钟"),
            new("sampleMinutesWet", "积水采样间隔", "积水采样间隔", "积水采样分钟"),
            new("heartbeatMinutes", "心跳间隔", "心跳间隔", "心跳分钟", "heartbeat"),
            new("disabled", "停用", "停用", "是否停用", "状态"),
        ],
        [
            ["code"],
            ["gateway", "lon", "section"],
        ]
    );

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["超声波"] = "ultrasonic",
        ["压力"] = "pressure",
        ["压力式"] = "pressure",
        ["投入式"] = "pressure",
        ["雷达"] = "radar",
        ["电极"] = "electrode",
        ["电极式"] = "electrode",
    };

    public static RowList<ListedSensor> Read(string path, ListOptions options) =>
        RowList<ListedSensor>.Read(path, Shape, options, "code", (cells, _) =>
            new(
                cells.Needed("code"),
                cells.Text("gateway"),
                cells.Text("section"),
                cells.Position(options.CoordSystem)?.Wgs84,
                cells.OneOf("kind", Kinds),
                cells.Millimetres("installHeightMm"),
                cells.Millimetres("zeroOffsetMm"),
                cells.Millimetres("rangeMinMm"),
                cells.Millimetres("rangeMaxMm"),
                cells.WholeNumber("sampleMinutesDry"),
                cells.WholeNumber("sampleMinutesWet"),
                cells.WholeNumber("heartbeatMinutes"),
                cells.IsSo("disabled")
            )
        );
}
