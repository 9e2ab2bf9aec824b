using CityOps.App.Tables;

namespace CityOps.App.Features.Calendar.Import;

/// <summary>A line of a holiday notice: from one day to another, both included.</summary>
/// <param name="Last">Null: one day.</param>
internal sealed record ListedHoliday(DateOnly First, DateOnly? Last, bool IsWorking, string? Note);

/// <summary>
/// The yearly notice on holidays as a table: holidays and the weekend days worked in exchange (调休) in one list.
/// </summary>
internal static class HolidayList
{
    private const string Off = "off";
    private const string Worked = "worked";

    private static readonly ListShape Shape = new(
        [
            new("first", "日期", "日期", "开始日期", "起始日期", "开始", "第一天", "day", "date", "from"),
            new("last", "结束日期", "结束日期", "截止日期", "结束", "最后一天", "to", "until"),
            new("kind", "安排", "安排", "类型", "放假或上班", "是否上班"),
            new("note", "说明", "说明", "名称", "节日", "节日名称", "备注", "name", "holiday"),
        ],
        [
            ["first"],
            ["kind"],
        ]
    );

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["放假"] = Off,
        ["休息"] = Off,
        ["休"] = Off,
        ["节假日"] = Off,
        ["否"] = Off,
        ["上班"] = Worked,
        ["调休上班"] = Worked,
        ["补班"] = Worked,
        ["班"] = Worked,
        ["工作日"] = Worked,
        ["是"] = Worked,
    };

    public static RowList<ListedHoliday> Read(string path, ListOptions options) =>
        RowList<ListedHoliday>.Read(path, Shape, options, "first", (cells, _) =>
        {
            var kind = cells.Needed("kind").Length == 0 ? null : cells.OneOf("kind", Kinds);
            return new(cells.Day("first") ?? default, cells.Day("last"), kind == Worked, cells.Text("note"));
        });
}
