using System.IO.Compression;
using System.Text;
using CityOps.App.Tables;
using CityOps.Testing;

namespace CityOps.UnitTests.Tables;

/// <summary>Lists as bureaus keep them are read rightly, or refused with a sentence that helps.</summary>
public sealed class ListFileTests : IDisposable
{
    private const string Plain =
        "编码,类型,名称,经度,备注\r\nX-01,公厕,测试公厕一,113.3824,\"含,逗号\"\r\nX-02,公厕,㐂㙟𠮷公厕,113.3830,\"两\n行\"\r\n";

    private static readonly ListShape Shape = new(
        [
            new("code", "编码", "编码", "设施编码", "xzqdm") { IsCode = true },
            new("type", "类型", "类型"),
            new("name", "名称", "名称", "设施名称", "xzqmc"),
            new("lon", "经度", "经度"),
            new("lat", "纬度", "纬度"),
        ],
        [
            ["code"],
        ],
        KeepsOthers: true
    );

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, byte[]> Encodings()
    {
        var gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        return new()
        {
            { "UTF-8", Encoding.UTF8.GetBytes(Plain) },
            { "UTF-8", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Plain)] },
            { "GB18030", gb18030.GetBytes(Plain) },
            { "GB18030", [0x84, 0x31, 0x95, 0x33, .. gb18030.GetBytes(Plain)] },
            { "UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Plain)] },
            { "UTF-16", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Plain)] },
            { "UTF-16", Encoding.Unicode.GetBytes(Plain) },
        };
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Every_encoding_of_Chinese_offices_is_read(string encoding, byte[] bytes)
    {
        var list = Read(bytes);

        Assert.Equal(["测试公厕一", "㐂㙟𠮷公厕"], list.Rows.Select(r => r.Text("name")));
        Assert.Equal(["含,逗号", "两\n行"], list.Rows.Select(r => r.Text("备注")));
        Assert.Contains(encoding, list.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Text_in_another_encoding_is_refused_and_never_becomes_other_characters()
    {
        byte[] latin = [.. Encoding.Latin1.GetBytes("code,name\r\nE-1,Caf\u00e9,1\r\n")];
        var big5 = CodePagesEncodingProvider
            .Instance.GetEncoding(950)!
            .GetBytes(
                "code,name,type\r\nE-1,中山紀念圖書館公共廁所與街道旁邊的環境衛生設施,公廁\r\nE-2,東區體育場公園內第二號公共廁所,公廁\r\n"
            );

        foreach (var bytes in new[] { latin, big5 })
        {
            var message = Assert.Throws<InvalidDataException>(() => Read(bytes)).Message;
            Assert.Contains("CSV UTF-8", message, StringComparison.Ordinal);
            Assert.Contains("请另存为", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void The_separator_is_told_by_the_rows(string separator)
    {
        var list = Read(
            $"编码{separator}名称{separator}备注\nX-01{separator}甲,乙{separator}含，逗号\nX-02{separator}丙{separator}1,5\n"
        );

        Assert.Equal(["甲,乙", "丙"], list.Rows.Select(r => r.Text("name")));
    }

    [Fact]
    public void A_line_that_declares_the_separator_is_no_row()
    {
        var list = Read("sep=;\r\n编码;名称\r\nX-01;甲,乙\r\n");

        Assert.Equal(("甲,乙", 3), (list.Rows.Single().Text("name"), list.Rows.Single().Row));
    }

    [Fact]
    public void A_header_is_found_under_titles_with_line_breaks_and_units()
    {
        var list = Read(
            "中山市公厕台账（2026年）,,\n制表单位：环卫中心,,\n\"设施\n编码*\",经度（GCJ02）,名称（全称）\nX-01,113.38,甲\n"
        );

        var row = Assert.Single(list.Rows);
        Assert.Equal(("X-01", "113.38", "甲"), (row.Text("code"), row.Text("lon"), row.Text("name")));
        Assert.Equal("GCJ02", list.Bracket("lon"));
        Assert.Contains("header in row 3", list.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Totals_notes_and_repeated_headers_are_passed_over_and_named()
    {
        var list = Read("编码,名称\nX-01,甲\n编码,名称\nX-02,乙\n,\n合计,2座\n注：含在建,\n");

        Assert.Equal(["X-01", "X-02"], list.Rows.Select(r => r.Text("code")));
        Assert.Contains(list.Notes, note =>
            note.Contains("Row 6", StringComparison.Ordinal) && note.Contains("a total", StringComparison.Ordinal)
        );
        Assert.Contains(list.Notes, note => note.Contains("Row 7", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("#N/A")]
    [InlineData("#REF!")]
    [InlineData("#DIV/0!")]
    [InlineData("######")]
    [InlineData("Err:502")]
    public void An_error_of_a_formula_is_no_value(string error)
    {
        var list = Read($"编码,名称,面积\nX-01,甲,{error}\nX-02,乙,5\n");

        var bad = Assert.Single(list.Bad);
        Assert.Equal((2, "面积", error), (bad.Row, bad.Column, bad.Value));
        Assert.Equal("X-02", Assert.Single(list.Rows).Text("code"));
    }

    [Fact]
    public void Each_error_of_a_row_is_named()
    {
        var list = Read("编码,名称,面积\n#REF!,#N/A,#DIV/0!\nX-02,乙,5\n");

        Assert.Equal(
            [("code", "#REF!"), ("name", "#N/A"), ("面积", "#DIV/0!")],
            list.Bad.Select(bad => (bad.Column!, bad.Value!))
        );
        Assert.Single(list.Rows);
        Assert.Contains(list.Notes, note => note.Contains("2 rows", StringComparison.Ordinal));
        Assert.Equal(1, new ImportOutcome(0, 0, 1, list.Bad, Kept: false).BadRows);
    }

    [Theory]
    [InlineData("4.42E+17", true)]
    [InlineData("4.42000001001001E+14", true)]
    [InlineData("442000001.0", false)]
    [InlineData("44200000100100123", false)]
    public void A_code_that_was_rounded_is_refused_and_a_real_number_is_not(string written, bool refused)
    {
        var list = Read($"编码,名称\n{written},甲\n");

        Assert.Equal(refused, list.Bad.Count == 1);
        Assert.Equal(
            refused ? [] : [written.Replace(".0", "", StringComparison.Ordinal)],
            list.Rows.Select(r => r.Text("code"))
        );
    }

    [Fact]
    public void A_code_keeps_the_zeros_that_a_formula_guards() =>
        Assert.Equal("00123", Read("编码,名称\n\"=\"\"00123\"\"\",甲\n").Rows.Single().Text("code"));

    [Fact]
    public void Two_columns_that_say_the_same_are_refused_unless_one_is_empty()
    {
        var message = Assert.Throws<InvalidDataException>(() => Read("编码,名称,设施名称\nX-01,甲,乙\n")).Message;

        Assert.Contains("columns B (名称) and C (设施名称)", message, StringComparison.Ordinal);
        Assert.Equal("乙", Read("编码,名称,设施名称\nX-01,,乙\n").Rows.Single().Text("name"));
        Assert.Throws<InvalidDataException>(() => Read("编码,备注,备注\nX-01,1,2\n"));
    }

    [Fact]
    public void A_list_without_the_headings_says_what_is_needed_and_what_stands_there()
    {
        var message = Assert.Throws<InvalidDataException>(() => Read("名字,位置\n甲,乙\n")).Message;

        Assert.Contains("code (编码)", message, StringComparison.Ordinal);
        Assert.Contains("名字 | 位置", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_without_heading_is_named()
    {
        var list = Read("编码,名称,\nX-01,甲,漏\n");

        Assert.Contains(list.Notes, note => note.Contains("column C has no heading", StringComparison.Ordinal));
    }

    [Fact]
    public void A_workbook_is_read_by_its_visible_sheet_with_dates_codes_and_merged_cells_that_are_not_there()
    {
        var path = Workbook([
            ("字典", "hidden", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>编码</t></is></c></row>", ""),
            (
                "台账",
                "visible",
                Row(
                    1,
                    Text("A1", "编码"),
                    Text("B1", "类型"),
                    Text("C1", "名称"),
                    Text("D1", "建成日期"),
                    Text("E1", "备注")
                )
                    + Row(
                        2,
                        Number("A2", "442000001001001"),
                        Text("B2", "公厕"),
                        Text("C2", "甲"),
                        "<c r=\"D2\" s=\"1\"><v>43586</v></c>",
                        Text("E2", "x")
                    )
                    + Row(3, Text("A3", "X-02"), Text("C3", "乙"))
                    + Row(4, Number("A4", "4.4200000100100123E+18"), Text("C4", "丙"))
                    + Row(5, Text("A5", "X-04"), "<c r=\"C5\" t=\"e\"><v>#N/A</v></c>"),
                "<mergeCells><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"E2:E3\"/></mergeCells>"
            ),
        ]);

        var list = ListFile.Read(path, Shape, new());

        Assert.Equal(["442000001001001", "X-02"], list.Rows.Select(r => r.Text("code")));
        Assert.Equal(["公厕", "公厕"], list.Rows.Select(r => r.Text("type")));
        Assert.Equal(["x", "x"], list.Rows.Select(r => r.Text("备注")));
        Assert.Equal("2019-05-01", list.Rows[0].Text("建成日期"));
        Assert.Equal([(4, "code", "台账"), (5, "name", "台账")], list.Bad.Select(b => (b.Row, b.Column!, b.Sheet!)));
        Assert.Contains("15 digits", list.Bad[0].Reason, StringComparison.Ordinal);
        Assert.Equal("#N/A", list.Bad[1].Value);
        Assert.Contains(list.Notes, note => note.Contains("字典", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_sheets_with_the_list_are_asked_for()
    {
        var path = Workbook([
            ("石岐", "visible", Row(1, Text("A1", "编码")) + Row(2, Text("A2", "X-01")), ""),
            ("东区", "visible", Row(1, Text("A1", "编码")) + Row(2, Text("A2", "X-02")), ""),
            ("说明", "visible", Row(1, Text("A1", "填表说明")), ""),
        ]);

        var message = Assert.Throws<InvalidDataException>(() => ListFile.Read(path, Shape, new())).Message;
        var both = ListFile.Read(path, Shape, new(null, ["石岐", "东区"]));
        var absent = Assert.Throws<InvalidDataException>(() => ListFile.Read(path, Shape, new(null, ["西区"]))).Message;

        Assert.Contains("--sheet 石岐", message, StringComparison.Ordinal);
        Assert.Equal(
            [("石岐", 2, "X-01"), ("东区", 2, "X-02")],
            both.Rows.Select(r => (r.Sheet!, r.Row, r.Text("code")!))
        );
        Assert.Contains("石岐, 东区, 说明", absent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_OpenDocument_sheet_is_read_with_its_types_merged_cells_and_errors()
    {
        var path = _folder["list.ods"];
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var content = new StreamWriter(zip.CreateEntry("content.xml").Open()))
        {
            content.Write(
                """
                <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
                  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>
                <table:table table:name="台账">
                <table:table-row><table:table-cell office:value-type="string"><text:p>编码</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>类型</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>建成日期</text:p></table:table-cell></table:table-row>
                <table:table-row><table:table-cell office:value-type="float" office:value="442000001001001"><text:p>4.42E+14</text:p></table:table-cell><table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>公厕</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2019-05-01"><text:p>05/01/19</text:p></table:table-cell></table:table-row>
                <table:table-row><table:table-cell office:value-type="string"><text:p>X-02</text:p></table:table-cell><table:covered-table-cell/><table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell></table:table-row>
                <table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
                </table:table></office:spreadsheet></office:body></office:document-content>
                """
            );
        }

        var list = ListFile.Read(path, Shape, new());

        var row = Assert.Single(list.Rows);
        Assert.Equal(
            ("442000001001001", "公厕", "2019-05-01"),
            (row.Text("code"), row.Text("type"), row.Text("建成日期"))
        );
        Assert.Equal((3, "建成日期"), (list.Bad.Single().Row, list.Bad.Single().Column));
    }

    /// <summary>One sheet, saved by LibreOffice 7.4 in each format; the truth of the .ods is one that a formula without
    /// a format came to.</summary>
    [Theory]
    [InlineData("types.xls")]
    [InlineData("types.xlsx")]
    [InlineData("types.ods")]
    public void Dates_times_truths_and_numbers_are_read_alike_from_every_format(string file)
    {
        var list = ListFile.Read(Path.Combine(AppContext.BaseDirectory, "Tables", file), Shape, new());

        Assert.Equal(
            [
                ("10001", "日期", "2019-05-01"),
                ("10002", "日期和时刻", "2019-05-01 13:30:00"),
                ("10003", "时刻", "08:30:00"),
                ("10004", "时长", "26:05:00"),
                ("10005", "真", "true"),
                ("10006", "假", "false"),
                ("10007", "小数", "86.5"),
            ],
            list.Rows.Select(row => (row.Text("code")!, row.Text("name")!, row.Text("备注")!))
        );
        Assert.Empty(list.Bad);
    }

    [Fact]
    public void Errors_in_the_cells_of_an_xls_are_found()
    {
        byte[] stream =
        [
            .. new byte[512],
            0x09,
            0x08,
            0x10,
            0x00,
            0x00,
            0x06,
            0x05,
            0x00,
            .. new byte[12],
            0x0A,
            0x00,
            0x00,
            0x00,
            0x09,
            0x08,
            0x10,
            0x00,
            0x00,
            0x06,
            0x10,
            0x00,
            .. new byte[12],
            0x05,
            0x02,
            0x08,
            0x00,
            1,
            0,
            2,
            0,
            0,
            0,
            0x2A,
            1,
            0x05,
            0x02,
            0x08,
            0x00,
            1,
            0,
            3,
            0,
            0,
            0,
            0x01,
            0, // TRUE
            0x06,
            0x00,
            0x0E,
            0x00,
            5,
            0,
            4,
            0,
            0,
            0,
            2,
            0,
            0x07,
            0,
            0,
            0,
            0xFF,
            0xFF,
            0x0A,
            0x00,
            0x00,
            0x00,
        ];

        Assert.Equal(
            [((0, 1, 2), "#N/A"), ((0, 5, 4), "#DIV/0!")],
            XlsErrors.In(stream).Select(e => ((e.Key.Sheet, e.Key.Row, e.Key.Column), e.Value))
        );
    }

    private ListFile Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private ListFile Read(byte[] bytes)
    {
        var path = _folder[$"{Guid.NewGuid():n}.csv"];
        File.WriteAllBytes(path, bytes);
        return ListFile.Read(path, Shape, new());
    }

    private static string Row(int number, params string[] cells) => $"<row r=\"{number}\">{string.Concat(cells)}</row>";

    private static string Text(string at, string text) => $"<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>";

    private static string Number(string at, string value) => $"<c r=\"{at}\"><v>{value}</v></c>";

    /// <summary>As programs write one by hand: only what is there.</summary>
    private string Workbook((string Name, string State, string Rows, string Merged)[] sheets)
    {
        var path = _folder[$"{Guid.NewGuid():n}.xlsx"];
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        void Part(string name, string xml)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml);
        }

        Part(
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
        );
        Part(
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        Part(
            "xl/workbook.xml",
            $"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{string.Concat(sheets.Select((s, i) => $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\" state=\"{s.State}\" r:id=\"rId{i + 1}\"/>"))}</sheets></workbook>"
        );
        Part(
            "xl/_rels/workbook.xml.rels",
            $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(sheets.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))}<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>"
        );
        Part(
            "xl/styles.xml",
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
        );
        foreach (var (sheet, i) in sheets.Select((s, i) => (s, i + 1)))
        {
            Part(
                $"xl/worksheets/sheet{i}.xml",
                $"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{sheet.Rows}</sheetData>{sheet.Merged}</worksheet>"
            );
        }

        return path;
    }
}
