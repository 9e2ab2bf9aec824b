using CityOps.App.Documents;
using CityOps.App.Features.Bulletins.Printing.Docx;
using CityOps.App.Features.Bulletins.Tables;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Cell = CityOps.App.Features.Bulletins.Tables.Cell;
using Column = CityOps.App.Features.Bulletins.Tables.Column;
using Numbering = CityOps.App.Features.Bulletins.Printing.Numbering;
using Paragraph = DocumentFormat.OpenXml.Wordprocessing.Paragraph;
using Row = CityOps.App.Features.Bulletins.Tables.Row;
using Table = DocumentFormat.OpenXml.Wordprocessing.Table;

namespace CityOps.UnitTests.Bulletins;

public class WriteDocxTests
{
    [Fact]
    public void The_document_is_valid_and_prints_text_tables_and_the_check_sum()
    {
        using var document = Open(WriteDocx.Write(TestBulletin.Make()));
        var text = document.MainDocumentPart!.Document!.InnerText;

        Assert.Empty(
            new OpenXmlValidator(FileFormatVersions.Microsoft365)
                .Validate(document, TestContext.Current.CancellationToken)
                .Select(error => $"{error.Path?.XPath}: {error.Description}")
        );
        Assert.Contains("组织环卫中心工作人员开展巡查90次，发现问题395个。", text, StringComparison.Ordinal);
        Assert.Contains("（一）各中心巡查", text, StringComparison.Ordinal);
        Assert.Contains("三、各镇街办理情况", text, StringComparison.Ordinal);
        Assert.Contains("96.53%", text, StringComparison.Ordinal);
        Assert.Contains(TestBulletin.Make().Seal.Sha256, text, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
    }

    /// <summary>GB/T 9704-2012, 5.1 and 5.2: A4, margins 37, 35, 28 and 26 mm, 28 pt between the lines of the text, 三号
    /// 仿宋.</summary>
    [Fact]
    public void The_sheet_and_the_text_are_those_of_an_official_document()
    {
        using var document = Open(WriteDocx.Write(TestBulletin.Make()));
        var section = document.MainDocumentPart!.Document!.Body!.Elements<SectionProperties>().Single();
        var margin = section.GetFirstChild<PageMargin>()!;
        var body = document
            .MainDocumentPart.StyleDefinitionsPart!.Styles!.Elements<Style>()
            .Single(style => style.StyleName!.Val == OfficialStyles.Body);

        Assert.Equal(
            [37, 35, 28, 26],
            new[] { margin.Top!.Value, margin.Bottom!.Value, (int)margin.Left!.Value, (int)margin.Right!.Value }.Select(
                twips => (int)Math.Round(twips * 25.4 / 1440)
            )
        );
        Assert.Equal(
            ("560", "exact"),
            (
                body.StyleParagraphProperties!.SpacingBetweenLines!.Line!.Value,
                body.StyleParagraphProperties.SpacingBetweenLines.LineRule!.InnerText
            )
        );
        Assert.Equal(
            ("仿宋_GB2312", "32"),
            (body.StyleRunProperties!.RunFonts!.EastAsia!.Value, body.StyleRunProperties.FontSize!.Val!.Value)
        );
    }

    /// <summary>GB/T 9704-2012, 7.2.5 and 7.4.</summary>
    [Fact]
    public void The_document_number_and_the_foot_of_the_last_page_are_printed()
    {
        using var document = Open(WriteDocx.Write(TestBulletin.Make()));
        var body = document.MainDocumentPart!.Document!.Body!;
        var foot = body.Elements<Paragraph>().Where(line => StyleOf(line) == "CoImprint").ToList();

        Assert.Equal(
            "城管通〔2024〕1号",
            body.Elements<Paragraph>().Single(line => StyleOf(line) == "CoNumberLine").InnerText
        );
        Assert.Equal(
            ["抄送：局领导。", "中山市城市管理和综合执法局办公室2024年1月1日印发"],
            foot.Select(line => line.InnerText)
        );
        // Each is a frame as wide as the text; together they end at its foot, 35 mm above the sheet's edge.
        Assert.Equal(
            [(28, 244, 156, 9), (28, 253, 156, 9)],
            foot.Select(line => line.ParagraphProperties!.FrameProperties!)
                .Select(frame => (Mm(frame.X!), Mm(frame.Y!), Mm(frame.Width!), Mm($"{frame.Height!.Value}")))
        );
        Assert.Equal(
            new (uint?, uint?)[] { (8, null), (6, 8) },
            foot.Select(line => line.ParagraphProperties!.ParagraphBorders!)
                .Select(lines => (lines.TopBorder?.Size?.Value, lines.BottomBorder?.Size?.Value))
        );

        static int Mm(string? twips) =>
            (int)Math.Round(int.Parse(twips!, System.Globalization.CultureInfo.InvariantCulture) * 25.4 / 1440);
    }

    [Fact]
    public void A_bulletin_that_is_copied_to_nobody_or_from_before_there_was_a_number_prints_no_empty_row()
    {
        using var document = Open(WriteDocx.Write(TestBulletin.Make() with { DocumentNumber = null, Imprint = null }));

        Assert.DoesNotContain("抄送", document.MainDocumentPart!.Document!.InnerText, StringComparison.Ordinal);
        var foot = document
            .MainDocumentPart.Document.Body!.Elements<Paragraph>()
            .Single(line => StyleOf(line) == "CoImprint");
        Assert.Equal(8u, foot.ParagraphProperties!.ParagraphBorders!.TopBorder!.Size!.Value);
    }

    [Fact]
    public void Cells_are_as_wide_as_their_characters_are_counted()
    {
        using var document = Open(WriteDocx.Write(TestBulletin.Make()));

        var lines = document
            .MainDocumentPart!.Document!.Body!.Descendants<TableCell>()
            .SelectMany(cell => cell.Elements<Paragraph>())
            .Where(line => StyleOf(line) == "CoTableText")
            .ToList();

        Assert.NotEmpty(lines);
        // Word processors put a quarter of a character between 31 and 日 otherwise.
        Assert.All(lines, line =>
        {
            Assert.False(line.ParagraphProperties!.AutoSpaceDE!.Val!.Value);
            Assert.False(line.ParagraphProperties.AutoSpaceDN!.Val!.Value);
        });
    }

    [Fact]
    public void The_signature_is_never_alone_on_its_page()
    {
        var bulletin = TestBulletin.Make();
        using var document = Open(
            WriteDocx.Write(bulletin with { Sections = [.. bulletin.Sections.Take(3)] }) // which end with a table
        );
        var blocks = document.MainDocumentPart!.Document!.Body!.ChildElements.ToList();
        var signature = blocks.FindLastIndex(block => block is Paragraph line && StyleOf(line) == "CoSignature");
        var table = blocks.FindLastIndex(signature, block => block is Table);

        // From the table's last rows on every paragraph keeps the next one with it.
        Assert.All(blocks.Take(signature).Skip(table + 1).Cast<Paragraph>(), line =>
            Assert.NotNull(line.ParagraphProperties!.KeepNext)
        );
        Assert.All(
            blocks[table].Elements<TableRow>().TakeLast(2).SelectMany(row => row.Descendants<Paragraph>()),
            line => Assert.NotNull(line.ParagraphProperties!.KeepNext)
        );
        // And no more: the page before is filled up to there, and the check block may stand on the next page.
        Assert.Empty(blocks[table].Elements<TableRow>().SkipLast(2).Last().Descendants<KeepNext>());
        Assert.Null(blocks.Skip(signature + 1).OfType<Paragraph>().First().ParagraphProperties!.KeepNext);
    }

    [Theory]
    [InlineData("各镇街", 12, "各镇街")]
    [InlineData("中山市市政工程服务中心", 12, "中山市市政|工程服务中心")]
    [InlineData("中山港街道办", 10, "中山港|街道办")]
    [InlineData("积水时长（小时）", 8, "积水时长|（小时）")]
    [InlineData("黄色及以上（小时）", 8, "黄色|及以上|（小时）")]
    [InlineData("12月31日 23:59", 8, "12月31日|23:59")]
    [InlineData("中城案〔2023〕052575", 14, "中城案|〔2023〕052575")]
    [InlineData("-22.58%", 4, "-22.58%")]
    public void Words_in_cells_are_broken_evenly_and_leave_no_character_alone(string text, int width, string lines) =>
        Assert.Equal(lines.Split('|'), TableLines.Break(text, width).Split('\n'));

    [Fact]
    public void A_column_of_short_names_is_as_wide_as_they_are()
    {
        var columns = Enumerable
            .Range(0, 9)
            .Select(i => new Column(
                $"c{i}",
                i == 0 ? "镇街" : "上报案件数",
                i == 0 ? ColumnKind.Label : ColumnKind.Count,
                i == 0 ? "" : "宗"
            ))
            .ToList();
        var table = new CityOps.App.Features.Bulletins.Tables.Table(
            "t",
            "t",
            columns,
            [new Row(RowKind.Item, [Cell.Label("中山港街道办"), .. columns.Skip(1).Select(c => Cell.Number(1234, c))])]
        );

        Assert.True(DocxTable.Widths(table)[0] >= 12 * 105, "six characters");
    }

    private static string? StyleOf(Paragraph line) => line.ParagraphProperties?.ParagraphStyleId?.Val?.Value;

    [Fact]
    public void A_template_whose_fields_were_parted_by_the_word_processor_is_filled()
    {
        var template = Template(
            new Paragraph(
                new Run(new Text("期号：{{issue")),
                new Run(new RunProperties(new Bold()), new Text("_num")),
                new Run(new Text("ber }}（完）"))
            ),
            new Paragraph(new Run(new Text("{{ta")), new Run(new Text("ble:centres}}")))
        );

        using var document = Open(WriteDocx.Write(TestBulletin.Make(), template));
        var body = document.MainDocumentPart!.Document!.Body!;

        Assert.Equal("期号：2023年第12期（完）", body.Elements<Paragraph>().First().InnerText);
        Assert.Equal(2 + 4, Assert.Single(body.Elements<Table>()).Elements<TableRow>().Count());
    }

    /// <summary>Our template, opened in LibreOffice 7.4, with words and a field added, and saved by it as
    /// .docx.</summary>
    [Fact]
    public void A_template_that_the_bureau_changed_in_LibreOffice_is_filled()
    {
        var template = File.ReadAllBytes(
            Path.Combine(AppContext.BaseDirectory, "Bulletins", "changed-in-libreoffice.docx")
        );

        using var document = Open(WriteDocx.Write(TestBulletin.Make(), template));
        var body = document.MainDocumentPart!.Document!.Body!;

        Assert.Contains("2023年第12期（内部资料）", body.InnerText, StringComparison.Ordinal);
        Assert.Contains("本期数据可扫码核验：https://cg.example.cn/verify/", body.InnerText, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", body.InnerText, StringComparison.Ordinal);
        Assert.Equal(TestBulletin.Make().Tables.Count + 1, body.Descendants<Table>().Count()); // and that of the seal
        Assert.Single(document.MainDocumentPart.StyleDefinitionsPart!.Styles!.Elements<Style>(), style =>
            style.StyleName!.Val == OfficialStyles.Body
        );
    }

    [Theory]
    [InlineData("{{titel}}", "{{titel}}, which bulletins do not have")]
    [InlineData("见 {{table:towns}}", "must stand alone")]
    [InlineData("{{title}", "close no field")]
    [InlineData("{{table:nowhere}}", "which bulletins do not have")]
    public void A_field_that_cannot_be_filled_is_refused_by_name(string text, string message)
    {
        var template = Template(new Paragraph(new Run(new Text(text))));

        var refused = Assert.Throws<TemplateException>(() => WriteDocx.Write(TestBulletin.Make(), template));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_is_no_document_is_refused() =>
        Assert.Throws<TemplateException>(() => WriteDocx.Write(TestBulletin.Make(), "not a document"u8.ToArray()));

    [Fact]
    public void A_style_that_the_bureau_changed_stays_as_it_is_whatever_its_id()
    {
        var template = Template(
            new Paragraph(new Run(new Text("{{sections}}"))),
            new Style(new StyleName { Val = OfficialStyles.Body }, new StyleRunProperties(new FontSize { Val = "28" }))
            {
                Type = StyleValues.Paragraph,
                StyleId = "a7",
            }
        );

        using var document = Open(WriteDocx.Write(TestBulletin.Make(), template));

        var line = document
            .MainDocumentPart!.Document!.Body!.Elements<Paragraph>()
            .First(p => p.InnerText.StartsWith("12月", StringComparison.Ordinal));
        Assert.Equal("a7", line.ParagraphProperties!.ParagraphStyleId!.Val!.Value);
        Assert.Single(document.MainDocumentPart.StyleDefinitionsPart!.Styles!.Elements<Style>(), style =>
            style.StyleName!.Val == OfficialStyles.Body
        );
    }

    [Fact]
    public void Numbers_link_to_their_records_where_the_service_has_an_address()
    {
        using var linked = Open(WriteDocx.Write(TestBulletin.Make()));
        using var plain = Open(WriteDocx.Write(TestBulletin.Make(evidenceHost: null)));

        Assert.Contains(
            "https://cg.example.cn/figures?metric=patrols&org=90",
            linked.MainDocumentPart!.HyperlinkRelationships.Select(link => link.Uri.ToString())
        );
        Assert.Empty(plain.MainDocumentPart!.HyperlinkRelationships);
    }

    [Fact]
    public void A_number_in_the_text_is_a_piece_of_its_own_also_when_it_stands_twice()
    {
        var sentence = new CityOps.App.Features.Bulletins.Tables.Sentence(
            "12月巡查12次，发现12个。",
            [new("12", 12), new("12", 12) { Evidence = "/a" }, new("12", 12) { Evidence = "/b" }]
        );

        Assert.Equal(
            [("12月巡查", null), ("12", "/a"), ("次，发现", null), ("12", "/b"), ("个。", null)],
            sentence.Pieces()
        );
    }

    [Theory]
    [InlineData(1, 1, "一、")]
    [InlineData(1, 21, "二十一、")]
    [InlineData(2, 10, "（十）")]
    [InlineData(3, 3, "3．")]
    [InlineData(4, 3, "（3）")]
    public void Headings_are_numbered_by_level(int level, int number, string printed) =>
        Assert.Equal(printed, Numbering.Heading(level, number));

    [Fact]
    public void A_long_title_is_broken_where_words_end() =>
        Assert.Equal(
            ["关于2023年12月城市", "管理巡查处置情况的通报"],
            Numbering.TitleLines("关于2023年12月城市管理巡查处置情况的通报")
        );

    [Fact]
    public void The_seal_prints_the_citys_time() =>
        Assert.Contains(
            "定版时间：2024年1月1日 00:30",
            Text(WriteDocx.Write(TestBulletin.Make())),
            StringComparison.Ordinal
        );

    private static string Text(byte[] docx)
    {
        using var document = Open(docx);
        return document.MainDocumentPart!.Document!.InnerText;
    }

    private static WordprocessingDocument Open(byte[] docx) =>
        WordprocessingDocument.Open(new MemoryStream(docx), isEditable: false);

    private static byte[] Template(params OpenXmlElement[] content)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            main.AddNewPart<StyleDefinitionsPart>().Styles = new Styles(content.OfType<Style>());
            main.Document = new Document(new Body(content.Where(element => element is not Style)));
        }

        return stream.ToArray();
    }
}
