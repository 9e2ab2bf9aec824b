using CityOps.App.Features.Bulletins.Tables;
using CityOps.App.Features.Statistics;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>A metric's columns in a table: this month, and where it is compared the month before and 环比.</summary>
internal sealed record Counted(string Metric, string Heading, bool IsCompared = false);

/// <summary>A column that is the quotient of two others of the table, in percent.</summary>
/// <param name="Key">The metric whose parts the two are, e.g. closing_rate.</param>
internal sealed record Rate(string Key, string Heading, string Of, string By);

/// <summary>
/// Tables out of frozen figures. Totals are the metrics' own, not sums of the rows, so that the cross-footing compares
/// two countings. A metric that was not counted when the month was frozen has no column.
/// </summary>
internal sealed class MonthTables(FrozenMonth now, FrozenMonth? before, FrozenMonth? lastYear)
{
    private const int RateDecimals = 2;

    // In an address: the records that say none.
    private const string Nowhere = "-";

    // What a leader reads first, in this order; everything that was counted is on the figures page.
    private static readonly string[] Principal =
    [
        "patrols",
        "problems_found",
        "problems_rectified_on_site",
        "problems_transferred",
        "persons_turned_out",
        "cases_reported",
        "cases_filed",
        "cases_dispatched",
        "cases_closed",
        "cases_due",
        "cases_due_closed",
        "cases_overdue",
        "filing_rate",
        "dispatch_rate",
        "disposal_rate",
        "closing_rate",
        "on_time_closing_rate",
        "rework_rate",
        "median_hours_to_close",
        "letters",
        "penalties",
        "feedback_received",
        "ponding_events",
    ];

    /// <summary>The principal numbers with their comparisons: 环比 and 同比 as a share of what they are compared
    /// with.</summary>
    public Table Indicators()
    {
        Column[] columns =
        [
            new("name", "指标", ColumnKind.Label),
            new("unit", "单位", ColumnKind.Label),
            new("now", "本月", ColumnKind.Other),
            new("before", "上月", ColumnKind.Other),
            new("change", "环比", ColumnKind.Rate, "", RateDecimals, new Formula.Change("now", "before")),
            new("last_year", "去年同期", ColumnKind.Other),
            new("year_change", "同比", ColumnKind.Rate, "", RateDecimals, new Formula.Change("now", "last_year")),
        ];
        Cell Amount(decimal? value, string? evidence = null) =>
            Cell.Number(
                value,
                columns[2] with
                {
                    Decimals = value is { } number && number != decimal.Truncate(number) ? 2 : 0,
                },
                evidence
            );
        var rows = PrincipalFigures(arePercentages: false)
            .Select(figure =>
            {
                var (last, year) = (before?.Total(figure.Metric), lastYear?.Total(figure.Metric));
                return new Row(
                    RowKind.Item,
                    [
                        Cell.Label(figure.Name),
                        Cell.Label(figure.Unit),
                        Amount(figure.Total, Evidence(figure.Metric, null, null)),
                        Amount(last),
                        Cell.Number(Change(figure.Total, last), columns[4]),
                        Amount(year),
                        Cell.Number(Change(figure.Total, year), columns[6]),
                    ]
                );
            });
        return new Table("indicators", "主要指标", columns, [.. rows])
        {
            Note =
                "结案数为本月办结的案件，不论何时到期；应结案数为结案时限在本月内的案件。"
                + "环比、同比为较上月、较去年同月的增减幅；“—”表示对比数为零或未定版。",
        };
    }

    /// <summary>The principal rates; what they differ by is told in percentage points (百分点), never as a percentage of a
    /// percentage.</summary>
    /// <returns>Null when there are none.</returns>
    public Table? Rates()
    {
        Column[] columns =
        [
            new("name", "指标", ColumnKind.Label),
            new("now", "本月", ColumnKind.Rate, "", RateDecimals),
            new("before", "上月", ColumnKind.Rate, "", RateDecimals),
            new("change", "较上月", ColumnKind.Other, "百分点", RateDecimals, new Formula.Difference("now", "before")),
            new("last_year", "去年同期", ColumnKind.Rate, "", RateDecimals),
            new(
                "year_change",
                "较去年同期",
                ColumnKind.Other,
                "百分点",
                RateDecimals,
                new Formula.Difference("now", "last_year")
            ),
        ];
        var rows = PrincipalFigures(arePercentages: true)
            .Select(figure =>
            {
                var (last, year) = (before?.Total(figure.Metric), lastYear?.Total(figure.Metric));
                return new Row(
                    RowKind.Item,
                    [
                        Cell.Label(figure.Name),
                        Cell.Number(figure.Total, columns[1], Evidence(figure.Metric, null, null)),
                        Cell.Number(last, columns[2]),
                        Cell.Number(figure.Total - last, columns[3]),
                        Cell.Number(year, columns[4]),
                        Cell.Number(figure.Total - year, columns[5]),
                    ]
                );
            })
            .ToList();
        return rows.Count == 0
            ? null
            : new Table("rates", "主要比率", columns, rows)
            {
                Note = OverHundred(rows, column: 1) + "“—”表示没有应计的案件或对比月未定版。",
            };
    }

    // A share of over 100 % is right only where what is counted above is not a part of what is counted below.
    private static string OverHundred(IReadOnlyList<Row> rows, int column)
    {
        var over = rows.Where(row => row.Cells[column].Value > 100).Select(row => row.Cells[0].Text).ToList();
        return over.Count == 0
            ? ""
            : $"{string.Join('、', over)}超过100%，是因为分子含有不在本月分母之内的案件，如上月立案、本月办理的。";
    }

    private IEnumerable<FrozenFigure> PrincipalFigures(bool arePercentages) =>
        Principal.Select(now.Figure).OfType<FrozenFigure>().Where(figure => figure.Unit == "%" == arePercentages);

    /// <summary>Metrics by organisation, town or category, with the total below.</summary>
    /// <param name="share">Adds 占比 of this metric.</param>
    /// <param name="rankBy">Adds the places by this metric or the rate, the largest first.</param>
    /// <param name="rate">Adds a rate.</param>
    /// <param name="note">Printed below where there is a rate.</param>
    /// <returns>Null when nothing was counted.</returns>
    public Table? By(
        Dimension dimension,
        string key,
        string title,
        string label,
        Counted[] counted,
        string? share = null,
        string? rankBy = null,
        Rate? rate = null,
        string? note = null
    )
    {
        counted = [.. counted.Where(c => now.Figure(c.Metric) is not null)];
        // What only the month before has stands in a row of its own, or its column would not add up.
        var names = counted
            .SelectMany(c => FrozenMonth.Rows(now.Figure(c.Metric)!, dimension))
            .Concat(
                counted
                    .Where(c => c.IsCompared)
                    .Select(c => before?.Figure(c.Metric))
                    .OfType<FrozenFigure>()
                    .SelectMany(figure => FrozenMonth.Rows(figure, dimension))
            )
            .DistinctBy(row => row.Key)
            .OrderBy(row => row.Key is null)
            .ThenBy(row => row.Key, StringComparer.Ordinal)
            .ToList();
        if (names.Count == 0)
        {
            return null;
        }

        var columns = Columns(counted, share, rankBy, rate);
        var rows = names.ConvertAll(name => new Row(
            RowKind.Item,
            [
                Cell.Label(name.Name),
                .. Cells(
                    columns,
                    column => Value(column, column.Metric, dimension, name.Key, names, rate),
                    column => column.HasEvidence ? Evidence(column.Metric, dimension, name.Key ?? Nowhere) : null
                ),
            ]
        ));
        rows.Add(
            new Row(
                RowKind.Total,
                [
                    Cell.Label("合计"),
                    .. Cells(
                        columns,
                        column => Total(column, column.Metric, rate),
                        column => column.HasEvidence ? Evidence(column.Metric, null, null) : null
                    ),
                ]
            )
            {
                SumOf = [.. Enumerable.Range(0, names.Count)],
            }
        );
        return new Table(
            key,
            title,
            [new Column("name", label, ColumnKind.Label), .. columns.Select(column => column.Column)],
            rows
        )
        {
            Note = columns.FindIndex(column => column.Shows == Shows.Rate) is var quotient and >= 0
                ? note + OverHundred(rows, 1 + quotient)
                : null,
        };
    }

    /// <summary>Null over nothing: printed as "—".</summary>
    public static decimal? Change(decimal? now, decimal? before) =>
        now is { } a && before is { } b && b != 0 ? 100 * (a - b) / b : null;

    /// <summary>Address of the console's page that lists the records behind a number.</summary>
    public string Evidence(string metric, Dimension? dimension, string? key) =>
        $"/figures/{metric}/evidence?from={now.FirstDay:yyyy-MM-dd}&to={now.FirstDay.AddMonths(1).AddDays(-1):yyyy-MM-dd}"
        + (dimension is null ? "" : $"&{dimension.Code}={Uri.EscapeDataString(key!)}");

    private enum Shows
    {
        Now,
        Before,
        Change,
        Share,
        Rate,
        Rank,
    }

    private sealed record Shown(Column Column, string Metric, Shows Shows)
    {
        public bool HasEvidence => Shows is Shows.Now or Shows.Rate;
    }

    private List<Shown> Columns(Counted[] counted, string? share, string? rankBy, Rate? rate)
    {
        var columns = new List<Shown>();
        foreach (var (metric, heading, isCompared) in counted)
        {
            var unit = now.Figure(metric)!.Unit;
            if (!isCompared || before?.Figure(metric) is null)
            {
                columns.Add(new(new Column(metric, heading, ColumnKind.Count, unit), metric, Shows.Now));
                continue;
            }

            columns.Add(new(new Column(metric, [heading, "本月"], ColumnKind.Count, unit), metric, Shows.Now));
            columns.Add(
                new(new Column(metric + "_before", [heading, "上月"], ColumnKind.Count, unit), metric, Shows.Before)
            );
            columns.Add(
                new(
                    new Column(
                        metric + "_change",
                        [heading, "环比"],
                        ColumnKind.Rate,
                        "",
                        RateDecimals,
                        new Formula.Change(metric, metric + "_before")
                    ),
                    metric,
                    Shows.Change
                )
            );
        }

        string Heading(string metric) => counted.First(c => c.Metric == metric).Heading;
        if (share is not null && counted.Any(c => c.Metric == share))
        {
            columns.Add(
                new(
                    new Column(
                        share + "_share",
                        Heading(share) + "占比",
                        ColumnKind.Rate,
                        "",
                        RateDecimals,
                        new Formula.Share(share)
                    ),
                    share,
                    Shows.Share
                )
            );
        }

        if (rate is not null && counted.Any(c => c.Metric == rate.Of) && counted.Any(c => c.Metric == rate.By))
        {
            columns.Add(
                new(
                    new Column(
                        rate.Key,
                        rate.Heading,
                        ColumnKind.Rate,
                        "",
                        RateDecimals,
                        new Formula.Quotient(rate.Of, rate.By)
                    ),
                    rate.Key,
                    Shows.Rate
                )
            );
        }

        if (rankBy is not null && columns.Any(column => column.Column.Key == rankBy))
        {
            columns.Add(
                new(
                    new Column(
                        "rank",
                        rankBy == rate?.Key ? "排名" : Heading(rankBy) + "排名",
                        ColumnKind.Rank,
                        "",
                        0,
                        new Formula.RankBy(rankBy)
                    ),
                    rankBy,
                    Shows.Rank
                )
            );
        }

        return columns;
    }

    private static IEnumerable<Cell> Cells(
        List<Shown> columns,
        Func<Shown, decimal?> value,
        Func<Shown, string?> evidence
    ) => columns.Select(column => Cell.Number(value(column), column.Column, evidence(column)));

    private decimal? Value(
        Shown column,
        string metric,
        Dimension dimension,
        string? key,
        List<FigureRow> names,
        Rate? rate
    )
    {
        decimal? Ranked(string? of) =>
            metric == rate?.Key
                ? Quotient(rate, part => now.Value(part, dimension, of)) is { } percent
                    ? Printed.Round(percent, RateDecimals)
                    : null
                : now.Value(metric, dimension, of);
        if (column.Shows == Shows.Rate)
        {
            return Quotient(rate!, part => now.Value(part, dimension, key));
        }

        if (column.Shows == Shows.Rank)
        {
            return Ranked(key) is { } own ? 1 + names.Count(other => Ranked(other.Key) > own) : null;
        }

        var (value, last) = (now.Value(metric, dimension, key), before?.Value(metric, dimension, key));
        return column.Shows switch
        {
            Shows.Now => value,
            Shows.Before => last,
            Shows.Change => Change(value, last),
            _ => now.Total(metric) is { } total && total != 0 ? 100 * value / total : null,
        };
    }

    private static decimal? Quotient(Rate rate, Func<string, decimal?> part) =>
        part(rate.Of) is { } above && part(rate.By) is { } below && below != 0 ? 100 * above / below : null;

    private decimal? Total(Shown column, string metric, Rate? rate)
    {
        var (value, last) = (now.Total(metric), before?.Total(metric));
        return column.Shows switch
        {
            Shows.Now => value,
            Shows.Before => last,
            Shows.Change => Change(value, last),
            Shows.Share => value is { } total && total != 0 ? 100 : null,
            Shows.Rate => Quotient(rate!, now.Total),
            _ => null,
        };
    }
}
