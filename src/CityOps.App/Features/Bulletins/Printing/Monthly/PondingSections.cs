using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins.Tables;
using CityOps.App.Features.Statistics;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>The section on water on the roads: how often, how long and how deep in each section of road, and how far
/// the terminals can be relied on.</summary>
internal static class PondingSections
{
    private const int MaxInText = 5;
    private const double Poor = 0.9;

    public static Section? Of(FrozenMonth now, MonthTables tables, IssueFacts facts)
    {
        if (now.Total("ponding_events") is not { } events)
        {
            return null;
        }

        var availability = Availability(facts);
        if (events == 0)
        {
            return new Section(
                "ponding",
                1,
                "道路积水情况",
                [new Paragraph([Sentence.Plain("本月各水位监测路段未发生道路积水。"), .. availability])]
            );
        }

        var table = BySection(now, tables, facts);
        var said = new Sentences(now, tables)
            .Say("发生道路积水", "ponding_events")
            .Say("累计积水时长", "ponding_minutes")
            .Say("最大水深", "ponding_peak_mm")
            .Say("发出涉电风险警报", "power_risk_alarms")
            .Paragraph("本月")!;
        return new Section(
            "ponding",
            1,
            "道路积水情况",
            [said, new Paragraph([.. Worst(table), .. availability]), new TableBlock(table)]
        );
    }

    private static Table BySection(FrozenMonth now, MonthTables tables, IssueFacts facts)
    {
        // One unit for both columns of time.
        var (unit, minutesOf) = Duration.Of("分钟", now.Total("ponding_minutes") ?? 0);
        decimal? Told(string metric, decimal? counted) =>
            metric.StartsWith("ponding_minutes", StringComparison.Ordinal) ? counted / minutesOf : counted;
        Column[] columns =
        [
            new("rank", "名次", ColumnKind.Rank, "", 0, new Formula.RankBy("ponding_minutes_yellow")),
            new("name", "路段", ColumnKind.Label),
            new("town", "镇街", ColumnKind.Label),
            new("ponding_events", "积水", ColumnKind.Count, "次"),
            new("ponding_minutes", "积水时长", ColumnKind.Quantity, unit, 2),
            new("ponding_minutes_yellow", "黄色及以上", ColumnKind.Quantity, unit, 2),
            new("peak", "最大水深", ColumnKind.Other, "mm"),
            new("peak_at", "出现时间", ColumnKind.Label),
            new("availability", "数据可用率", ColumnKind.Rate, "", 2),
        ];
        var told = facts.Ponding.ToDictionary(section => section.Code);
        var wet = facts
            .Sections.Where(section => section.Now.Count > 0)
            .OrderByDescending(section => section.Now.GetValueOrDefault("ponding_minutes_yellow"))
            .ThenByDescending(section => told[section.Key!].PeakMm)
            .ThenBy(section => section.Key, StringComparer.Ordinal)
            .ToList();
        // By what is printed: those who print the same share a place.
        decimal? Ranked(CountedRow section) =>
            Printed.Round(
                Told("ponding_minutes_yellow", section.Now.GetValueOrDefault("ponding_minutes_yellow")) ?? 0,
                columns[5].Decimals
            );
        var rows = wet.ConvertAll(section => new Row(
            RowKind.Item,
            [
                Cell.Number(1 + wet.Count(other => Ranked(other) > Ranked(section)), columns[0]),
                Cell.Label(section.Name),
                Cell.Label(told[section.Key!].Town ?? Dimension.Unnamed),
                .. IssueFacts.SectionMetrics.Select(
                    (metric, i) =>
                        Cell.Number(
                            Told(metric, section.Now.GetValueOrDefault(metric)),
                            columns[3 + i],
                            tables.Evidence(metric, Dimension.Section, section.Key)
                        )
                ),
                Cell.Number(
                    told[section.Key!].PeakMm,
                    columns[6],
                    tables.Evidence("ponding_peak_mm", Dimension.Section, section.Key)
                ),
                Cell.Label(
                    told[section.Key!].PeakAt is { } at
                        ? CityTime.Local(at).ToString("M月d日 HH:mm", CultureInfo.InvariantCulture)
                        : Cell.Nothing
                ),
                Cell.Number((decimal?)told[section.Key!].Availability * 100, columns[8]),
            ]
        ));
        rows.Add(
            new Row(
                RowKind.Total,
                [
                    Cell.Label(""),
                    Cell.Label("合计"),
                    Cell.Label(""),
                    .. IssueFacts.SectionMetrics.Select(
                        (metric, i) =>
                            Cell.Number(
                                Told(metric, now.Total(metric)),
                                columns[3 + i],
                                tables.Evidence(metric, null, null)
                            )
                    ),
                    Cell.Number(
                        now.Total("ponding_peak_mm"),
                        columns[6],
                        tables.Evidence("ponding_peak_mm", null, null)
                    ),
                    Cell.Label(""),
                    Cell.Number(null, columns[8]),
                ]
            )
            {
                SumOf = [.. Enumerable.Range(0, rows.Count)],
            }
        );
        return new Table("ponding", "各路段积水情况", columns, rows)
        {
            Note =
                "按黄色及以上积水时长排名；积水归入开始之日；合计行的水深为最大值；数据可用率为水位终端按时上报的时间占比。",
        };
    }

    private static IEnumerable<Sentence> Worst(Table table)
    {
        var minutes = table.IndexOf("ponding_minutes_yellow");
        var worst = table.Rows.Where(row => row.Kind == RowKind.Item).Take(MaxInText).ToList();
        if (worst.Count > 1)
        {
            yield return new Sentence(
                $"积水最重的{worst.Count.ToString(CultureInfo.InvariantCulture)}个路段依次为："
                    + string.Join(
                        '、',
                        worst.Select(row =>
                            $"{row.Cells[1].Text}（黄色及以上{row.Cells[minutes].Text}{table.Columns[minutes].Unit}）"
                        )
                    )
                    + "。",
                [
                    .. worst.Select(row => new Mention(row.Cells[minutes].Text, row.Cells[minutes].Value!.Value)
                    {
                        Evidence = row.Cells[minutes].Evidence,
                    }),
                ]
            );
        }
    }

    private static IEnumerable<Sentence> Availability(IssueFacts facts)
    {
        var known = facts.Ponding.Where(section => section.Availability is not null).ToList();
        if (known.All(section => section.Availability == 0)) // none, or none that was at work
        {
            yield break;
        }

        var (mean, count) = (
            100 * (decimal)known.Average(section => section.Availability!.Value),
            known.Count.ToString(CultureInfo.InvariantCulture)
        );
        var printed = Printed.Number(mean, 2) + "%";
        var poor = known.Where(section => section.Availability < Poor).Select(section => section.Name).ToList();
        yield return new Sentence(
            $"{count}个监测路段水位数据平均可用率{printed}"
                + (
                    poor.Count == 0
                        ? "。"
                        : $"，其中{string.Join('、', poor.Take(MaxInText))}{(poor.Count > MaxInText ? "等" : "")}低于90%。"
                ),
            [new Mention(count, known.Count), new Mention(printed, mean)]
        );
    }
}
