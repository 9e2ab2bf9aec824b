using System.Globalization;
using System.Xml;
using CityOps.App.Http;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>The file is no workbook that can be read; the message says what to do.</summary>
public sealed class UnreadableWorkbookException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Reads what a person would see in an .xlsx: values, not formulas; merged ranges whole; numbers typed as text
/// as numbers.</summary>
public static class ReadWorkbook
{
    /// <summary>More cells than this are no table that a person reads.</summary>
    private const int MaxCells = 2_000_000;

    /// <summary>So many addresses are named.</summary>
    private const int MaxNamed = 20;

    /// <summary>What a decimal can hold, and far beyond what is counted.</summary>
    private const double MaxShown = 1e27;

    /// <exception cref="UnreadableWorkbookException">No file, no workbook, or one beyond all measure.</exception>
    public static IReadOnlyList<Sheet> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            RefuseOldFormat(file);
            using var document = SpreadsheetDocument.Open(
                file,
                false,
                new OpenSettings { MaxCharactersInPart = 200_000_000 }
            );
            var book = document.WorkbookPart
                ?? throw new UnreadableWorkbookException($"{path} has no workbook inside.");
            var texts = SharedTexts(book);
            var formats = Formats(book);
            return
            [
                .. (book.Workbook?.Sheets?.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>() ?? [])
                    .Where(sheet => sheet.State?.Value is null || sheet.State.Value == SheetStateValues.Visible)
                    .Select(sheet =>
                        (Name: sheet.Name?.Value ?? "", Part: book.GetPartById(sheet.Id!) as WorksheetPart)
                    )
                    .Where(sheet => sheet.Part is not null)
                    .Select(sheet => ReadSheet(sheet.Name, sheet.Part!, texts, formats)),
            ];
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnreadableWorkbookException($"There is no file {path}.", problem);
        }
        catch (Exception problem)
            when (problem
                    is IOException
                        or UnauthorizedAccessException
                        or FileFormatException
                        or OpenXmlPackageException
                        or InvalidDataException
                        or XmlException
                        or FormatException
                        or ArgumentException
                        or InvalidOperationException
                        or OverflowException
            )
        {
            throw new UnreadableWorkbookException(
                $"{path} cannot be read as an .xlsx workbook: {problem.Message}",
                problem
            );
        }
    }

    // Excel's old format and every password-protected workbook are OLE containers, not zip files.
    private static void RefuseOldFormat(FileStream file)
    {
        Span<byte> start = stackalloc byte[4];
        if (
            file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4
            && start.SequenceEqual((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])
        )
        {
            throw new UnreadableWorkbookException(
                "The file is an old .xls or has a password: save it as .xlsx without a password and check that."
            );
        }

        file.Position = 0;
    }

    private static List<string> SharedTexts(WorkbookPart book) =>
        [.. (book.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>() ?? []).Select(Text)];

    // Without the phonetic readings that some programs keep beside the text.
    private static string Text(OpenXmlElement item) =>
        string.Concat(
            item.Descendants<Text>()
                .Where(text => text.Ancestors<PhoneticRun>().FirstOrDefault() is null)
                .Select(text => text.Text)
        );

    private static List<NumberFormat> Formats(WorkbookPart book)
    {
        var sheet = book.WorkbookStylesPart?.Stylesheet;
        var own = (sheet?.NumberingFormats?.Elements<NumberingFormat>() ?? [])
            .Where(format => format.NumberFormatId is not null && format.FormatCode?.Value is not null)
            .DistinctBy(format => format.NumberFormatId!.Value)
            .ToDictionary(
                format => format.NumberFormatId!.Value,
                format => NumberFormat.Parse(format.FormatCode!.Value!)
            );
        return
        [
            .. (sheet?.CellFormats?.Elements<CellFormat>() ?? [])
                .Select(format => format.NumberFormatId?.Value ?? 0)
                .Select(id => own.GetValueOrDefault(id) ?? NumberFormat.BuiltIn(id)),
        ];
    }

    private static Sheet ReadSheet(string name, WorksheetPart part, List<string> texts, List<NumberFormat> formats)
    {
        var cells = new Dictionary<(int, int), SheetCell>();
        var withoutValue = new List<string>();
        var (row, column) = (0, 0);
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
        {
            if (reader.ElementType == typeof(DocumentFormat.OpenXml.Spreadsheet.Row) && reader.IsStartElement)
            {
                var number = reader.Attributes.FirstOrDefault(attribute => attribute.LocalName == "r").Value;
                (row, column) = (number is null ? row + 1 : int.Parse(number, CultureInfo.InvariantCulture), 0);
            }
            else if (
                reader.ElementType == typeof(DocumentFormat.OpenXml.Spreadsheet.Cell)
                && reader.IsStartElement
                && reader.LoadCurrentElement() is DocumentFormat.OpenXml.Spreadsheet.Cell cell
            )
            {
                column = cell.CellReference?.Value is { } address ? Addresses.Parse(address).Column : column + 1;
                if (IsNotWorkedOut(cell))
                {
                    withoutValue.Add(Addresses.Of(row, column));
                }
                else if (ReadCell(cell, row, column, texts, formats) is { } read)
                {
                    cells[(row, column)] = read;
                }

                if (cells.Count > MaxCells)
                {
                    throw new UnreadableWorkbookException(
                        $"Sheet {name} has more than {MaxCells:N0} cells, which is no table that a person reads."
                    );
                }
            }
            else if (
                reader.ElementType == typeof(MergeCell)
                && reader.IsStartElement
                && reader.Attributes.FirstOrDefault(attribute => attribute.LocalName == "ref").Value is { } range
            )
            {
                SpreadMerged(range, cells);
            }
        }

        return withoutValue.Count == 0 ? new Sheet(name, cells) : throw NotWorkedOut(name, withoutValue);
    }

    private static UnreadableWorkbookException NotWorkedOut(string sheet, List<string> cells)
    {
        var more = cells.Count > MaxNamed ? ", …" : "";
        var named = string.Join(", ", cells.Take(MaxNamed)) + more;
        return new(
            $"Sheet {sheet}, {(cells.Count == 1 ? "cell" : $"{cells.Count} cells")} {named}: a formula without its value "
                + "(the program that wrote the file did not work it out): open it in a spreadsheet program, save it, and "
                + "check that. "
                + $"工作表“{sheet}”的单元格 {named} 的公式没有存储结果，请用表格软件打开并保存后再检查。"
        );
    }

    // Of a text an empty value is a value: the formula came to no text.
    private static bool IsNotWorkedOut(DocumentFormat.OpenXml.Spreadsheet.Cell cell) =>
        cell is { CellFormula: not null, InlineString: null }
        && (
            cell.DataType?.Value == CellValues.String
                ? cell.CellValue is null
                : cell.CellValue?.Text is not { Length: > 0 }
        );

    private static void SpreadMerged(string range, Dictionary<(int, int), SheetCell> cells)
    {
        var ends = range.Split(':');
        var (top, left) = Addresses.Parse(ends[0]);
        var (bottom, right) = Addresses.Parse(ends[^1]);
        if (!cells.TryGetValue((top, left), out var first) || (long)(bottom - top + 1) * (right - left + 1) > MaxCells)
        {
            return;
        }

        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                cells[(row, column)] = first;
            }
        }
    }

    private static SheetCell? ReadCell(
        DocumentFormat.OpenXml.Spreadsheet.Cell cell,
        int row,
        int column,
        List<string> texts,
        List<NumberFormat> formats
    )
    {
        var stored = cell.CellValue?.Text ?? "";
        var type = cell.DataType?.Value;
        if (type == CellValues.SharedString)
        {
            return FromText(row, column, texts[int.Parse(stored, CultureInfo.InvariantCulture)]);
        }

        if (type == CellValues.InlineString)
        {
            return FromText(row, column, cell.InlineString is { } inline ? Text(inline) : "");
        }

        if (type is not null && type != CellValues.Number)
        {
            return FromText(row, column, stored);
        }

        // Stored with seventeen digits, of which a spreadsheet program shows fifteen: 93.22 is 93.219999999999999
        // there.
        return
            double.TryParse(stored, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) < MaxShown
            ? FromNumber(
                row,
                column,
                (decimal)number,
                formats.ElementAtOrDefault((int)(cell.StyleIndex?.Value ?? 0)) ?? NumberFormat.General
            )
            : FromText(row, column, stored);
    }

    private static SheetCell? FromText(int row, int column, string text)
    {
        text = InputText.HalfWidth(text).Trim();
        if (text.Length == 0)
        {
            return null;
        }

        return Printed.Parse(text) is { } number
            ? new SheetCell(row, column, text, number.Value, number.Decimals, number.Slack, number.IsPercent)
            : new SheetCell(row, column, text, null, 0, 0, false);
    }

    private static SheetCell FromNumber(int row, int column, decimal stored, NumberFormat format)
    {
        if (format.IsDate)
        {
            return new SheetCell(row, column, stored.ToString(CultureInfo.InvariantCulture), null, 0, 0, false);
        }

        var value = format.IsPercent ? stored * 100 : stored;
        int places = (value / 1.0000000000000000000000000000m).Scale; // without the zeros behind
        var decimals = format.Decimals ?? Math.Min(places, 6);
        return new SheetCell(
            row,
            column,
            Printed.Number(value, decimals) + (format.IsPercent ? "%" : ""),
            value,
            decimals,
            places > 0 ? Printed.HalfUnit(places) : 0,
            format.IsPercent
        );
    }
}
