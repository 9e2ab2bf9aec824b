using System.Text;

namespace CityOps.App.Tables;

/// <summary>Comma-separated values (RFC 4180): quotes around a cell, doubled inside it, line breaks within quotes.</summary>
public static class Csv
{
    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public static IReadOnlyList<TableRow> Parse(string text)
    {
        var rows = new List<TableRow>();
        var cells = new List<string?>();
        var cell = new StringBuilder();
        var line = 1;
        var first = 1;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            line += c == '\n' ? 1 : 0;
            if (quoted && c == '"')
            {
                if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (quoted)
            {
                cell.Append(c);
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                cells.Add(Cell(cell.ToString()));
                cell.Clear();
                if (c == '\n')
                {
                    rows.Add(new TableRow(first, [.. cells]));
                    cells.Clear();
                    first = line;
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        if (quoted)
        {
            throw new InvalidDataException($"The quote that opens in the row of line {first} is never closed.");
        }

        if (cell.Length > 0 || cells.Count > 0)
        {
            cells.Add(Cell(cell.ToString()));
            rows.Add(new TableRow(first, [.. cells]));
        }

        return rows;
    }

    internal static string? Cell(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
