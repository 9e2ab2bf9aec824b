using CityOps.App.Features.Bulletins.Printing;
using CityOps.App.Features.Bulletins.Printing.Xlsx;
using CityOps.App.Features.Bulletins.Tables.Foreign;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Cell = DocumentFormat.OpenXml.Spreadsheet.Cell;

namespace CityOps.UnitTests.Bulletins;

public class WriteXlsxTests
{
    [Fact]
    public void The_workbook_is_valid_and_its_sums_and_rates_are_formulas_with_real_numbers()
    {
        using var book = SpreadsheetDocument.Open(
            new MemoryStream(WriteXlsx.Write(TestBulletin.Make())),
            isEditable: false
        );
        var centres = Cells(book, 1);
        var towns = Cells(book, 2);

        Assert.Empty(
            new OpenXmlValidator(FileFormatVersions.Microsoft365)
                .Validate(book, TestContext.Current.CancellationToken)
                .Select(error => $"{error.Path?.XPath}: {error.Description}")
        );
        Assert.Equal(("SUM(B4:B6)", "585"), (centres["B7"].CellFormula!.Text, centres["B7"].CellValue!.Text));
        Assert.Equal("IF(D4=0,\"—\",ROUND((C4-D4)/D4,4))", centres["E4"].CellFormula!.Text);
        Assert.Equal("—", centres["E6"].InnerText);
        Assert.Equal("IF(C26=0,\"—\",ROUND(D26/C26,4))", towns["E26"].CellFormula!.Text);
        Assert.Equal("0.9653", towns["E26"].CellValue!.Text);
    }

    [Fact]
    public void Heads_are_frozen_and_repeated_in_print()
    {
        using var book = SpreadsheetDocument.Open(
            new MemoryStream(WriteXlsx.Write(TestBulletin.Make())),
            isEditable: false
        );
        var pane = Sheet(book, 1).Descendants<Pane>().Single();

        Assert.Equal(("A4", "frozen"), (pane.TopLeftCell!.Value, pane.State!.InnerText));
        Assert.Contains(
            "'各中心巡查情况'!$1:$3",
            book.WorkbookPart!.Workbook!.DefinedNames!.InnerText,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Our_own_workbook_passes_the_check_for_foreign_ones()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, WriteXlsx.Write(TestBulletin.Make()));

        var tables = CheckWorkbook.Check(path);
        File.Delete(path);

        Assert.Equal(2, tables.Count);
        Assert.All(tables, table => Assert.Empty(table.Contradictions));
        Assert.All(tables, table => Assert.NotEmpty(table.Checked));
    }

    [Fact]
    public void The_test_bulletin_itself_has_no_contradiction_and_a_changed_number_stops_it()
    {
        var bulletin = TestBulletin.Make();
        var table = bulletin.Tables[0];
        var column = table.Columns[1];
        var wrong = table with
        {
            Rows =
            [
                .. table.Rows.Select(
                    (row, r) =>
                        r != 3
                            ? row
                            : row with
                            {
                                Cells =
                                [
                                    row.Cells[0],
                                    App.Features.Bulletins.Tables.Cell.Number(586, column),
                                    .. row.Cells.Skip(2),
                                ],
                            }
                ),
            ],
        };
        var changed = bulletin with
        {
            Sections =
            [
                .. bulletin.Sections.Select(section =>
                    section with
                    {
                        Blocks =
                        [
                            .. section.Blocks.Select(block =>
                                block is TableBlock { Table.Key: "centres" } ? new TableBlock(wrong) : block
                            ),
                        ],
                    }
                ),
            ],
        };

        Assert.Empty(CheckBulletin.Run(bulletin));
        Assert.Equal(
            ("合计", "586", "585"),
            CheckBulletin.Run(changed).Select(c => (c.Row, c.Printed, c.ShouldBe)).Single()
        );
    }

    private static Worksheet Sheet(SpreadsheetDocument book, int index)
    {
        var sheet = book.WorkbookPart!.Workbook!.Sheets!.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>()
            .ElementAt(index);
        return ((WorksheetPart)book.WorkbookPart.GetPartById(sheet.Id!)).Worksheet!;
    }

    private static Dictionary<string, Cell> Cells(SpreadsheetDocument book, int index) =>
        Sheet(book, index).Descendants<Cell>().ToDictionary(cell => cell.CellReference!.Value!);
}
