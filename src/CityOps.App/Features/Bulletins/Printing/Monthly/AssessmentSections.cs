using CityOps.App.Features.Bulletins.Tables;
using CityOps.App.Features.Statistics;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>The town appearance index (市容环境卫生指数) and what contractors lost, out of the frozen deductions.</summary>
internal static class AssessmentSections
{
    private const decimal Full = 100;
    private const int Decimals = 2;

    /// <summary>
    /// A town starts each component with its weight and loses points down to zero; the index is what is left of all of
    /// them.
    /// Towns come by rank.
    /// </summary>
    public static Section? TownIndex(FrozenMonth now, MonthTables tables, IssueFacts facts)
    {
        var components = facts
            .Standard.Components.Where(component => now.Figure(LostIn(component.Code)) is not null)
            .ToList();
        if (components.Count == 0 || facts.Towns.Count == 0 || now.Total("town_points_lost") is null or 0)
        {
            return null;
        }

        Column[] columns =
        [
            new("rank", "名次", ColumnKind.Rank, "", 0, new Formula.RankBy("index")),
            new("name", "镇街", ColumnKind.Label),
            new("lost", "扣分", ColumnKind.Quantity, "", Decimals),
            .. components.Select(component => new Column(
                component.Code,
                component.Name,
                ColumnKind.Other,
                "",
                Decimals
            )),
            new(
                "index",
                "指数",
                ColumnKind.Other,
                "",
                Decimals,
                new Formula.Sum([.. components.Select(component => component.Code)])
            ),
        ];
        var scored = facts
            .Towns.Select(town =>
            {
                var left = components.ConvertAll(component =>
                    Math.Max(0, component.Weight - (now.Value(LostIn(component.Code), Dimension.Town, town.Code) ?? 0))
                );
                return (Town: town, Left: left, Index: left.Sum());
            })
            .OrderByDescending(one => one.Index)
            .ThenBy(one => one.Town.Code, StringComparer.Ordinal)
            .ToList();
        var rows = scored.ConvertAll(one => new Row(
            RowKind.Item,
            [
                Cell.Number(1 + scored.Count(other => other.Index > one.Index), columns[0]),
                Cell.Label(one.Town.Name),
                Cell.Number(
                    now.Value("town_points_lost", Dimension.Town, one.Town.Code),
                    columns[2],
                    tables.Evidence("town_points_lost", Dimension.Town, one.Town.Code)
                ),
                .. one.Left.Select(
                    (score, i) =>
                        Cell.Number(
                            score,
                            columns[3 + i],
                            tables.Evidence(LostIn(components[i].Code), Dimension.Town, one.Town.Code)
                        )
                ),
                Cell.Number(one.Index, columns[^1]),
            ]
        ));
        rows.Add(
            new Row(
                RowKind.Total,
                [
                    Cell.Label(""),
                    Cell.Label("合计"),
                    Cell.Number(
                        now.Total("town_points_lost"),
                        columns[2],
                        tables.Evidence("town_points_lost", null, null)
                    ),
                    .. columns.Skip(3).Select(column => Cell.Number(null, column)),
                ]
            )
            {
                SumOf = [.. Enumerable.Range(0, scored.Count)],
            }
        );
        var weights = string.Join(
            '、',
            components.Select(component => $"{component.Name}{Printed.Number(component.Weight, 0)}分")
        );
        return new Section(
            "town_index",
            1,
            "市容环境卫生指数测评情况",
            [
                .. new[]
                {
                    new Sentences(now, tables)
                        .Say("市容测评发现问题", "town_findings")
                        .Say("共扣", "town_points_lost")
                        .Paragraph("本月"),
                }.OfType<Block>(),
                new TableBlock(
                    new Table("town_index", "各镇街市容环境卫生指数", columns, rows)
                    {
                        Note = $"指数满分100分：{weights}；各项扣完为止。",
                    }
                ),
                // The points lost tell towns apart; the indices all lie near the full score.
                new ChartBlock(
                    new Chart(
                        "town_index",
                        "各镇街市容指数扣分",
                        "分",
                        ChartShape.Bars,
                        scored.ConvertAll(one => one.Town.Name),
                        [
                            new ChartSeries(
                                "扣分",
                                scored.ConvertAll(one => now.Value("town_points_lost", Dimension.Town, one.Town.Code)),
                                Decimals
                            ),
                        ]
                    )
                ),
            ]
        );
    }

    /// <summary>Contractors' scores out of 100 and the fees withheld (扣罚), with the total of each column.</summary>
    public static Section? Contractors(FrozenMonth now, MonthTables tables, IssueFacts facts)
    {
        if (facts.Contractors.Count == 0 || now.Total("contractor_findings") is null or 0)
        {
            return null;
        }

        decimal Of(string metric, string contractor) => now.Value(metric, Dimension.Organisation, contractor) ?? 0;
        var isCut = facts.Contractors.Any(one => Of("contractor_points_lost", one.Code) > Full);
        Column[] columns =
        [
            new("name", "管养单位", ColumnKind.Label),
            new("findings", "发现问题", ColumnKind.Count, "处"),
            new("base", "基准分", ColumnKind.Other),
            new("lost", "扣分", ColumnKind.Quantity, "", Decimals),
            new("score", "得分", ColumnKind.Other, "", Decimals, isCut ? null : new Formula.Difference("base", "lost")),
            new("rank", "名次", ColumnKind.Rank, "", 0, new Formula.RankBy("score")),
            new("fees", "扣罚金额", ColumnKind.Quantity, "元", Decimals),
        ];
        var scores = facts.Contractors.ToDictionary(
            one => one.Code,
            one => Math.Max(0, Full - Of("contractor_points_lost", one.Code))
        );
        Cell Number(int column, decimal? value, string metric, string? contractor) =>
            Cell.Number(
                value,
                columns[column],
                tables.Evidence(metric, contractor is null ? null : Dimension.Organisation, contractor)
            );
        var rows = facts
            .Contractors.OrderByDescending(one => scores[one.Code])
            .Select(one => new Row(
                RowKind.Item,
                [
                    Cell.Label(one.Name),
                    Number(1, Of("contractor_findings", one.Code), "contractor_findings", one.Code),
                    Cell.Number(Full, columns[2]),
                    Number(3, Of("contractor_points_lost", one.Code), "contractor_points_lost", one.Code),
                    Cell.Number(scores[one.Code], columns[4]),
                    Cell.Number(1 + scores.Values.Count(other => other > scores[one.Code]), columns[5]),
                    Number(6, Of("contractor_fees_yuan", one.Code), "contractor_fees_yuan", one.Code),
                ]
            ))
            .ToList();
        rows.Add(
            new Row(
                RowKind.Total,
                [
                    Cell.Label("合计"),
                    Number(1, now.Total("contractor_findings"), "contractor_findings", null),
                    Cell.Number(null, columns[2]),
                    Number(3, now.Total("contractor_points_lost"), "contractor_points_lost", null),
                    Cell.Number(null, columns[4]),
                    Cell.Number(null, columns[5]),
                    Number(6, now.Total("contractor_fees_yuan"), "contractor_fees_yuan", null),
                ]
            )
            {
                SumOf = [.. Enumerable.Range(0, rows.Count)],
            }
        );
        return new Section(
            "contractors",
            1,
            "管养单位考核及扣罚情况",
            [
                .. new[]
                {
                    new Sentences(now, tables)
                        .Say("检查管养单位发现问题", "contractor_findings")
                        .Say("共扣", "contractor_points_lost")
                        .Say("扣罚管养费用", "contractor_fees_yuan")
                        .Paragraph("本月"),
                }.OfType<Block>(),
                new TableBlock(
                    new Table("contractors", "管养单位考核得分及扣罚", columns, rows)
                    {
                        Note = "得分为100分减去扣分，扣完为止；扣分、扣罚按考核标准逐条计算。",
                    }
                ),
            ]
        );
    }

    private static string LostIn(string component) => "town_component_points_lost." + component;
}
