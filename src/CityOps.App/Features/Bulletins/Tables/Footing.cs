using System.Globalization;

namespace CityOps.App.Features.Bulletins.Tables;

/// <summary>A cell that would explain why both its row and its column do not add up, with the value that
/// would.</summary>
internal readonly record struct Suspect(int Row, int Column, decimal Value);

/// <summary>
/// A number between its bounds. Sums and quotients of rounded numbers are only known so far.
/// </summary>
internal readonly record struct Estimate(decimal Value, decimal Slack);

/// <summary>One table's numbers: what each cell should be, from the items up.</summary>
internal sealed class Footing(Table table)
{
    // A double read from a workbook carries noise in its sixteenth digit.
    private const decimal Noise = 0.000000001m;

    private readonly Dictionary<(int Row, int Column), Estimate?> _should = [];
    private readonly Dictionary<string, Ranking> _rankings = [];

    public List<Contradiction> Contradictions()
    {
        var found = new List<Contradiction>();
        for (var r = 0; r < table.Rows.Count; r++)
        {
            for (var c = 0; c < table.Columns.Count; c++)
            {
                if (Check(r, c) is { } contradiction)
                {
                    found.Add(contradiction);
                }
            }
        }

        return found;
    }

    /// <summary>In how many of the items with something to compare the column is what its formula says.</summary>
    public (int Fits, int Tested) Fit(int c)
    {
        var (fits, tested) = (0, 0);
        for (var r = 0; r < table.Rows.Count; r++)
        {
            var canTell =
                table.Rows[r].Kind == RowKind.Item
                && table.Rows[r].Cells[c].Value is not null
                && (table.Columns[c].Formula is Formula.RankBy || Calculate(r, c, AsPrinted) is not null);
            tested += canTell ? 1 : 0;
            fits += canTell && Check(r, c) is null ? 1 : 0;
        }

        return (fits, tested);
    }

    /// <summary>Crossings of a total row and a sum column that are off by the same amount.</summary>
    public IEnumerable<Suspect> CrossingSuspects()
    {
        for (var total = 0; total < table.Rows.Count; total++)
        {
            foreach (var item in table.Rows[total].SumOf)
            {
                for (var sum = 0; sum < table.Columns.Count; sum++)
                {
                    if (
                        table.Columns[sum].Formula is not Formula.Sum(var parts)
                        || Gap(item, sum) is not { } acrossGap
                        || acrossGap == 0
                    )
                    {
                        continue;
                    }

                    foreach (var part in parts.Select(table.IndexOf))
                    {
                        if (Gap(total, part) == acrossGap && table.Rows[item].Cells[part].Value is { } printed)
                        {
                            yield return new Suspect(item, part, printed + acrossGap);
                        }
                    }
                }
            }
        }
    }

    public static string Print(decimal value, Cell like, Column column) =>
        Printed.Number(value, like.Decimals) + (column.Kind == ColumnKind.Rate || like.Text.EndsWith('%') ? "%" : "");

    private Contradiction? Check(int r, int c)
    {
        var row = table.Rows[r];
        var column = table.Columns[c];
        var cell = row.Cells[c];
        if (cell.Value is not { } printed || Rule(r, c) is not { } rule)
        {
            return null;
        }

        if (column.Formula is Formula.RankBy rank)
        {
            return CheckRank(row, column, cell, rank, rule);
        }

        if (Should(r, c) is not { } should || Agrees(printed, cell, should))
        {
            return null;
        }

        // What it would be from its neighbours as they are printed, right or wrong.
        var follows = FromPrinted(r, c) is { } local && Agrees(printed, cell, local);
        return new Contradiction(
            table.Title,
            cell.Address,
            table.Label(row),
            column.Heading,
            cell.Text,
            Print(should.Value, cell, column),
            rule,
            follows
        );
    }

    private static bool Agrees(decimal printed, Cell cell, Estimate should)
    {
        var distance = Math.Abs(printed - should.Value);
        // Printed with fewer places than it is known to: half a unit of the last place either way.
        var rounding =
            decimal.Round(should.Value, cell.Decimals) == should.Value ? cell.Slack : Printed.HalfUnit(cell.Decimals);
        return distance <= Math.Max(rounding, cell.Slack) + should.Slack + (Noise * Math.Max(1, Math.Abs(printed)));
    }

    private decimal? Gap(int r, int c) =>
        table.Rows[r].Cells[c].Value is { } printed
        && FromPrinted(r, c) is { } local
        && !Agrees(printed, table.Rows[r].Cells[c], local)
            ? printed - local.Value
            : null;

    private Estimate? Should(int r, int c)
    {
        if (!_should.TryGetValue((r, c), out var known))
        {
            _should[(r, c)] = null; // a formula that goes in a circle ends here
            _should[(r, c)] = known = Calculate(r, c, Should) ?? AsPrinted(r, c);
        }

        return known;
    }

    private Estimate? FromPrinted(int r, int c) => Calculate(r, c, AsPrinted);

    private Estimate? AsPrinted(int r, int c) =>
        table.Rows[r].Cells[c] is { Value: { } value } cell ? new Estimate(value, cell.Slack) : null;

    private Estimate? Calculate(int r, int c, Func<int, int, Estimate?> of)
    {
        var column = table.Columns[c];
        if (table.Rows[r].SumOf is { Count: > 0 } rows && column.AddsUp)
        {
            // Of what cannot be worked out the sum cannot be told either.
            return rows.Any(row => table.Rows[row].Cells[c].IsError) ? null : Add(rows.Select(row => of(row, c)));
        }

        return column.Formula switch
        {
            Formula.Sum sum when sum.Of.Any(key => table.Rows[r].Cells[table.IndexOf(key)].IsError) => null,
            Formula.Sum sum => Add(sum.Of.Select(key => of(r, table.IndexOf(key)))),
            Formula.Quotient q => Divide(of(r, table.IndexOf(q.Of)), of(r, table.IndexOf(q.By))),
            Formula.Difference d => Subtract(of(r, table.IndexOf(d.Now)), of(r, table.IndexOf(d.Before))),
            Formula.Change d => Divide(
                Subtract(of(r, table.IndexOf(d.Now)), of(r, table.IndexOf(d.Before))),
                of(r, table.IndexOf(d.Before))
            ),
            Formula.Share s when LastTotal() is { } total => Divide(
                of(r, table.IndexOf(s.Of)),
                of(total, table.IndexOf(s.Of))
            ),
            _ => null,
        };
    }

    private int? LastTotal()
    {
        for (var r = table.Rows.Count - 1; r >= 0; r--)
        {
            if (table.Rows[r].Kind == RowKind.Total)
            {
                return r;
            }
        }

        return null;
    }

    private Contradiction? CheckRank(Row row, Column column, Cell cell, Formula.RankBy rank, string rule)
    {
        var by = table.IndexOf(rank.Of);
        if (row.Kind != RowKind.Item || row.Cells[by].Value is not { } own)
        {
            return null;
        }

        if (!_rankings.TryGetValue(column.Key, out var ranking))
        {
            var c = table.IndexOf(column.Key);
            _rankings[column.Key] = ranking = new(
                [
                    .. table
                        .Rows.Where(other => other.Kind == RowKind.Item && other.Cells[by].Value is not null)
                        .Select(other => (other.Cells[by].Value!.Value, other.Cells[c].Value)),
                ],
                rank.SmallestFirst
            );
        }

        return ranking.Fits(own, cell.Value!.Value)
            ? null
            : new Contradiction(
                table.Title,
                cell.Address,
                table.Label(row),
                column.Heading,
                cell.Text,
                ranking.ShouldBe(own).ToString(CultureInfo.InvariantCulture),
                rule,
                false
            );
    }

    // --- why
    // -------------------------------------------------------------------------------------------------------------

    private string? Rule(int r, int c)
    {
        var column = table.Columns[c];
        if (table.Rows[r].SumOf is { Count: > 0 } rows && column.AddsUp)
        {
            return $"Σ {Span(rows, c)}";
        }

        string Name(string key) => table.Columns[table.IndexOf(key)].Heading;
        return column.Formula switch
        {
            Formula.Sum sum => string.Join(" + ", sum.Of.Select(Name)),
            Formula.Quotient q => $"{Name(q.Of)} ÷ {Name(q.By)}",
            Formula.Difference d => $"{Name(d.Now)} − {Name(d.Before)}",
            Formula.Change d => $"({Name(d.Now)} − {Name(d.Before)}) ÷ {Name(d.Before)}",
            Formula.Share s => $"{Name(s.Of)} ÷ its total",
            Formula.RankBy { SmallestFirst: var smallest } rank =>
                $"{Name(rank.Of)}, {(smallest ? "smallest" : "largest")} first",
            _ => null,
        };
    }

    private string Span(IReadOnlyList<int> rows, int c)
    {
        string? Address(int row) => table.Rows[row].Cells[c].Address;
        if (Address(rows[0]) is null)
        {
            return $"{rows.Count.ToString(CultureInfo.InvariantCulture)} rows";
        }

        var isRun = rows[^1] - rows[0] == rows.Count - 1;
        return isRun && rows.Count > 1
            ? $"{Address(rows[0])}:{Address(rows[^1])}"
            : string.Join(" + ", rows.Select(Address));
    }

    // --- arithmetic of numbers that are known so far
    // ---------------------------------------------------------------------

    /// <summary>Nothing printed counts as zero; nothing at all has no sum.</summary>
    private static Estimate? Add(IEnumerable<Estimate?> parts)
    {
        var known = parts.OfType<Estimate>().ToList();
        return known.Count == 0 ? null : new Estimate(known.Sum(part => part.Value), known.Sum(part => part.Slack));
    }

    private static Estimate? Subtract(Estimate? now, Estimate? before) =>
        now is { } a && before is { } b ? new Estimate(a.Value - b.Value, a.Slack + b.Slack) : null;

    private static Estimate? Divide(Estimate? of, Estimate? by)
    {
        if (of is not { } a || by is not { } b || b.Value == 0 || Math.Abs(b.Value) <= b.Slack)
        {
            return null;
        }

        var value = 100 * a.Value / b.Value;
        var furthest = 100 * (Math.Abs(a.Value) + a.Slack) / (Math.Abs(b.Value) - b.Slack);
        return new Estimate(value, furthest - Math.Abs(value));
    }
}
