using System.Text.Json.Serialization;

namespace CityOps.App.Features.Bulletins.Tables;

[JsonConverter(typeof(JsonStringEnumConverter<RowKind>))]
public enum RowKind
{
    Item,

    /// <summary>小计.</summary>
    Subtotal,

    /// <summary>合计, 总计.</summary>
    Total,

    /// <summary>Printed among the others, but no part of any sum: 其中 ..., 平均.</summary>
    Aside,
}

/// <summary>One row of a printed table.</summary>
/// <param name="Cells">One for each column.</param>
public sealed record Row(RowKind Kind, IReadOnlyList<Cell> Cells)
{
    /// <summary>Indexes of the rows that this one is the sum of, in the columns that add up.</summary>
    public IReadOnlyList<int> SumOf { get; init; } = [];
}

/// <summary>A table as it is printed, with what its rows and columns say of each other.</summary>
/// <param name="Key">Known by templates and sentences, e.g. "towns".</param>
/// <param name="Title">Printed above.</param>
public sealed record Table(string Key, string Title, IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows)
{
    /// <summary>Printed below, e.g. what a rate is a quotient of.</summary>
    public string? Note { get; init; }

    /// <summary>The column's place by its key.</summary>
    /// <exception cref="ArgumentException">There is none: the formula that names it is wrong.</exception>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Key == column)
            {
                return i;
            }
        }

        throw new ArgumentException(
            $"Table {Key} has no column {column}; it has {string.Join(", ", Columns.Select(c => c.Key))}.",
            nameof(column)
        );
    }

    /// <summary>The place of the first column of figures; before it stand words and, at most, a place in a ranking. −1
    /// without any.</summary>
    public static int FirstFigure(IReadOnlyList<Column> columns) =>
        columns
            .Select((column, i) => column.Kind is ColumnKind.Label or ColumnKind.Rank ? -1 : i)
            .FirstOrDefault(i => i >= 0, -1);

    /// <summary>The row's words in front of its figures, e.g. 石岐街道; a place in a ranking may stand before
    /// them.</summary>
    public string Label(Row row) =>
        string.Join(
            ' ',
            row.Cells.Zip(Columns)
                .TakeWhile(pair => pair.Second.Kind is ColumnKind.Label or ColumnKind.Rank)
                .Where(pair => pair.Second.Kind == ColumnKind.Label && pair.First.Text.Length > 0)
                .Select(pair => pair.First.Text)
                .Distinct()
        );
}
