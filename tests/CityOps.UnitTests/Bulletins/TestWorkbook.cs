using System.Globalization;
using CityOps.App.Features.Bulletins.Tables.Foreign;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace CityOps.UnitTests.Bulletins;

/// <summary>
/// A workbook as an office would make it, from lines of cells parted by |. A number becomes a number, "93.72%" a number
/// in a percent format, =A1+B1 a formula whose value nobody worked out (==A1+B1 with an empty one), 'text a text
/// whatever it looks like; merged ranges by address.
/// </summary>
internal sealed class TestWorkbook : IDisposable
{
    public TestWorkbook(string[] lines, params string[] merged)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"cityops-{Guid.NewGuid():N}.xlsx");
        using var document = SpreadsheetDocument.Create(Path, SpreadsheetDocumentType.Workbook);
        var book = document.AddWorkbookPart();
        var part = book.AddNewPart<WorksheetPart>();
        var styles = book.AddNewPart<WorkbookStylesPart>();
        styles.Stylesheet = new Stylesheet(
            new NumberingFormats(new NumberingFormat { NumberFormatId = 170, FormatCode = "0.00%;[Red]-0.00%" }),
            new Fonts(new Font()),
            new Fills(new Fill()),
            new Borders(new Border()),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 170, ApplyNumberFormat = true })
        );
        part.Worksheet = new Worksheet(new SheetData(lines.Select(MakeRow)));
        if (merged.Length > 0)
        {
            part.Worksheet.AppendChild(new MergeCells(merged.Select(range => new MergeCell { Reference = range })));
        }

        book.Workbook = new Workbook(
            new Sheets(
                new DocumentFormat.OpenXml.Spreadsheet.Sheet
                {
                    Name = "Sheet1",
                    SheetId = 1,
                    Id = book.GetIdOfPart(part),
                }
            )
        );
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);

    private static Row MakeRow(string line, int index) =>
        new(line.Split('|').Select((text, column) => MakeCell(text.Trim(), Addresses.Of(index + 1, column + 1))))
        {
            RowIndex = (uint)index + 1,
        };

    private static Cell MakeCell(string text, string address)
    {
        if (text.EndsWith('%') && double.TryParse(text[..^1], CultureInfo.InvariantCulture, out var percent))
        {
            return new Cell
            {
                CellReference = address,
                CellValue = new CellValue(percent / 100),
                StyleIndex = 1,
            };
        }

        if (text.StartsWith("==", StringComparison.Ordinal))
        {
            return new Cell
            {
                CellReference = address,
                CellFormula = new CellFormula(text[2..]),
                CellValue = new CellValue(""),
            };
        }

        if (text.StartsWith('='))
        {
            return new Cell { CellReference = address, CellFormula = new CellFormula(text[1..]) };
        }

        // As Excel stores it: seventeen digits.
        return double.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? new Cell
            {
                CellReference = address,
                CellValue = new CellValue(number.ToString("G17", CultureInfo.InvariantCulture)),
            }
            : new Cell
            {
                CellReference = address,
                DataType = CellValues.InlineString,
                InlineString = new InlineString(new Text(text.TrimStart('\''))),
            };
    }
}
