using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins.Tables;
using CityOps.App.Features.Statistics;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>Where cases came from, and which of them are overdue.</summary>
internal static class CaseSections
{
    private static readonly Dictionary<string, decimal> NoCounts = [];

    /// <summary>The source table: this month, the month before, and by how much they differ. The total is the frozen
    /// one.</summary>
    /// <param name="before">The month before, whose frozen counts are compared with where it has them.</param>
    public static Section? Sources(FrozenMonth now, FrozenMonth? before, MonthTables tables, IssueFacts facts)
    {
        var earlier = before?.Told?.Sources;
        var sources = earlier is null
            ? facts.Sources
            :
            [
                .. from source in facts.Sources.Concat(earlier).DistinctBy(source => source.Key)
                let last = earlier.FirstOrDefault(other => other.Key == source.Key)?.Now
                let isNow = facts.Sources.FirstOrDefault(other => other.Key == source.Key)?.Now
                select source with
                {
                    Now = isNow ?? NoCounts,
                    Before = last ?? NoCounts,
                },
            ];
        if (sources.Count == 0)
        {
            return null;
        }

        (string Metric, string Heading)[] counted =
        [
            ("cases_reported", "上报数"),
            ("cases_filed", "立案数"),
            ("cases_closed", "结案数"),
        ];
        var columns = new List<Column> { new("name", "来源", ColumnKind.Label) };
        foreach (var (metric, heading) in counted)
        {
            columns.Add(new(metric, [heading, "本月"], ColumnKind.Count, "宗"));
            columns.Add(new(metric + "_before", [heading, "上月"], ColumnKind.Count, "宗"));
            columns.Add(
                new(
                    metric + "_change",
                    [heading, "增减幅"],
                    ColumnKind.Rate,
                    "",
                    2,
                    new Formula.Change(metric, metric + "_before")
                )
            );
        }

        Row Make(RowKind kind, string name, string? key, Func<string, decimal> value, Func<string, decimal> before) =>
            new(
                kind,
                [
                    Cell.Label(name),
                    .. counted.SelectMany(
                        (c, i) =>
                            new[]
                            {
                                Cell.Number(
                                    value(c.Metric),
                                    columns[(3 * i) + 1],
                                    tables.Evidence(
                                        c.Metric,
                                        kind == RowKind.Total ? null : Dimension.Source,
                                        key ?? "-"
                                    )
                                ),
                                Cell.Number(before(c.Metric), columns[(3 * i) + 2]),
                                Cell.Number(
                                    MonthTables.Change(value(c.Metric), before(c.Metric)),
                                    columns[(3 * i) + 3]
                                ),
                            }
                    ),
                ]
            );
        var rows = sources
            .Select(source =>
                Make(
                    RowKind.Item,
                    source.Name,
                    source.Key,
                    metric => source.Now.GetValueOrDefault(metric),
                    metric => source.Before.GetValueOrDefault(metric)
                )
            )
            .ToList();
        rows.Add(
            Make(
                RowKind.Total,
                "合计",
                null,
                metric => now.Total(metric) ?? 0,
                metric => sources.Sum(source => source.Before.GetValueOrDefault(metric))
            ) with
            {
                SumOf = [.. Enumerable.Range(0, rows.Count)],
            }
        );
        return new Section(
            "sources",
            1,
            "案件来源情况",
            [new TableBlock(new Table("sources", "案件来源情况", columns, rows))]
        );
    }

    /// <summary>The overdue list, the longest overdue first.</summary>
    public static Section? Overdue(FrozenMonth now, MonthTables tables, IssueFacts facts)
    {
        if (now.Total("cases_overdue") is not { } overdue)
        {
            return null;
        }

        if (overdue == 0 || facts.Overdue.Count == 0)
        {
            return new Section("overdue", 1, "超期案件情况", [new Paragraph("本月无超期未处置案件。")]);
        }

        Column[] columns =
        [
            new("number", "案卷号", ColumnKind.Label),
            new("category", "类别", ColumnKind.Label),
            new("town", "镇街", ColumnKind.Label),
            new("organisation", "责任单位", ColumnKind.Label),
            new("deadline", "处置时限", ColumnKind.Label),
            new("state", "状态", ColumnKind.Label),
            new("hours", "超期时长", ColumnKind.Other, "小时", 1),
        ];
        var rows = facts
            .Overdue.Select(one => new Row(
                RowKind.Item,
                [
                    Cell.Label(one.Number),
                    Cell.Label(one.Category),
                    Cell.Label(one.Town),
                    Cell.Label(one.Organisation),
                    Cell.Label(CityTime.Local(one.Deadline).ToString("M月d日 HH:mm", CultureInfo.InvariantCulture)),
                    Cell.Label(one.IsOpen ? "未处置" : "已处置"),
                    Cell.Number(one.Hours, columns[6]),
                ]
            ))
            .ToList();
        return new Section(
            "overdue",
            1,
            "超期案件情况",
            [
                .. new[]
                {
                    new Sentences(now, tables)
                        .Say("超期案件", "cases_overdue")
                        .Say("超期率", "overdue_rate")
                        .Paragraph(string.Create(CultureInfo.InvariantCulture, $"{now.FirstDay.Month}月到期案件中，")),
                }.OfType<Block>(),
                new TableBlock(
                    new Table(
                        "overdue",
                        rows.Count < overdue ? $"超期时间最长的{rows.Count}宗案件" : "超期案件清单",
                        columns,
                        rows
                    )
                    {
                        Note = "超期时长计至处置完成之时；月末仍未处置的，计至月末。",
                    }
                ),
            ]
        );
    }
}
