namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>
/// Finds out what a column follows from. Names only propose (结案率, 合计, 增减, 排名); a reading is taken when it fits most
/// rows as printed, so that the rows that it does not fit are the errors.
/// </summary>
internal static class InferFormulas
{
    /// <summary>The part of the rows that a reading must fit.</summary>
    private const double Most = 0.6;

    public static Table Apply(Table table, List<string> notChecked)
    {
        var columns = table.Columns.ToList();
        for (var c = 0; c < columns.Count; c++)
        {
            if (!Proposals(table, c, out var wanted))
            {
                continue;
            }

            var best = wanted
                .Select(proposal => (proposal.Formula, proposal.Suits, Score: Score(table, c, proposal.Formula)))
                .Where(proposal => IsTaken(proposal.Score, proposal.Suits))
                .OrderByDescending(proposal => proposal.Score.Fits)
                .ThenByDescending(proposal => proposal.Suits)
                .ThenBy(proposal => Distance(table, c, proposal.Formula))
                .Select(proposal => proposal.Formula)
                .FirstOrDefault();
            if (best is not null)
            {
                columns[c] = columns[c] with { Formula = best };
            }
            else
            {
                notChecked.Add($"column {columns[c].Key} ({columns[c].Heading}): nothing found that it follows from");
            }
        }

        return table with
        {
            Columns = columns,
        };
    }

    /// <summary>Rates are compared in percent, however they were typed: 0.9372 under 结案率 is 93.72 %.</summary>
    public static Table RatesInPercent(Table table)
    {
        var rows = table.Rows.ToList();
        for (var c = 0; c < table.Columns.Count; c++)
        {
            var numbers = rows.Select(row => row.Cells[c]).Where(cell => cell.Value is not null).ToList();
            if (
                table.Columns[c].Kind != ColumnKind.Rate
                || numbers.Count == 0
                || table.Columns[c].Heading.Contains('%', StringComparison.Ordinal)
                || numbers.Exists(cell => cell.Text.EndsWith('%') || Math.Abs(cell.Value!.Value) > 1.5m)
                || numbers.TrueForAll(cell => cell.Decimals == 0)
            )
            {
                continue;
            }

            rows =
            [
                .. rows.Select(row =>
                    row with
                    {
                        Cells =
                        [
                            .. row.Cells.Select(
                                (cell, i) =>
                                    i != c || cell.Value is null
                                        ? cell
                                        : cell with
                                        {
                                            Value = cell.Value * 100,
                                            Decimals = Math.Max(0, cell.Decimals - 2),
                                            Slack = cell.Slack * 100,
                                            Text =
                                                Printed.Number(cell.Value.Value * 100, Math.Max(0, cell.Decimals - 2))
                                                + "%",
                                        }
                            ),
                        ],
                    }
                ),
            ];
        }

        return table with
        {
            Rows = rows,
        };
    }

    private static bool IsTaken((int Fits, int Tested) score, int suits) =>
        score.Tested switch
        {
            0 => false,
            1 => score.Fits == 1 || suits == 3, // one row alone proves nothing: the names must say it, or the number
            _ => score.Fits >= Math.Max(2, Most * score.Tested) || (suits == 3 && score.Fits > 0),
        };

    private static bool Proposals(Table table, int c, out List<(Formula Formula, int Suits)> wanted)
    {
        var column = table.Columns[c];
        var numbers = table.Columns.Where(other => other.AddsUp && other.Key != column.Key).ToList();
        var pairs = numbers.SelectMany(a => numbers.Where(b => b.Key != a.Key).Select(b => (a, b)));
        wanted = [];
        if (column.Kind == ColumnKind.Rate)
        {
            foreach (var (a, b) in pairs)
            {
                wanted.Add((new Formula.Quotient(a.Key, b.Key), Names.Suits(column.Heading, a.Heading, b.Heading)));
                wanted.Add((new Formula.Change(a.Key, b.Key), Names.SuitsChange(column.Heading, a.Heading, b.Heading)));
            }

            if (table.Rows.Any(row => row.Kind == RowKind.Total))
            {
                wanted.AddRange(numbers.Select(a => ((Formula)new Formula.Share(a.Key), 0)));
            }
        }
        else if (column.Kind == ColumnKind.Rank)
        {
            foreach (
                var other in table.Columns.Where(
                    (other, i) => other.IsNumeric && other.Key != column.Key && TellsApart(table, i)
                )
            )
            {
                wanted.Add((new Formula.RankBy(other.Key), 0));
                wanted.Add((new Formula.RankBy(other.Key, SmallestFirst: true), 0));
            }
        }
        else if (column.AddsUp && Names.SumLevel(column.Headings[^1]) > 0)
        {
            wanted.AddRange(SumsFor(table, c).Where(sum => sum.Of.Count > 1).Select(sum => ((Formula)sum, 0)));
        }
        else if (column.AddsUp && Names.IsDifference(column.Heading))
        {
            wanted.AddRange(pairs.Select(pair => ((Formula)new Formula.Difference(pair.a.Key, pair.b.Key), 0)));
        }

        return wanted.Count > 0;
    }

    // Numbers that are all the same rank everything everywhere.
    private static bool TellsApart(Table table, int c)
    {
        var numbers = table
            .Rows.Where(row => row.Kind == RowKind.Item)
            .Select(row => row.Cells[c].Value)
            .OfType<decimal>()
            .ToList();
        return numbers.Distinct().Count() * 2 > numbers.Count;
    }

    /// <summary>What a column called 合计 may be the sum of: its heading's other columns, its neighbours, all.</summary>
    private static IEnumerable<Formula.Sum> SumsFor(Table table, int c)
    {
        var columns = table.Columns;
        bool IsPart(int i) =>
            i != c
            && columns[i].AddsUp
            && Names.SumLevel(columns[i].Headings[^1]) == 0
            && !Names.IsDifference(columns[i].Heading);
        bool IsSubtotal(int i) =>
            i != c
            && columns[i].AddsUp
            && Names.SumLevel(columns[i].Headings[^1]) is > 0 and var level
            && (
                level < Names.SumLevel(columns[c].Headings[^1]) || columns[i].Headings.Count > columns[c].Headings.Count
            );
        Formula.Sum Of(IEnumerable<int> parts) => new([.. parts.Select(i => columns[i].Key)]);

        var all = Enumerable.Range(0, columns.Count);
        if (columns[c].Headings.Count > 1)
        {
            yield return Of(
                all.Where(i =>
                    IsPart(i) && columns[i].Headings.Count > 1 && columns[i].Headings[0] == columns[c].Headings[0]
                )
            );
        }

        // Neighbours to the right, then to the left, each run cut short step by step: 总数 | 事件 | 部件 | 结案数 ...
        var right = Enumerable.Range(c + 1, columns.Count - c - 1).TakeWhile(IsPart).ToList();
        var left = Enumerable.Range(0, c).Reverse().TakeWhile(IsPart).ToList();
        for (var length = right.Count; length > 1; length--)
        {
            yield return Of(right.Take(length));
        }

        for (var length = left.Count; length > 1; length--)
        {
            yield return Of(left.Take(length).Reverse());
        }

        yield return Of(all.Where(IsPart));
        yield return Of(all.Where(IsSubtotal));
    }

    private static (int Fits, int Tested) Score(Table table, int c, Formula formula)
    {
        // The items alone, each by itself: totals are judged afterwards, by what the items say.
        var trial = table with
        {
            Columns =
            [
                .. table.Columns.Select(
                    (column, i) => i == c ? column with { Formula = formula } : column with { Formula = null }
                ),
            ],
            Rows = [.. table.Rows.Select(row => row with { SumOf = [] })],
        };
        return new Footing(trial).Fit(c);
    }

    private static int Distance(Table table, int c, Formula formula) =>
        formula switch
        {
            Formula.Quotient q => Apart(table, c, q.Of) + Apart(table, c, q.By),
            Formula.Change d => Apart(table, c, d.Now) + Apart(table, c, d.Before),
            Formula.Difference d => Apart(table, c, d.Now) + Apart(table, c, d.Before),
            Formula.Share s => Apart(table, c, s.Of),
            Formula.RankBy rank => Apart(table, c, rank.Of) + (rank.SmallestFirst ? 1 : 0),
            _ => 0,
        };

    private static int Apart(Table table, int c, string key) => Math.Abs(table.IndexOf(key) - c);
}
