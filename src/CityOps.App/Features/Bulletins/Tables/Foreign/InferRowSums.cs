namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>
/// Finds out which rows a row called 合计, 总计 or 小计 is the sum of: those above or below it up to the next of its rank,
/// those of its group, all of them. The reading that fits the most columns is taken.
/// </summary>
internal static class InferRowSums
{
    /// <param name="notChecked">Gets a line for each sum that no reading fits at all.</param>
    public static Table Apply(Table table, List<string> notChecked)
    {
        var firstNumber = Table.FirstFigure(table.Columns);
        var levels = table.Rows.Select(row => Level(row, firstNumber)).ToList();
        var rows = table.Rows.ToList();
        for (var r = 0; r < rows.Count; r++)
        {
            if (levels[r] == 0)
            {
                continue;
            }

            var added = Enumerable
                .Range(0, table.Columns.Count)
                .Where(c => table.Columns[c].AddsUp && rows[r].Cells[c].Value is not null)
                .ToList();
            var best = Readings(table.Rows, levels, r, firstNumber)
                .Where(reading => reading.Count > 0)
                .Select(reading => (Rows: reading, Fits: added.Count(c => Fits(table.Rows, r, c, reading))))
                .OrderByDescending(reading => reading.Fits) // a stable sort: among equals the first
                .FirstOrDefault();
            if (best.Rows is null || added.Count == 0)
            {
                continue;
            }

            // One sum of one or two may be wrong; where none of several fits, it is our reading that is.
            if (best.Fits == 0 && added.Count > 2)
            {
                notChecked.Add(
                    $"{rows[r].Cells[added[0]].Address} ({table.Label(rows[r])}): no rows found that it is the sum of"
                );
                continue;
            }

            rows[r] = rows[r] with { SumOf = best.Rows };
        }

        return table with
        {
            Rows = rows,
        };
    }

    private static int Level(Row row, int firstNumber) =>
        row.Kind switch
        {
            RowKind.Subtotal => 1,
            RowKind.Total => Math.Max(2, row.Cells.Take(firstNumber).Max(cell => (int?)Names.SumLevel(cell.Text)) ?? 2),
            _ => 0,
        };

    private static IEnumerable<List<int>> Readings(
        IReadOnlyList<Row> rows,
        List<int> levels,
        int total,
        int firstNumber
    )
    {
        var level = levels[total];
        List<int> Items(IEnumerable<int> span) => [.. span.Where(r => rows[r].Kind == RowKind.Item)];
        var above = Enumerable.Range(0, total).Reverse().TakeWhile(r => levels[r] < level).Reverse().ToList();
        var below = Enumerable.Range(total + 1, rows.Count - total - 1).TakeWhile(r => levels[r] < level).ToList();

        // A group's name stands in a merged cell in front: all its rows show it.
        var group = rows[total]
            .Cells.Take(firstNumber)
            .Select(cell => cell.Text)
            .FirstOrDefault(text => text.Length > 0)
            ?? "";
        if (level == 1 && firstNumber > 1 && Names.SumLevel(group) == 0)
        {
            yield return Items(
                Enumerable
                    .Range(0, rows.Count)
                    .Where(r => rows[r].Cells.Take(firstNumber).Any(cell => cell.Text == group))
            );
        }

        yield return Items(above);
        yield return Items(below);
        yield return Items(Enumerable.Range(0, rows.Count));

        // A total of sub-totals whose items are not all printed.
        yield return [.. above.Where(r => levels[r] == level - 1)];
        yield return [.. below.Where(r => levels[r] == level - 1)];
    }

    private static bool Fits(IReadOnlyList<Row> rows, int total, int c, List<int> parts)
    {
        var cells = parts.Select(r => rows[r].Cells[c]).Where(cell => cell.Value is not null).ToList();
        var sum = cells.Sum(cell => cell.Value!.Value);
        return Math.Abs(rows[total].Cells[c].Value!.Value - sum)
            <= rows[total].Cells[c].Slack + cells.Sum(cell => cell.Slack) + 0.000001m;
    }
}
