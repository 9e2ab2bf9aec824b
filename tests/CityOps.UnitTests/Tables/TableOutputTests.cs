using System.Text;
using CityOps.App.Tables;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using MiniExcelLibs;

namespace CityOps.UnitTests.Tables;

public class TableOutputTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset At = new(2026, 6, 1, 0, 30, 15, TimeSpan.Zero);

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+86 138", "'+86 138")]
    [InlineData("-1", "'-1")]
    [InlineData("@sum(a1)", "'@sum(a1)")]
    [InlineData("＝cmd|' /C calc'!A0", "'＝cmd|' /C calc'!A0")]
    [InlineData("垃圾,成堆", "\"垃圾,成堆\"")]
    [InlineData("他说\"没人管\"\n", "\"他说\"\"没人管\"\"\n\"")]
    [InlineData("平常", "平常")]
    public void Csv_text_is_never_a_formula_and_comes_back_as_it_was(string text, string written) =>
        Assert.Equal(written, CsvOutput.Cell(text));

    [Fact]
    public async Task Csv_has_the_mark_city_times_and_plain_numbers()
    {
        using var file = new MemoryStream();
        using var table = new CsvOutput(file);

        await table.WriteRowAsync(["a", "b"], Ct);
        await table.WriteRowAsync([At, -1.5, null, true, new DateOnly(2026, 6, 1)], Ct);
        await table.CompleteAsync(Ct);

        Assert.Equal(
            "\uFEFFa,b\r\n2026-06-01 08:30:15,-1.5,,是,2026-06-01\r\n",
            Encoding.UTF8.GetString(file.ToArray())
        );
    }

    [Fact]
    public async Task Xlsx_is_a_valid_workbook_whose_text_stays_text_and_goes_on_on_the_next_sheet()
    {
        using var file = new MemoryStream();
        using var table = new XlsxOutput(file, "案卷", mostRows: 4);
        await table.WriteRowAsync(["名称", "时间", "数"], Ct);
        foreach (var text in new[] { "=1+1", "<b>&\"", "a\u0001b _x000D_ \U0001F6BD", new string('长', 40_000), "五" })
        {
            await table.WriteRowAsync([text, At, 2.5], Ct);
        }

        await table.CompleteAsync(Ct);

        file.Position = 0;
        using (var book = SpreadsheetDocument.Open(file, isEditable: false))
        {
            Assert.Empty(
                new OpenXmlValidator().Validate(book, Ct).Select(fault => $"{fault.Path?.XPath}: {fault.Description}")
            );
            Assert.Empty(
                book.WorkbookPart!.WorksheetParts.SelectMany(sheet =>
                    sheet.Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.CellFormula>()
                )
            );
        }

        file.Position = 0;
        Assert.Equal(["案卷", "案卷 2"], MiniExcel.GetSheetNames(file));
        var first = MiniExcel
            .Query(file, useHeaderRow: true, sheetName: "案卷")
            .Cast<IDictionary<string, object?>>()
            .ToList();
        var second = MiniExcel
            .Query(file, useHeaderRow: true, sheetName: "案卷 2")
            .Cast<IDictionary<string, object?>>()
            .ToList();
        Assert.Equal(["=1+1", "<b>&\"", "ab _x000D_ \U0001F6BD"], first.Select(row => row["名称"]));
        Assert.Equal(
            (2.5, new DateTime(2026, 6, 1, 8, 30, 15, DateTimeKind.Unspecified)),
            ((double)first[0]["数"]!, (DateTime)first[0]["时间"]!)
        );
        Assert.Equal([32_767, 1], second.Select(row => ((string)row["名称"]!).Length));
    }

    [Fact]
    public async Task A_hundred_thousand_rows_are_sent_on_as_they_come_without_ever_waiting_for_the_reader()
    {
        await using var socket = new Socket();
        using var table = new XlsxOutput(socket, "设施");
        await table.WriteRowAsync(["编码", "名称"], Ct);
        for (var i = 0; i < 100_000; i++)
        {
            await table.WriteRowAsync([i, $"第{i}号牌"], Ct);
        }

        await table.CompleteAsync(Ct);

        Assert.True(socket.Length > 500_000);
        Assert.InRange(socket.Largest, 1, 400_000); // never much more than what is flushed at once
    }

    /// <summary>Takes only what is written asynchronously, as a server's response does.</summary>
    private sealed class Socket : Stream
    {
        private long _length;

        public int Largest { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            (_length, Largest) = (_length + buffer.Length, Math.Max(Largest, buffer.Length));
            return ValueTask.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("Synchronous operations are disallowed.");

        public override void Flush() => throw new NotSupportedException("Synchronous operations are disallowed.");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
