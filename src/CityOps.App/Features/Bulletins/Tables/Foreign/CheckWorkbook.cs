namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>What the check of one table found.</summary>
/// <param name="Range">The rows with numbers, e.g. A4:G11.</param>
/// <param name="Checked">What was found to follow from what, e.g. "E = D ÷ C".</param>
/// <param name="NotChecked">Sums and rates by their name that nothing was found to follow from.</param>
public sealed record CheckedTable(
    string Sheet,
    string Title,
    string Range,
    IReadOnlyList<string> Checked,
    IReadOnlyList<Contradiction> Contradictions,
    IReadOnlyList<string> NotChecked
);

/// <summary>Checks the tables of a workbook that somebody else made.</summary>
public static class CheckWorkbook
{
    /// <exception cref="UnreadableWorkbookException"/>
    public static IReadOnlyList<CheckedTable> Check(string path) =>
        [
            .. from sheet in ReadWorkbook.Read(path)
            from place in FindTables.In(sheet)
            let table = ReadTable.Read(sheet, place)
            where table is not null
            select Check(sheet, table),
        ];

    private static CheckedTable Check(Sheet sheet, Table table)
    {
        var notChecked = new List<string>();
        table = InferFormulas.RatesInPercent(table);
        table = InferRowSums.Apply(table, notChecked);
        table = InferFormulas.Apply(table, notChecked);
        var range = $"{table.Rows[0].Cells[0].Address}:{table.Rows[^1].Cells[^1].Address}";
        return new CheckedTable(
            sheet.Name,
            table.Title,
            range,
            [.. Readings(table)],
            [.. Errors(table), .. CrossFoot.Check(table)],
            notChecked
        );
    }

    private static IEnumerable<Contradiction> Errors(Table table) =>
        from row in table.Rows
        from pair in row.Cells.Zip(table.Columns)
        where pair.First.IsError
        select new Contradiction(
            table.Title,
            pair.First.Address,
            table.Label(row),
            pair.Second.Heading,
            pair.First.Text,
            "a number",
            "an error of the spreadsheet's formula 表格公式的错误",
            false
        );

    private static IEnumerable<string> Readings(Table table)
    {
        foreach (var row in table.Rows.Where(row => row.SumOf.Count > 0))
        {
            yield return $"{table.Label(row)} = Σ of {row.SumOf.Count} rows, {table.Rows[row.SumOf[0]].Cells[0].Address} to {table.Rows[row.SumOf[^1]].Cells[0].Address}";
        }

        foreach (var column in table.Columns)
        {
            var reading = column.Formula switch
            {
                Formula.Sum sum => string.Join(" + ", sum.Of),
                Formula.Quotient q => $"{q.Of} ÷ {q.By}",
                Formula.Difference d => $"{d.Now} − {d.Before}",
                Formula.Change d => $"({d.Now} − {d.Before}) ÷ {d.Before}",
                Formula.Share s => $"{s.Of} ÷ its total",
                Formula.RankBy rank => $"place by {rank.Of}, {(rank.SmallestFirst ? "smallest" : "largest")} first",
                _ => null,
            };
            if (reading is not null)
            {
                yield return $"{column.Key} ({column.Heading}) = {reading}";
            }
        }
    }
}
