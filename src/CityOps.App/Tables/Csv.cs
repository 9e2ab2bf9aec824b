using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace CityOps.App.Tables;

/// <summary>
/// Reads separated values (RFC 4180) with whatever separates them: a comma, a semicolon, a tab or a bar, or what a
/// first line <c>sep=;</c> says.
/// </summary>
public static class Csv
{
    private const int RowsToJudgeBy = 50;
    private const string Declared = "sep=";
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public static IReadOnlyList<TableRow> Parse(string text) => Read(text).Rows;

    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public static (IReadOnlyList<TableRow> Rows, char Separator) Read(string text)
    {
        if (text.StartsWith(Declared, StringComparison.OrdinalIgnoreCase) && text.Length > Declared.Length)
        {
            var separator = text[Declared.Length];
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            return (Rows(end < 0 ? "" : text[(end + 1)..], separator, firstLine: 2, int.MaxValue), separator);
        }

        // The separator by which the most rows have the same number of cells, and the most of them.
        var best = Separators
            .Select(separator => (Separator: separator, Fit: Fit(Sample(text, separator))))
            .OrderByDescending(tried => tried.Fit.Rows)
            .ThenByDescending(tried => tried.Fit.Width)
            .First();
        var chosen = best.Fit.Rows == 0 ? ',' : best.Separator;
        return (Rows(text, chosen, firstLine: 1, int.MaxValue), chosen);
    }

    private static (int Rows, int Width) Fit(IReadOnlyList<TableRow> rows) =>
        rows.Where(row => row.Cells.Count > 1)
            .GroupBy(row => row.Cells.Count)
            .Select(width => (width.Count(), width.Key))
            .DefaultIfEmpty()
            .Max();

    private static List<TableRow> Sample(string text, char separator)
    {
        try
        {
            return Rows(text, separator, firstLine: 1, RowsToJudgeBy);
        }
        catch (InvalidDataException)
        {
            return []; // a quote that closes only with another separator
        }
    }

    private static List<TableRow> Rows(string text, char separator, int firstLine, int most)
    {
        var first = firstLine;
        using var reader = new StringReader(text);
        using var parser = new CsvParser(
            reader,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                HasHeaderRecord = false,
                IgnoreBlankLines = false,
                Delimiter = separator.ToString(),
                // A quote within a cell that does not begin with one is just a character.
                BadDataFound = bad =>
                {
                    if (bad.Field.StartsWith('"'))
                    {
                        throw new InvalidDataException(
                            $"The quote that opens in the row of line {first} is never closed. 第 {first} 行的引号没有闭合。"
                        );
                    }
                },
            }
        );
        var rows = new List<TableRow>();
        while (rows.Count < most && parser.Read())
        {
            rows.Add(new TableRow(first, [.. parser.Record!.Select(Cell)]));
            first = firstLine + parser.RawRow;
        }

        return rows;
    }

    internal static string? Cell(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
