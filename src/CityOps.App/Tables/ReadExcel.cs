using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace CityOps.App.Tables;

/// <summary>Reads an .xlsx or an .xls, whichever it is.</summary>
internal static partial class ReadExcel
{
    static ReadExcel() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // .xls has its own

    public static TableFile Run(byte[] bytes, string name, CellBudget budget)
    {
        try
        {
            var errors = bytes[0] == 'P' ? [] : XlsErrors.In(bytes);
            using var reader = ExcelReaderFactory.CreateReader(
                bytes[0] == 'P' ? WithErrorsAsText(bytes) : new MemoryStream(bytes),
                new ExcelReaderConfiguration
                {
                    FallbackEncoding = CodePagesEncodingProvider.Instance.GetEncoding("GB18030"),
                }
            );
            var sheets = new List<TableSheet>();
            do
            {
                sheets.Add(
                    new(reader.Name, reader.VisibleState != "visible", Rows(reader, sheets.Count, errors, budget))
                );
            } while (reader.NextResult());

            return new(bytes[0] == 'P' ? ".xlsx" : ".xls", sheets);
        }
        catch (InvalidPasswordException)
        {
            throw new InvalidDataException(
                $"{name} is protected by a password: save it without one. {name} 有密码保护，请去掉密码后另存。"
            );
        }
        catch (Exception problem) when (problem is not IOException and not OutOfMemoryException && !budget.IsSpent)
        {
            // What the reader throws at a file that is no spreadsheet depends on where it stumbles.
            throw new InvalidDataException(
                $"{name} is neither an .xlsx nor an .xls workbook that can be read ({problem.Message}). Open it in a spreadsheet program and save it as .xlsx. "
                    + "文件不是可读的 .xlsx 或 .xls 工作簿，请用表格软件打开后另存为 .xlsx。",
                problem
            );
        }
    }

    private static List<TableRow> Rows(
        IExcelDataReader reader,
        int sheet,
        Dictionary<(int Sheet, int Row, int Column), string> errors,
        CellBudget budget
    )
    {
        var rows = new List<TableRow>();
        var merged = reader.MergeCells ?? [];
        var anchors = new Dictionary<CellRange, string?>();
        for (var number = 1; reader.Read(); number++)
        {
            var cells = new List<string?>();
            Dictionary<int, CellFault>? faults = null;
            budget.Keep(1);
            budget.Look(reader.FieldCount + merged.Length);
            for (var i = 0; i < reader.FieldCount; i++)
            {
                var (text, fault) = Cell(reader, i);
                if (fault is not null)
                {
                    (faults ??= [])[i] = fault;
                }

                if ((text ?? errors.GetValueOrDefault((sheet, number - 1, i))) is { } shown)
                {
                    Put(cells, i, shown, budget);
                }
            }

            foreach (var range in merged)
            {
                Fill(range, number - 1, cells, anchors, budget);
            }

            rows.Add(
                new TableRow(number, cells, IsFilled: true)
                {
                    Faults = faults,
                    IsHidden = reader.RowHeight == 0 && cells.Count > 0,
                }
            );
        }

        return rows;
    }

    /// <summary>The library reads a formula's error as nothing; written as text it is seen and refused.</summary>
    private static MemoryStream WithErrorsAsText(byte[] bytes)
    {
        var book = new MemoryStream();
        book.Write(bytes);
        var zip = new ZipArchive(book, ZipArchiveMode.Update, leaveOpen: true);
        foreach (
            var entry in zip
                .Entries.Where(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal))
                .ToList()
        )
        {
            var xml = Encoding.UTF8.GetString(Shapes.Zipped.Read(entry));
            var mended = ErrorType().Replace(xml, "${cell}\"str\"");
            if (mended == xml)
            {
                continue;
            }

            using var content = entry.Open();
            content.SetLength(0);
            content.Write(Encoding.UTF8.GetBytes(mended));
        }

        zip.Dispose();
        book.Position = 0;
        return book;
    }

    [GeneratedRegex("""(?<cell><(?:\w+:)?c\b[^>]*\st=)["']e["']""")]
    private static partial Regex ErrorType();

    // The covered cells need not be there: a row may end before them.
    private static void Fill(
        CellRange range,
        int row,
        List<string?> cells,
        Dictionary<CellRange, string?> anchors,
        CellBudget budget
    )
    {
        if (row < range.FromRow || row > range.ToRow)
        {
            return;
        }

        if (row == range.FromRow)
        {
            anchors[range] = range.FromColumn < cells.Count ? cells[range.FromColumn] : null;
        }

        if (anchors.GetValueOrDefault(range) is { } shown)
        {
            for (var column = range.FromColumn; column <= range.ToColumn; column++)
            {
                Put(cells, column, shown, budget);
            }
        }
    }

    private static void Put(List<string?> cells, int column, string text, CellBudget budget)
    {
        while (cells.Count <= column)
        {
            budget.Keep(1);
            cells.Add(null);
        }

        cells[column] = text;
    }

    private static (string? Text, CellFault? Fault) Cell(IExcelDataReader reader, int column) =>
        reader.GetValue(column) switch
        {
            null => (null, null),
            string text => (Csv.Cell(text), null),
            double number => CellText.Of(number, reader.GetNumberFormatString(column)),
            DateTime moment => (CellText.Of(moment), null),
            TimeSpan time => (CellText.Of(time), null),
            bool truth => (truth ? "true" : "false", null),
            var other => (Csv.Cell(Convert.ToString(other, CultureInfo.InvariantCulture)), null),
        };
}
