using CityOps.App.Tables;

namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>One cell of a workbook that somebody else made.</summary>
/// <param name="Row">From 1, as a reader counts.</param>
/// <param name="Column">From 1: A.</param>
/// <param name="Text">As it is shown, or nearly.</param>
/// <param name="Number">Its number; a percentage counts in percent, whether it is formatted so or typed so.</param>
/// <param name="Decimals">Places shown.</param>
/// <param name="Slack">Half a unit of the last place that is stored, where there are places; whole numbers are
/// exact.</param>
public sealed record SheetCell(
    int Row,
    int Column,
    string Text,
    decimal? Number,
    int Decimals,
    decimal Slack,
    bool IsPercent
)
{
    public string Address => Addresses.Of(Row, Column);

    /// <summary>What a formula left that could not be worked out: #DIV/0!, #N/A.</summary>
    public bool IsError => Number is null && CellText.FaultOf(Text) is not null;
}

/// <summary>A sheet's cells by place; a merged range shows its first cell's content everywhere.</summary>
public sealed class Sheet(string name, IReadOnlyDictionary<(int Row, int Column), SheetCell> cells)
{
    public string Name { get; } = name;

    public int Rows { get; } = cells.Count == 0 ? 0 : cells.Keys.Max(place => place.Row);

    public int Columns { get; } = cells.Count == 0 ? 0 : cells.Keys.Max(place => place.Column);

    /// <summary>What a reader sees there; null where nothing is.</summary>
    public SheetCell? At(int row, int column) => cells.GetValueOrDefault((row, column));

    /// <summary>The row's cells left to right, a merged one once.</summary>
    public IReadOnlyList<SheetCell> Distinct(int row) =>
        [.. Enumerable.Range(1, Columns).Select(column => At(row, column)).OfType<SheetCell>().Distinct()];
}

/// <summary>Addresses of cells: D12 is row 12, column 4.</summary>
public static class Addresses
{
    public static string Of(int row, int column) => $"{Letters(column)}{row}";

    public static string Letters(int column)
    {
        var letters = "";
        for (; column > 0; column = (column - 1) / 26)
        {
            letters = (char)('A' + ((column - 1) % 26)) + letters;
        }

        return letters;
    }

    /// <exception cref="FormatException">No address.</exception>
    public static (int Row, int Column) Parse(string address)
    {
        var column = 0;
        var i = 0;
        for (; i < address.Length && char.IsAsciiLetterUpper(address[i]); i++)
        {
            column = (column * 26) + (address[i] - 'A' + 1);
        }

        return (
            int.Parse(
                address.AsSpan(i),
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture
            ),
            column
        );
    }
}
