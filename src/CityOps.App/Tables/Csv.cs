using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace CityOps.App.Tables;

/// <summary>Reads comma-separated values (RFC 4180).</summary>
public static class Csv
{
    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public static IReadOnlyList<TableRow> Parse(string text)
    {
        var first = 1;
        using var reader = new StringReader(text);
        using var parser = new CsvParser(
            reader,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                HasHeaderRecord = false,
                IgnoreBlankLines = false,
                // A quote within a cell that does not begin with one is just a character.
                BadDataFound = bad =>
                {
                    if (bad.Field.StartsWith('"'))
                    {
                        throw new InvalidDataException(
                            $"The quote that opens in the row of line {first} is never closed."
                        );
                    }
                },
            }
        );
        var rows = new List<TableRow>();
        while (parser.Read())
        {
            rows.Add(new TableRow(first, [.. parser.Record!.Select(Cell)]));
            first = parser.RawRow + 1;
        }

        return rows;
    }

    internal static string? Cell(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
