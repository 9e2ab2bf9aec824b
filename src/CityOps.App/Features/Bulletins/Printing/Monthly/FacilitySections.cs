using CityOps.App.Features.Bulletins.Tables;
using CityOps.App.Features.Statistics;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>The sections on work done and on toilets, out of the frozen figures.</summary>
internal static class FacilitySections
{
    private const string WorkPrefix = "work.";

    // Persons and vehicles are told with the patrols, what forms measure otherwise is work.
    private static readonly string[] NoWork = [WorkPrefix + "persons", WorkPrefix + "vehicles"];

    public static Section? Work(FrozenMonth now, MonthTables tables)
    {
        var said = new Sentences(now, tables);
        foreach (
            var figure in now.Figures.Figures.Where(figure =>
                figure.Metric.StartsWith(WorkPrefix, StringComparison.Ordinal) && !NoWork.Contains(figure.Metric)
            )
        )
        {
            said.Say(figure.Name, figure.Metric, alsoZero: false);
        }

        var letters = new Sentences(now, tables)
            .Say("发出函件", "letters", alsoZero: false)
            .Say("移交线索", "leads_transferred", alsoZero: false)
            .Say("作出行政处罚", "penalties", alsoZero: false);
        return Make("work", "工作完成量", said.Paragraph("各类作业完成："), letters.Paragraph());
    }

    public static Section? Toilets(FrozenMonth now, MonthTables tables, IssueFacts facts)
    {
        if (
            now.Total("feedback_received") is null or 0
            && now.Total("toilet_repairs") is null or 0
            && now.Total("toilet_scans") is null or 0
        )
        {
            return null;
        }

        var section = Make(
            "toilets",
            "公厕管理情况",
            new Sentences(now, tables)
                .Say("市民扫描“一厕一码”", "toilet_scans", alsoZero: false)
                .Say("收到反馈", "feedback_received")
                .Say("其中投诉", "toilet_complaints")
                .Say("表扬", "toilet_praise")
                .Say("重复反映", "toilet_repeats", alsoZero: false)
                .Say("平均评分", "mean_toilet_rating")
                .Paragraph("本月"),
            new Sentences(now, tables)
                .Say("公厕投诉有效率", "toilet_valid_rate")
                .Say("平均响应用时", "mean_toilet_minutes_to_respond")
                .Say("平均处置用时", "mean_toilet_minutes_to_fix")
                .Say("按期处置率", "toilet_on_time_rate")
                .Say("维修公厕设施", "toilet_repairs")
                .Paragraph()
        );
        return section is null || facts.Toilets.Count == 0
            ? section
            : section with
            {
                Blocks = [.. section.Blocks, new TableBlock(ByToilet(now, tables, facts))],
            };
    }

    /// <summary>Most complaints first: the worst toilets lead.</summary>
    private static Table ByToilet(FrozenMonth now, MonthTables tables, IssueFacts facts)
    {
        (string Metric, string Heading)[] counted =
        [
            .. new[]
            {
                ("toilet_scans", "扫码"),
                ("feedback_received", "反馈"),
                ("toilet_complaints", "其中投诉"),
                ("toilet_praise", "其中表扬"),
            }.Where(c => now.Figure(c.Item1) is not null),
        ];
        Column[] columns =
        [
            new("name", "公厕", ColumnKind.Label),
            .. counted.Select(c => new Column(c.Metric, c.Heading, ColumnKind.Count, now.Figure(c.Metric)!.Unit)),
        ];
        var rows = facts
            .Toilets.Where(toilet => toilet.Now.Count > 0)
            .OrderByDescending(toilet => toilet.Now.GetValueOrDefault("toilet_complaints"))
            .ThenByDescending(toilet => toilet.Now.GetValueOrDefault("toilet_scans"))
            .ThenBy(toilet => toilet.Name, StringComparer.Ordinal)
            .Select(toilet => new Row(
                RowKind.Item,
                [
                    Cell.Label(toilet.Name),
                    .. counted.Select(
                        (c, i) =>
                            Cell.Number(
                                toilet.Now.GetValueOrDefault(c.Metric),
                                columns[1 + i],
                                tables.Evidence(c.Metric, Dimension.Facility, toilet.Key ?? Guid.Empty.ToString())
                            )
                    ),
                ]
            ))
            .ToList();
        rows.Add(
            new Row(
                RowKind.Total,
                [
                    Cell.Label("合计"),
                    .. counted.Select(
                        (c, i) =>
                            Cell.Number(now.Total(c.Metric), columns[1 + i], tables.Evidence(c.Metric, null, null))
                    ),
                ]
            )
            {
                SumOf = [.. Enumerable.Range(0, rows.Count)],
            }
        );
        return new Table("toilets", "各公厕扫码及反馈情况", columns, rows);
    }

    private static Section? Make(string key, string heading, params Paragraph?[] paragraphs) =>
        paragraphs.OfType<Block>().ToList() is { Count: > 0 } blocks ? new Section(key, 1, heading, blocks) : null;
}
