using CityOps.App.Documents;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>
/// The template that is used where the bureau has none of its own, and that it starts from: an official document whose
/// places are named in double braces. <c>bulletin-template FILE</c> writes it.
/// </summary>
public static class DefaultTemplate
{
    private const double ImprintRowMm = 9;

    /// <summary>0.35 mm, in eighths of a point.</summary>
    internal const uint ImprintLine = 8;

    public static byte[] Make()
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            AddFonts(main);
            main.AddNewPart<StyleDefinitionsPart>().Styles = new Styles(
                new DocDefaults(
                    new RunPropertiesDefault(
                        new RunPropertiesBaseStyle(
                            new RunFonts
                            {
                                Ascii = "Times New Roman",
                                HighAnsi = "Times New Roman",
                                EastAsia = "仿宋_GB2312",
                            },
                            new FontSize { Val = "32" },
                            new Languages { Val = "en-US", EastAsia = "zh-CN" }
                        )
                    )
                ),
                new Style(new StyleName { Val = "Normal" }, new PrimaryStyle())
                {
                    Type = StyleValues.Paragraph,
                    StyleId = "Normal",
                    Default = true,
                }
            );
            main.StyleDefinitionsPart!.Styles!.Append(OfficialStyles.All());
            main.AddNewPart<DocumentSettingsPart>().Settings = new Settings(new EvenAndOddHeaders());
            main.Document = new Document(
                new Body(
                    Line("CoMasthead", "{{masthead}}"),
                    Line("CoIssue", "（{{issue_number}}）"),
                    Line("CoNumberLine", "{{document_number}}"),
                    Line("CoTitle", "{{title}}"),
                    Line("CoRecipients", "{{recipients}}"),
                    Line("CoBody", "{{sections}}"),
                    Blank("CoBody"),
                    Signature("{{issuer}}"),
                    Signature("{{signed_on}}"),
                    Line("CoBody", ""), // what the print is checked by may stand on the next page
                    SealTable(),
                    Blank("CoCheck"),
                    CopiedTo(),
                    PrintedBy(),
                    new DocumentFormat.OpenXml.Wordprocessing.Paragraph(
                        new ParagraphProperties(new ParagraphStyleId { Val = "CoCheck" })
                    ),
                    OfficialPage.Section(main)
                )
            );
        }

        return stream.ToArray();
    }

    private static DocumentFormat.OpenXml.Wordprocessing.Paragraph Line(string style, string text) =>
        new(new ParagraphProperties(new ParagraphStyleId { Val = style }), new Run(new Text(text)));

    private static DocumentFormat.OpenXml.Wordprocessing.Paragraph Blank(string style) =>
        new(new ParagraphProperties(new ParagraphStyleId { Val = style }, new KeepNext()));

    // 成文日期 stands four characters in from the right (7.3.5.1); the issuer's name likewise.
    private static DocumentFormat.OpenXml.Wordprocessing.Paragraph Signature(string text) =>
        new(
            new ParagraphProperties(
                new ParagraphStyleId { Val = "CoSignature" },
                new KeepNext(),
                new Indentation { RightChars = 400, Right = "1280" }
            ),
            new Run(new Text(text))
        );

    // What the print is checked by, never parted.
    private static DocumentFormat.OpenXml.Wordprocessing.Table SealTable() =>
        new(
            Properties(),
            new TableGrid(
                new GridColumn { Width = $"{OfficialPage.Mm(124)}" },
                new GridColumn { Width = $"{OfficialPage.Mm(32)}" }
            ),
            new TableRow(
                new TableRowProperties(new CantSplit()),
                Cell(
                    124,
                    Line("CoCheck", "统计期间：{{period}}"),
                    Line("CoCheck", "数据版本：第{{revision}}版　定版时间：{{frozen_at}}"),
                    Line("CoCheck", "数据校验码（SHA-256）：{{sha256}}"),
                    Line("CoCheck", "扫描右侧二维码，可核对校验码与本期数据版本。")
                ),
                Cell(32, Line("CoPicture", "{{qr}}"))
            )
        );

    // 版记 (7.4): as wide as the text, its last line at the foot of it; lines of 0.35 mm above and below, of 0.25 mm
    // between. Frames are placed from the sheet's edges by every word processor; a table of this width LibreOffice
    // leaves where it stands, and paragraphs with unlike borders it takes out of a frame that they share.
    private static DocumentFormat.OpenXml.Wordprocessing.Paragraph CopiedTo() =>
        AtTheFoot(2, new ParagraphBorders(Border<TopBorder>(ImprintLine)), Words("{{copied_to}}"));

    private static DocumentFormat.OpenXml.Wordprocessing.Paragraph PrintedBy() =>
        AtTheFoot(
            1,
            new ParagraphBorders(Border<TopBorder>(6), Border<BottomBorder>(ImprintLine)),
            Words("{{printed_by}}"),
            new Run(new TabChar()),
            Words("{{printed_on}}")
        );

    /// <param name="line">Counted from the foot.</param>
    private static DocumentFormat.OpenXml.Wordprocessing.Paragraph AtTheFoot(
        int line,
        ParagraphBorders borders,
        params OpenXmlElement[] content
    )
    {
        var height = OfficialPage.Mm(ImprintRowMm);
        var paragraph = new DocumentFormat.OpenXml.Wordprocessing.Paragraph(
            new ParagraphProperties(
                new ParagraphStyleId { Val = "CoImprint" },
                new FrameProperties
                {
                    Width = Text(OfficialPage.TextWidth),
                    Height = (uint)height,
                    HeightType = HeightRuleValues.Exact,
                    Wrap = TextWrappingValues.Around,
                    VerticalPosition = VerticalAnchorValues.Page,
                    HorizontalPosition = HorizontalAnchorValues.Page,
                    X = Text(OfficialPage.LeftMargin),
                    Y = Text(OfficialPage.Mm(297 - 35) - (line * height)),
                },
                borders,
                new SpacingBetweenLines { Line = Text(height), LineRule = LineSpacingRuleValues.Exact }
            )
        );
        paragraph.Append(content);
        return paragraph;
    }

    private static Run Words(string text) => new(new Text(text));

    private static T Border<T>(uint eighthsOfAPoint)
        where T : BorderType, new() =>
        new()
        {
            Val = BorderValues.Single,
            Size = eighthsOfAPoint,
            Space = 0,
            Color = "000000",
        };

    private static string Text(int twips) => twips.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static TableProperties Properties() =>
        new(
            new TableWidth { Type = TableWidthUnitValues.Dxa, Width = Text(OfficialPage.TextWidth) },
            new TableJustification { Val = TableRowAlignmentValues.Center },
            new TableBorders(
                new TopBorder { Val = BorderValues.Single, Size = 8 },
                new BottomBorder { Val = BorderValues.Single, Size = 8 }
            ),
            new TableLayout { Type = TableLayoutValues.Fixed }
        );

    private static TableCell Cell(int mm, params OpenXmlElement[] content)
    {
        var cell = new TableCell(
            new TableCellProperties(
                new TableCellWidth
                {
                    Type = TableWidthUnitValues.Dxa,
                    Width = OfficialPage.Mm(mm).ToString(System.Globalization.CultureInfo.InvariantCulture),
                },
                new TableCellVerticalAlignment { Val = TableVerticalAlignmentValues.Center }
            )
        );
        cell.Append(content);
        return cell;
    }

    private static void AddFonts(MainDocumentPart main)
    {
        main.AddNewPart<FontTablePart>().Fonts = new Fonts(
            OfficialStyles.Fallbacks.Select(font => new Font(
                new AltName { Val = font.Instead },
                new FontCharSet { Val = "86" }
            )
            {
                Name = font.Font,
            })
        );
    }
}
