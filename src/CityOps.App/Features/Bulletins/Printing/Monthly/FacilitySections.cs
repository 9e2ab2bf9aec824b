using CityOps.App.Features.Statistics;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>The sections on work done, toilets and ponding, out of the frozen figures.</summary>
internal static class FacilitySections
{
    private const string WorkPrefix = "work.";

    // Persons and vehicles are told with the patrols, what forms measure otherwise is work.
    private static readonly string[] NoWork = [WorkPrefix + "persons", WorkPrefix + "vehicles"];

    public static Section? Work(FrozenMonth now, MonthTables tables)
    {
        var said = new Sentences(now, tables);
        foreach (var figure in now.Figures.Figures.Where(figure => figure.Metric.StartsWith(WorkPrefix, StringComparison.Ordinal) && !NoWork.Contains(figure.Metric)))
        {
            said.Say(figure.Name, figure.Metric, alsoZero: false);
        }

        var letters = new Sentences(now, tables).Say("发出函件", "letters", alsoZero: false).Say("移交线索", "leads_transferred", alsoZero: false)
            .Say("作出行政处罚", "penalties", alsoZero: false);
        return Make("work", "工作完成量", said.Paragraph("各类作业完成："), letters.Paragraph());
    }

    public static Section? Toilets(FrozenMonth now, MonthTables tables) =>
        now.Total("feedback_received") is null or 0 && now.Total("toilet_repairs") is null or 0
            ? null
            : Make("toilets", "公厕管理情况",
                new Sentences(now, tables).Say("收到“一厕一码”反馈", "feedback_received").Say("其中投诉", "toilet_complaints").Say("表扬", "toilet_praise")
                    .Say("重复反映", "toilet_repeats", alsoZero: false).Say("平均评分", "mean_toilet_rating").Paragraph("本月"),
                new Sentences(now, tables).Say("公厕投诉有效率", "toilet_valid_rate").Say("平均响应用时", "mean_toilet_minutes_to_respond")
                    .Say("平均处置用时", "mean_toilet_minutes_to_fix").Say("按期处置率", "toilet_on_time_rate").Say("维修公厕设施", "toilet_repairs").Paragraph());

    public static Section? Ponding(FrozenMonth now, MonthTables tables)
    {
        if (now.Total("ponding_events") is not { } events)
        {
            return null;
        }

        if (events == 0)
        {
            return new Section("ponding", 1, "道路积水情况", [new Paragraph("本月各水位监测路段未发生道路积水。")]);
        }

        var table = tables.By(Cut.Town, "ponding", "各镇街道路积水情况", "镇街", [new("ponding_events", "积水次数"), new("ponding_minutes", "积水时长")]);
        var section = Make("ponding", "道路积水情况",
            new Sentences(now, tables).Say("发生道路积水", "ponding_events").Say("累计积水时长", "ponding_minutes").Say("最大水深", "ponding_peak_mm")
                .Say("发出涉电风险警报", "power_risk_alarms").Paragraph("本月"));
        return section is null || table is null ? section : section with { Blocks = [.. section.Blocks, new TableBlock(table)] };
    }

    private static Section? Make(string key, string heading, params Paragraph?[] paragraphs) =>
        paragraphs.OfType<Block>().ToList() is { Count: > 0 } blocks ? new Section(key, 1, heading, blocks) : null;
}
