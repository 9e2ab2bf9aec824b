using CityOps.App.Features.Bulletins.Printing;
using CityOps.App.Features.Bulletins.Tables;

namespace CityOps.UnitTests.Bulletins;

/// <summary>A bulletin of a made-up month with everything that one can hold: text, tables with headings of two levels,
/// charts.</summary>
internal static class TestBulletin
{
    private static readonly string[] Towns =
    [
        "石岐街道",
        "东区街道",
        "中山港街道",
        "西区街道",
        "南区街道",
        "五桂山街道",
        "民众街道",
        "南朗街道",
        "黄圃镇",
        "东凤镇",
        "古镇镇",
        "沙溪镇",
        "坦洲镇",
        "港口镇",
        "三角镇",
        "横栏镇",
        "南头镇",
        "阜沙镇",
        "三乡镇",
        "板芙镇",
        "大涌镇",
        "神湾镇",
        "小榄镇",
    ];

    public static Bulletin Make(string? evidenceHost = "https://cg.example.cn")
    {
        var centres = Centres();
        var towns = TownTable();
        return new Bulletin(
            "城市管理工作通报",
            "2023年第12期",
            "关于2023年12月城市管理巡查处置情况的通报",
            "中山市城市管理和综合执法局",
            "各镇街，局属各单位",
            new DateOnly(2023, 12, 1),
            new DateOnly(2023, 12, 31),
            new DateOnly(2024, 1, 1),
            [
                new Section(
                    "overview",
                    1,
                    "总体情况",
                    [
                        new Paragraph([
                            new Sentence(
                                "12月，全市共立案1587宗，结案1532宗，结案率96.53%。",
                                [
                                    new Mention("1587", 1587) { Cell = new("towns", "合计", "due") },
                                    new Mention("1532", 1532) { Cell = new("towns", "合计", "closed") },
                                    new Mention("96.53%", 96.53m) { Cell = new("towns", "合计", "rate") },
                                ]
                            ),
                        ]),
                    ]
                ),
                new Section("patrols", 1, "巡查工作", []),
                new Section(
                    "patrols_centres",
                    2,
                    "各中心巡查",
                    [
                        new Paragraph([
                            new Sentence(
                                "组织环卫中心工作人员开展巡查90次，发现问题395个。",
                                [
                                    new Mention("90", 90) { Cell = new("centres", "环卫中心", "patrols") },
                                    new Mention("395", 395) { Cell = new("centres", "环卫中心", "problems") },
                                ]
                            ),
                            Sentence.Plain("组织园林中心工作人员开展巡查378次，发现问题1809个。"),
                        ]),
                        new TableBlock(centres),
                    ]
                ),
                new Section(
                    "towns",
                    1,
                    "各镇街办理情况",
                    [
                        new Paragraph("各镇街案件办理情况如下。"),
                        new TableBlock(towns),
                        new ChartBlock(
                            new Chart(
                                "towns",
                                "各镇街结案率",
                                "%",
                                ChartShape.Bars,
                                Towns,
                                [
                                    new ChartSeries(
                                        "结案率",
                                        [.. towns.Rows.Take(Towns.Length).Select(row => row.Cells[4].Value)],
                                        2
                                    ),
                                ]
                            )
                        ),
                        new ChartBlock(
                            new Chart(
                                "compare",
                                "各中心发现问题",
                                "个",
                                ChartShape.Columns,
                                ["环卫中心", "园林中心", "垃圾处理中心"],
                                [new ChartSeries("上月", [380, 1700, 140]), new ChartSeries("本月", [395, 1809, 129])]
                            )
                        ),
                        new ChartBlock(
                            new Chart(
                                "days",
                                "每日立案",
                                "宗",
                                ChartShape.Line,
                                [.. Enumerable.Range(1, 31).Select(day => $"{day}日")],
                                [
                                    new ChartSeries(
                                        "立案",
                                        [.. Enumerable.Range(1, 31).Select(day => (decimal?)(40 + (day * 7 % 23)))]
                                    ),
                                ]
                            )
                        ),
                    ]
                ),
            ],
            new Seal(
                1,
                new DateTimeOffset(2023, 12, 31, 16, 30, 0, TimeSpan.Zero),
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                evidenceHost
            )
        )
        {
            DocumentNumber = "城管通〔2024〕1号",
            Imprint = new Imprint("局领导", "中山市城市管理和综合执法局办公室", new DateOnly(2024, 1, 1)),
        };
    }

    /// <summary>Headings of two levels, a rate of change, a zero base.</summary>
    public static Table Centres()
    {
        Column[] columns =
        [
            new("centre", "单位", ColumnKind.Label),
            new("patrols", ["巡查", "次数"], ColumnKind.Count, "次"),
            new("problems", ["发现问题", "本月"], ColumnKind.Count, "个"),
            new("before", ["发现问题", "上月"], ColumnKind.Count, "个"),
            new("change", ["发现问题", "环比"], ColumnKind.Rate, "", 2, new Formula.Change("problems", "before")),
        ];
        Row Centre(string name, int patrols, int problems, int before) =>
            new(
                RowKind.Item,
                [
                    Cell.Label(name),
                    Cell.Number(patrols, columns[1], $"/figures?metric=patrols&org={patrols}"),
                    Cell.Number(problems, columns[2]),
                    Cell.Number(before, columns[3]),
                    Cell.Number(before == 0 ? null : 100m * (problems - before) / before, columns[4]),
                ]
            );
        Row[] rows =
        [
            Centre("环卫中心", 90, 395, 380),
            Centre("园林中心", 378, 1809, 1700),
            Centre("垃圾处理中心", 117, 129, 0),
            Centre("合计", 585, 2333, 2080),
        ];
        rows[3] = rows[3] with { Kind = RowKind.Total, SumOf = [0, 1, 2] };
        return new Table("centres", "各中心巡查情况", columns, rows)
        {
            Note = "环比为与上月相比的增减幅，上月为零的以“—”表示。",
        };
    }

    private static Table TownTable()
    {
        Column[] columns =
        [
            new("rank", "排名", ColumnKind.Rank, "", 0, new Formula.RankBy("rate")),
            new("town", "镇街", ColumnKind.Label),
            new("due", "应结案数", ColumnKind.Count, "宗"),
            new("closed", "结案数", ColumnKind.Count, "宗"),
            new("rate", "结案率", ColumnKind.Rate, "", 2, new Formula.Quotient("closed", "due")),
        ];
        // Every town has a rate of its own, so that each has a place of its own.
        var numbers = Towns
            .Select((town, i) => (Town: town, Due: 47 + (2 * i), Closed: 47 + (2 * i) - (i * (i + 1) / 44 % 9)))
            .ToList();
        var rows = numbers.Select(n => (n, Rate: Printed.Round(100m * n.Closed / n.Due, 2))).ToList();
        List<Row> all =
        [
            .. rows.Select(row => new Row(
                RowKind.Item,
                [
                    Cell.Number(1 + rows.Count(other => other.Rate > row.Rate), columns[0]),
                    Cell.Label(row.n.Town),
                    Cell.Number(row.n.Due, columns[2]),
                    Cell.Number(row.n.Closed, columns[3]),
                    Cell.Number(100m * row.n.Closed / row.n.Due, columns[4]),
                ]
            )),
        ];
        var (due, closed) = (numbers.Sum(n => n.Due), numbers.Sum(n => n.Closed));
        all.Add(
            new Row(
                RowKind.Total,
                [
                    Cell.Label(""),
                    Cell.Label("合计"),
                    Cell.Number(due, columns[2]),
                    Cell.Number(closed, columns[3]),
                    Cell.Number(100m * closed / due, columns[4]),
                ]
            )
            {
                SumOf = [.. Enumerable.Range(0, Towns.Length)],
            }
        );
        return new Table("towns", "各镇街案件办理情况", columns, all);
    }
}
