namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>Turns a place in a sheet into a table: names and kinds of the columns, kinds of the rows; not yet what sums
/// to what.</summary>
internal static class ReadTable
{
    /// <returns>Null where nothing is counted: a list of names with serial numbers.</returns>
    public static Table? Read(Sheet sheet, TablePlace place)
    {
        var used = Enumerable
            .Range(1, sheet.Columns)
            .Where(column => place.BodyRows.Any(row => sheet.At(row, column) is not null))
            .ToList();
        var columns = used.ConvertAll(column => ReadColumn(sheet, place, column));
        var firstNumber = Table.FirstFigure(columns);
        if (firstNumber < 0)
        {
            return null;
        }

        var rows = place.BodyRows.Select(row => ReadRow(sheet, row, used, columns, firstNumber)).ToList();
        WholeCityIsTotal(rows, firstNumber, 0);
        WholeCityIsTotal(rows, firstNumber, rows.Count - 1);
        return new Table(Addresses.Of(place.BodyRows[0], used[0]), place.Title, columns, rows);
    }

    /// <summary>A row's own name: the last word in front of its numbers, without the group's that it stands
    /// in.</summary>
    public static string OwnLabel(Row row, int firstNumber) =>
        row.Cells.Take(firstNumber)
            .Select(cell => cell.Text)
            .LastOrDefault(text => text.Length > 0 && Printed.Parse(text) is null)
        ?? "";

    private static Column ReadColumn(Sheet sheet, TablePlace place, int column)
    {
        var headings = new List<string>();
        foreach (var row in place.HeadingRows)
        {
            if (
                sheet.At(row, column) is { } heading
                && Printed.Bare(heading.Text) is { Length: > 0 } name
                && headings.LastOrDefault() != name
            )
            {
                headings.Add(name);
            }
        }

        var cells = place
            .BodyRows.Select(row => sheet.At(row, column))
            .OfType<SheetCell>()
            .Where(cell => !Printed.IsNothing(cell.Text) && !cell.IsError)
            .ToList();
        var numbers = cells.Where(cell => cell.Number is not null).ToList();
        var joined = string.Join('/', headings);
        var kind =
            numbers.Count * 2 < cells.Count
            || numbers.Count == 0
            || Names.IsSerial(joined)
            || (headings.Count == 0 && IsSerial(numbers))
                ? ColumnKind.Label
            : Names.IsRank(joined) ? ColumnKind.Rank
            : Names.IsRate(joined) || numbers.Count(cell => cell.IsPercent) * 2 > numbers.Count ? ColumnKind.Rate
            : Names.IsNoSum(joined) ? ColumnKind.Other
            : numbers.TrueForAll(cell => cell.Number == decimal.Truncate(cell.Number!.Value)) ? ColumnKind.Count
            : ColumnKind.Quantity;
        if (headings.Count == 0)
        {
            headings.Add(Addresses.Letters(column));
        }

        return new Column(Addresses.Letters(column), headings, kind);
    }

    private static bool IsSerial(List<SheetCell> numbers) =>
        numbers.Count >= 3 && numbers.Select((cell, i) => cell.Number - i).All(first => first == 1);

    private static Row ReadRow(Sheet sheet, int row, List<int> used, List<Column> columns, int firstNumber)
    {
        var cells = used.Select((column, i) => ReadCell(sheet, row, column, columns[i])).ToList();
        var read = new Row(RowKind.Item, cells);
        var label = OwnLabel(read, firstNumber);
        var level = cells.Take(firstNumber).Max(cell => (int?)Names.SumLevel(cell.Text)) ?? 0;
        return read with
        {
            Kind = level switch
            {
                >= 2 => RowKind.Total,
                1 => RowKind.Subtotal,
                _ when Names.IsAside(label) => RowKind.Aside,
                _ when cells.Skip(firstNumber).All(cell => cell.Value is null) => RowKind.Aside, // the name of a group
                _ => RowKind.Item,
            },
        };
    }

    private static Cell ReadCell(Sheet sheet, int row, int column, Column heading)
    {
        var address = Addresses.Of(row, column);
        return sheet.At(row, column) switch
        {
            null => new Cell { Text = "", Address = address },
            { Number: { } number } cell when heading.IsNumeric && cell.Row == row => new Cell
            {
                Text = cell.Text,
                Value = number,
                Decimals = cell.Decimals,
                Slack = cell.Slack,
                Address = address,
            },
            var cell => new Cell
            {
                Text = cell.Text,
                Address = address,
                IsError = cell.IsError,
            },
        };
    }

    private static void WholeCityIsTotal(List<Row> rows, int firstNumber, int index)
    {
        if (rows[index].Kind == RowKind.Item && Names.IsWholeCity(OwnLabel(rows[index], firstNumber)))
        {
            rows[index] = rows[index] with { Kind = RowKind.Total };
        }
    }
}
