using System.Globalization;
using CityOps.App.Features.Bulletins.Tables;
using CityOps.App.Features.Bulletins.Tables.Foreign;

namespace CityOps.App.Features.Bulletins.Printing.Xlsx;

/// <summary>What a cell follows from, as a formula that the reader's own program calculates again.</summary>
internal static class XlsxFormula
{
    /// <param name="firstRow">The sheet's row of the table's first row.</param>
    /// <returns>Null for what was counted.</returns>
    public static string? Of(Table table, int r, int c, int firstRow)
    {
        string Key(string key) => Addresses.Of(firstRow + r, table.IndexOf(key) + 1);
        var row = table.Rows[r];
        var column = table.Columns[c];
        if (row.Cells[c].Value is null)
        {
            return null;
        }

        if (row.SumOf.Count > 0 && column.AddsUp)
        {
            return $"SUM({Ranges(row.SumOf, firstRow, c)})";
        }

        return column.Formula switch
        {
            Formula.Sum sum => string.Join('+', sum.Of.Select(Key)),
            // A sheet holds 93.72 % as 0.9372; what two of them differ by is told in percentage points.
            Formula.Difference d
                when column.Kind != ColumnKind.Rate && table.Columns[table.IndexOf(d.Now)].Kind == ColumnKind.Rate =>
                $"100*({Key(d.Now)}-{Key(d.Before)})",
            Formula.Difference d => $"{Key(d.Now)}-{Key(d.Before)}",
            Formula.Quotient q => Guarded($"{Key(q.Of)}/{Key(q.By)}", Key(q.By)),
            Formula.Change d => Guarded($"({Key(d.Now)}-{Key(d.Before)})/{Key(d.Before)}", Key(d.Before)),
            Formula.Share s when Addresses.Of(firstRow + LastTotal(table), table.IndexOf(s.Of) + 1) is var total =>
                Guarded($"{Key(s.Of)}/{total}", total),
            _ => null,
        };

        string Guarded(string quotient, string by) =>
            $"IF({by}=0,\"{Cell.Nothing}\",ROUND({quotient},{(column.Decimals + 2).ToString(CultureInfo.InvariantCulture)}))";
    }

    private static int LastTotal(Table table)
    {
        var row = table.Rows.Count - 1;
        while (row > 0 && table.Rows[row].Kind != RowKind.Total)
        {
            row--;
        }

        return row;
    }

    /// <summary>Runs of rows: C4:C9,C11:C20.</summary>
    private static string Ranges(IReadOnlyList<int> rows, int firstRow, int c)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var row in rows.Order())
        {
            if (runs.Count > 0 && runs[^1].Last == row - 1)
            {
                runs[^1] = (runs[^1].First, row);
            }
            else
            {
                runs.Add((row, row));
            }
        }

        return string.Join(
            ',',
            runs.Select(run =>
                $"{Addresses.Of(firstRow + run.First, c + 1)}:{Addresses.Of(firstRow + run.Last, c + 1)}"
            )
        );
    }
}
