using System.Globalization;
using System.Text;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace CityOps.App.Tables;

/// <param name="Number">As a spreadsheet program shows it: the first row is 1.</param>
/// <param name="Cells">Trimmed; null where there is nothing.</param>
/// <param name="IsFilled">Merged cells have their value, so that an empty one is empty; a .csv does not tell them
/// apart.</param>
public sealed record TableRow(int Number, IReadOnlyList<string?> Cells, bool IsFilled = false)
{
    /// <summary>The cell of a column, from 0; null beyond the row's end.</summary>
    public string? this[int column] => column >= 0 && column < Cells.Count ? Cells[column] : null;

    public bool IsEmpty => Cells.All(cell => cell is null);
}

/// <summary>
/// A table as bureaus keep it: .csv in UTF-8 or, as Chinese spreadsheet programs write it, GB18030; or the first sheet
/// of an
/// .xlsx, whose merged cells all have the value that is shown in them.
/// </summary>
public static class TableFile
{
    /// <exception cref="InvalidDataException">It is no such file; the message says what it is instead.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<TableRow> Read(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => Csv.Parse(Decode(File.ReadAllBytes(path))),
            ".xlsx" => Sheet(path),
            var other => throw new InvalidDataException(
                $"A table is a .csv or an .xlsx file, not {(other.Length == 0 ? "one without an ending" : other)}."
            ),
        };

    private static string Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetString(bytes);
        }
    }

    private static List<TableRow> Sheet(string path)
    {
        try
        {
            try
            {
                return Rows(path, fillMergedCells: true);
            }
            catch (ArgumentNullException)
            {
                // its cells have no references (r is optional), so none is merged with another
                return Rows(path, fillMergedCells: false);
            }
        }
        catch (Exception problem) when (problem is not IOException and not UnauthorizedAccessException)
        {
            // What the reader throws at a file that is no spreadsheet depends on where it stumbles.
            throw new InvalidDataException(
                $"{Path.GetFileName(path)} cannot be read as an .xlsx file: {problem.Message}",
                problem
            );
        }
    }

    private static List<TableRow> Rows(string path, bool fillMergedCells)
    {
        using var file = File.OpenRead(path);
        return
        [
            .. MiniExcel
                .Query(
                    file,
                    useHeaderRow: false,
                    excelType: ExcelType.XLSX,
                    configuration: new OpenXmlConfiguration { FillMergedCells = fillMergedCells }
                )
                .Cast<IDictionary<string, object?>>()
                .Select((row, i) => new TableRow(i + 1, [.. row.Values.Select(Text)], IsFilled: true)),
        ];
    }

    private static string? Text(object? cell) => Csv.Cell(Convert.ToString(cell, CultureInfo.InvariantCulture));
}
