using System.IO.Compression;
using System.Text;
using CityOps.App.Tables;
using CityOps.Testing;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace CityOps.UnitTests.Tables;

public sealed class TableFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_keeps_quoted_commas_quotes_and_line_breaks_in_their_cell()
    {
        var rows = Csv.Parse("a,\"b, c\",\"d \"\"e\"\"\"\r\n\"two\nlines\",,f\r\nlast");

        Assert.Equal([1, 2, 4], rows.Select(row => row.Number));
        Assert.Equal(["a", "b, c", "d \"e\""], rows[0].Cells);
        Assert.Equal(["two\nlines", null, "f"], rows[1].Cells);
        Assert.Equal(["last"], rows[2].Cells);
    }

    [Fact]
    public void Quote_that_is_never_closed_is_said_with_its_line() =>
        Assert.Contains(
            "line 2",
            Assert.Throws<InvalidDataException>(() => Csv.Parse("a\n\"b\nc")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_quote_within_a_cell_is_a_character_and_empty_lines_are_rows() =>
        Assert.Equal(
            [(1, "5\" pipe|b"), (2, ""), (3, "x|y")],
            Csv.Parse("5\" pipe,b\n\n x , y \n").Select(row => (row.Number, string.Join('|', row.Cells)))
        );

    [Theory]
    [InlineData("utf-8")]
    [InlineData("GB18030")]
    public void Chinese_is_read_in_either_encoding(string encoding)
    {
        var file = _folder["list.csv"];
        File.WriteAllBytes(
            file,
            CodePagesEncodingProvider.Instance.GetEncoding(encoding)?.GetBytes("代码,名称\n01,暴露垃圾")
                ?? [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("代码,名称\n01,暴露垃圾")]
        );

        Assert.Equal(
            ["代码", "名称", "01", "暴露垃圾"],
            TableFile.Read(file).Sheets[0].Rows.SelectMany(row => row.Cells)
        );
    }

    [Fact]
    public void Merged_cells_of_a_sheet_have_the_value_that_is_shown_in_them()
    {
        var file = _folder["list.xlsx"];
        WriteSheet(
            file,
            [
                ["大类", "小类", "时限"],
                ["公用设施", "井盖", "4小时"],
                [null, null, "1天"],
                [null, "路灯", "2天"],
            ],
            ["A2:A4", "B2:B3"]
        );

        Assert.Equal(
            [
                ["大类", "小类", "时限"],
                ["公用设施", "井盖", "4小时"],
                ["公用设施", "井盖", "1天"],
                ["公用设施", "路灯", "2天"],
            ],
            TableFile.Read(file).Sheets[0].Rows.Select(row => row.Cells)
        );
    }

    [Theory]
    [InlineData("%PDF-1.7 x", "PDF")]
    [InlineData("<html><table><tr><td>a", "web page")]
    [InlineData("PK\u0003\u0004 broken", "zip")]
    public void File_that_is_no_table_is_said_to_be_none(string content, string said)
    {
        var file = _folder["list.xlsx"];
        File.WriteAllText(file, content);

        var message = Assert.Throws<InvalidDataException>(() => TableFile.Read(file)).Message;

        Assert.Contains("list.xlsx", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("merged.xlsx", "2,000,000 cells")]
    [InlineData("repeated.ods", "more cells than a list has")]
    [InlineData("unpacked.xlsx", "128 MB")]
    public void A_small_file_that_unfolds_without_end_is_refused_and_takes_little_memory(string name, string said)
    {
        var file = _folder[name];
        WriteBomb(file);
        Assert.InRange(new FileInfo(file).Length, 1, 1_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var message = Assert.Throws<InvalidDataException>(() => TableFile.Read(file)).Message;

        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000_000);
    }

    private static void WriteBomb(string file)
    {
        if (file.EndsWith("merged.xlsx", StringComparison.Ordinal))
        {
            WriteSheet(file, [.. Enumerable.Repeat(new string?[] { "x" }, 1000)], ["A1:XFD1048576"]);
            return;
        }

        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        var isOds = file.EndsWith(".ods", StringComparison.Ordinal);
        using var part = zip.CreateEntry(isOds ? "content.xml" : "xl/worksheets/sheet1.xml").Open();
        if (!isOds)
        {
            var spaces = new byte[1 << 20];
            Array.Fill(spaces, (byte)' ');
            for (var mb = 0; mb < 130; mb++)
            {
                part.Write(spaces);
            }

            return;
        }

        part.Write(
            Encoding.UTF8.GetBytes(
                $"""
                <d xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
                  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><table:table>{string.Concat(
                    Enumerable.Repeat(
                        "<table:table-row table:number-rows-repeated=\"9999\"><table:table-cell table:number-columns-repeated=\"9999\"><text:p>x</text:p></table:table-cell></table:table-row>",
                        1000
                    )
                )}</table:table></d>
                """
            )
        );
    }

    private static void WriteSheet(string path, string?[][] rows, string[] merged)
    {
        using var document = SpreadsheetDocument.Create(path, SpreadsheetDocumentType.Workbook);
        var book = document.AddWorkbookPart();
        var sheet = book.AddNewPart<WorksheetPart>();
        var data = new SheetData();
        foreach (var (cells, r) in rows.Select((cells, i) => (cells, i + 1)))
        {
            data.Append(
                new Row(
                    cells.Select(
                        (text, c) =>
                            new Cell
                            {
                                CellReference = $"{(char)('A' + c)}{r}",
                                DataType = CellValues.InlineString,
                                InlineString = text is null ? null : new InlineString(new Text(text)),
                            }
                    )
                )
                {
                    RowIndex = (uint)r,
                }
            );
        }

        sheet.Worksheet = new Worksheet(
            data,
            new MergeCells(merged.Select(range => new MergeCell { Reference = range }))
        );
        book.Workbook = new Workbook(
            new Sheets(
                new Sheet
                {
                    Id = book.GetIdOfPart(sheet),
                    SheetId = 1,
                    Name = "Sheet1",
                }
            )
        );
    }
}
