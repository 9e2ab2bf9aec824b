using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins.Tables;
using CityOps.App.Features.Statistics;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>
/// The bulletin of a month out of its frozen figures and nothing else; what was not counted is not mentioned.
/// </summary>
public static class ComposeMonth
{
    private const int MaxInText = 5;

    private static readonly Rate Closing = new("closing_rate", "结案率", "cases_due_closed", "cases_due");

    // 应结案 and 结案 count other cases: those whose time ran out, and those that were brought to an end.
    private const string DueAndClosed =
        "应结案数为结案时限在本月内的案件，“其中已结案”为其中已办结的案件；结案率＝其中已结案÷应结案数。";

    /// <param name="before">The month before, as it was frozen when this one was; null prints no 环比.</param>
    /// <param name="lastYear">The same month a year earlier, likewise.</param>
    /// <param name="facts">What is told beside the frozen figures.</param>
    /// <returns>Not sealed yet.</returns>
    internal static Bulletin Run(
        FrozenMonth now,
        FrozenMonth? before,
        FrozenMonth? lastYear,
        BulletinOptions options,
        IssueFacts facts
    )
    {
        var tables = new MonthTables(now, before, lastYear);
        var sections = new List<Section>
        {
            new(
                "overview",
                1,
                "总体情况",
                [
                    new Paragraph([Overview(now, tables)]),
                    new TableBlock(tables.Indicators()),
                    .. tables.Rates() is { } rates ? [new TableBlock(rates)] : Array.Empty<Block>(),
                ]
            ),
        };
        Add(sections, CaseSections.Sources(now, before, tables, facts));
        var organisations = tables.By(
            Dimension.Organisation,
            "organisations",
            "各单位巡查情况",
            "单位",
            [
                new("patrols", "巡查次数", IsCompared: true),
                new("problems_found", "发现问题", IsCompared: true),
                new("problems_rectified_on_site", "现场整改"),
                new("problems_transferred", "转属地镇街"),
            ]
        );
        if (organisations is not null)
        {
            sections.Add(
                new(
                    "patrols",
                    1,
                    "巡查情况",
                    [.. PatrolLines(now, tables, organisations, facts), new TableBlock(organisations)]
                )
            );
        }

        var towns = tables.By(
            Dimension.Town,
            "towns",
            "各镇街案件情况",
            "镇街",
            [
                new("problems_found", "发现问题"),
                new("cases_filed", "立案数", IsCompared: true),
                new("cases_due", "应结案数"),
                new("cases_due_closed", "其中已结案"),
            ],
            rankBy: Closing.Key,
            rate: Closing,
            note: DueAndClosed
        );
        if (towns is not null)
        {
            sections.Add(
                new("towns", 1, "各镇街情况", [.. TopFive(towns, "镇街"), new TableBlock(towns), .. Chart(towns)])
            );
        }

        var categories = tables.By(
            Dimension.Category,
            "categories",
            "各类别案件情况",
            "类别",
            [
                new("problems_found", "发现问题"),
                new("cases_filed", "立案数"),
                new("cases_due", "应结案数"),
                new("cases_due_closed", "其中已结案"),
            ],
            share: "cases_filed",
            rate: Closing,
            note: DueAndClosed
        );
        if (categories is not null)
        {
            sections.Add(
                new("categories", 1, "各类别情况", [.. TopFive(categories, "类别"), new TableBlock(categories)])
            );
        }

        Add(sections, CaseSections.Overdue(now, tables, facts));
        Add(sections, FacilitySections.Work(now, tables));
        Add(sections, FacilitySections.Toilets(now, tables, facts));
        Add(sections, PondingSections.Of(now, tables, facts));
        Add(sections, AssessmentSections.TownIndex(now, tables, facts));
        Add(sections, AssessmentSections.Contractors(now, tables, facts));
        var (year, month) = (now.FirstDay.Year, now.FirstDay.Month);
        var host = options.PublicUrl?.TrimEnd('/');
        var (issuer, signedOn) = (options.Issuer ?? facts.Bureau, CityTime.Day(now.ClosedAt));
        return new Bulletin(
            options.Masthead,
            Say($"{year}年第{month}期"),
            Say($"关于{year}年{month}月城市管理巡查处置情况的通报"),
            issuer,
            options.Recipients,
            now.FirstDay,
            now.FirstDay.AddMonths(1).AddDays(-1),
            signedOn,
            sections,
            new Seal(now.Revision, now.ClosedAt, "", host) { FiguresSha256 = now.Sha256 }
        )
        {
            Imprint = new Imprint(options.CopiedTo, options.Printer ?? issuer + "办公室", signedOn),
        };
    }

    private static void Add(List<Section> sections, Section? section)
    {
        if (section is not null)
        {
            sections.Add(section);
        }
    }

    private static Sentence Overview(FrozenMonth now, MonthTables tables)
    {
        (string Metric, string Before)[] said =
        [
            ("patrols", "开展巡查"),
            ("problems_found", "发现问题"),
            ("problems_rectified_on_site", "现场整改"),
            ("problems_transferred", "转属地镇街"),
            ("cases_filed", "立案"),
            ("cases_closed", "结案"),
            ("cases_due", "本月应结案"),
            ("cases_due_closed", "其中已结案"),
            ("feedback_received", "收到公厕扫码反馈"),
        ];
        var figures = said.Select(s => (s.Before, Figure: now.Figure(s.Metric)))
            .Where(s => s.Figure is not null)
            .ToList();
        return new Sentence(
            Say($"{now.FirstDay.Month}月，全市")
                + string.Join(
                    '，',
                    figures.Select(s => s.Before + Printed.Number(s.Figure!.Total ?? 0, 0) + s.Figure.Unit)
                )
                + "。",
            [
                .. figures.Select(s => new Mention(Printed.Number(s.Figure!.Total ?? 0, 0), s.Figure.Total ?? 0)
                {
                    Cell = new("indicators", $"{s.Figure.Name} {s.Figure.Unit}", "now"),
                    Evidence = tables.Evidence(s.Figure.Metric, null, null),
                }),
            ]
        );
    }

    /// <summary>In the manner of the notice: 组织环卫中心工作人员开展巡查90次，发现问题395个。</summary>
    private static IEnumerable<Block> PatrolLines(
        FrozenMonth now,
        MonthTables tables,
        Table organisations,
        IssueFacts facts
    )
    {
        if (now.Figure("patrols") is not { } patrols || now.Figure("problems_found") is not { } problems)
        {
            yield break;
        }

        var rows = FrozenMonth
            .Rows(patrols, Dimension.Organisation)
            .Where(row => row is { Key: not null, Value: > 0 })
            .ToLookup(row => facts.TownOffices.Contains(row.Key!));
        foreach (var row in rows[false].OrderByDescending(row => row.Value))
        {
            var found = now.Value("problems_found", Dimension.Organisation, row.Key) ?? 0;
            var (times, count) = (Printed.Number(row.Value!.Value, 0), Printed.Number(found, 0));
            // Of two units with one name the table's row cannot be told by it.
            CellName? Cell(string column) =>
                organisations.Rows.Count(other => organisations.Label(other) == row.Name) == 1
                    ? new("organisations", row.Name, column)
                    : null;
            yield return new Paragraph([
                new Sentence(
                    $"组织{row.Name}工作人员开展巡查{times}{patrols.Unit}，发现问题{count}{problems.Unit}。",
                    [
                        new Mention(times, row.Value!.Value)
                        {
                            Cell = Cell("patrols"),
                            Evidence = tables.Evidence("patrols", Dimension.Organisation, row.Key),
                        },
                        new Mention(count, found)
                        {
                            Cell = Cell("problems_found"),
                            Evidence = tables.Evidence("problems_found", Dimension.Organisation, row.Key),
                        },
                    ]
                ),
            ]);
        }

        if (rows[true].Any())
        {
            var (sorties, seen) = (
                rows[true].Sum(row => row.Value!.Value),
                rows[true].Sum(row => now.Value("problems_found", Dimension.Organisation, row.Key) ?? 0)
            );
            yield return new Paragraph([
                new Sentence(
                    $"各镇街城管办共开展巡查{Printed.Number(sorties, 0)}{patrols.Unit}，发现问题{Printed.Number(seen, 0)}{problems.Unit}。",
                    [new Mention(Printed.Number(sorties, 0), sorties), new Mention(Printed.Number(seen, 0), seen)]
                ),
            ]);
        }
    }

    private static IEnumerable<Block> TopFive(Table table, string what)
    {
        if (table.Columns.All(column => column.Key != "cases_filed"))
        {
            yield break;
        }

        var filed = table.IndexOf("cases_filed");
        var first = table
            .Rows.Where(row =>
                row.Kind == RowKind.Item && row.Cells[filed].Value > 0 && table.Label(row) != Dimension.Unnamed
            )
            .OrderByDescending(row => row.Cells[filed].Value)
            .Take(MaxInText)
            .ToList();
        if (first.Count > 1)
        {
            var unit = table.Columns[filed].Unit;
            yield return new Paragraph([
                new Sentence(
                    Say($"立案数居前{first.Count}位的{what}依次为：")
                        + string.Join('、', first.Select(row => $"{table.Label(row)}{row.Cells[filed].Text}{unit}"))
                        + "。",
                    [
                        .. first.Select(row => new Mention(row.Cells[filed].Text, row.Cells[filed].Value!.Value)
                        {
                            Cell =
                                table.Rows.Count(other => table.Label(other) == table.Label(row)) == 1
                                    ? new(table.Key, table.Label(row), "cases_filed")
                                    : null,
                        }),
                    ]
                ),
            ]);
        }
    }

    private static IEnumerable<Block> Chart(Table towns)
    {
        if (towns.Columns.All(column => column.Key != "cases_filed"))
        {
            yield break;
        }

        var filed = towns.IndexOf("cases_filed");
        var rows = towns
            .Rows.Where(row => row.Kind == RowKind.Item)
            .OrderByDescending(row => row.Cells[filed].Value)
            .ToList();
        if (rows.Count > 1)
        {
            yield return new ChartBlock(
                new Chart(
                    "towns",
                    "各镇街立案数",
                    towns.Columns[filed].Unit,
                    ChartShape.Bars,
                    rows.ConvertAll(towns.Label),
                    [new ChartSeries("立案数", rows.ConvertAll(row => row.Cells[filed].Value))]
                )
            );
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
