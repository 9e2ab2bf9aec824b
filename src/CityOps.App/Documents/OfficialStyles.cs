using System.Globalization;
using DocumentFormat.OpenXml.Wordprocessing;

namespace CityOps.App.Documents;

/// <summary>
/// The paragraph styles of an official document (GB/T 9704-2012, 5.2 and 7): fonts by name, sizes, 28 pt between lines.
/// A template may change every one of them; a style that it has lost is put back. They are found by name, because word
/// processors give ids of their own when they save.
/// </summary>
public static class OfficialStyles
{
    public const string Masthead = "公文标志";
    public const string Issue = "公文期号";
    public const string IssuerLine = "公文署名行";
    public const string Title = "公文标题";
    public const string Recipients = "公文主送";
    public const string Body = "公文正文";
    public const string Caption = "公文表题";
    public const string TableHead = "公文表头";
    public const string TableText = "公文表格";
    public const string TableNote = "公文表注";
    public const string Picture = "公文图片";
    public const string Signature = "公文落款";
    public const string Check = "公文校验";
    public const string NumberLine = "公文字号";
    public const string Imprint = "公文版记";

    private const string SongTitle = "方正小标宋简体";
    private const string FangSong = "仿宋_GB2312";
    private const string KaiTi = "楷体_GB2312";
    private const string HeiTi = "黑体";
    private const string SongTi = "宋体";

    /// <summary>What stands in for a font that a computer lacks, by name, best first.</summary>
    public static IReadOnlyList<(string Font, string Instead)> Fallbacks { get; } =
    [
        (SongTitle, "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,Noto Serif CJK SC"),
        (FangSong, "仿宋,FangSong,华文仿宋,STFangsong,Noto Serif CJK SC"),
        (KaiTi, "楷体,KaiTi,华文楷体,STKaiti,Noto Serif CJK SC"),
        (HeiTi, "SimHei,华文黑体,STHeiti,Noto Sans CJK SC"),
        (SongTi, "SimSun,华文宋体,STSong,Noto Serif CJK SC"),
    ];

    /// <summary>一级标题 to 四级标题; the fourth looks like the text.</summary>
    public static string Heading(int level) =>
        level switch
        {
            1 => "公文一级标题",
            2 => "公文二级标题",
            _ => "公文三级标题",
        };

    /// <summary>All of them, with ids that every word processor keeps or replaces as it likes.</summary>
    public static IEnumerable<Style> All()
    {
        // 红色 22 mm at most; 48 pt leaves a long name on one line.
        yield return Make(
            "CoMasthead",
            Masthead,
            SongTitle,
            48,
            JustificationValues.Center,
            exact: 64,
            after: 12,
            color: "E60012"
        );
        yield return Make("CoIssue", Issue, FangSong, 16, JustificationValues.Center, exact: 28);
        yield return Make(
            "CoIssuerLine",
            IssuerLine,
            FangSong,
            16,
            JustificationValues.Left,
            exact: 28,
            after: 28,
            redLine: true
        );
        yield return Make(
            "CoTitle",
            Title,
            SongTitle,
            22,
            JustificationValues.Center,
            exact: 36,
            after: 28,
            keepNext: true
        );
        yield return Make("CoRecipients", Recipients, FangSong, 16, JustificationValues.Both, exact: 28);
        yield return Make("CoBody", Body, FangSong, 16, JustificationValues.Both, exact: 28, indentFirst: true);
        yield return Make(
            "CoHeading1",
            Heading(1),
            HeiTi,
            16,
            JustificationValues.Both,
            exact: 28,
            indentFirst: true,
            keepNext: true,
            outline: 0
        );
        yield return Make(
            "CoHeading2",
            Heading(2),
            KaiTi,
            16,
            JustificationValues.Both,
            exact: 28,
            indentFirst: true,
            keepNext: true,
            outline: 1
        );
        yield return Make(
            "CoHeading3",
            Heading(3),
            FangSong,
            16,
            JustificationValues.Both,
            exact: 28,
            indentFirst: true,
            keepNext: true,
            outline: 2,
            bold: true
        );
        yield return Make(
            "CoCaption",
            Caption,
            HeiTi,
            14,
            JustificationValues.Center,
            exact: 24,
            before: 10,
            after: 4,
            keepNext: true
        );
        yield return Make("CoTableHead", TableHead, HeiTi, 10.5, JustificationValues.Center, exact: 16);
        yield return Make("CoTableText", TableText, FangSong, 10.5, JustificationValues.Center, exact: 16);
        yield return Make(
            "CoTableNote",
            TableNote,
            FangSong,
            10.5,
            JustificationValues.Left,
            exact: 16,
            before: 3,
            after: 10
        );
        yield return Make(
            "CoPicture",
            Picture,
            FangSong,
            10.5,
            JustificationValues.Center,
            exact: null,
            before: 6,
            after: 10
        );
        yield return Make(
            "CoSignature",
            Signature,
            FangSong,
            16,
            JustificationValues.Right,
            exact: 28,
            keepLines: true
        );
        yield return Make("CoCheck", Check, FangSong, 10.5, JustificationValues.Left, exact: 17, keepNext: true);
        yield return Make(
            "CoNumberLine",
            NumberLine,
            FangSong,
            16,
            JustificationValues.Center,
            exact: 28,
            after: 28,
            redLine: true
        );
        // 四号, one character in on either side; the date stands at the right.
        yield return Make(
            "CoImprint",
            Imprint,
            FangSong,
            14,
            JustificationValues.Left,
            exact: 24,
            inset: OfficialPage.TextWidth - 496
        );
    }

    private static Style Make(
        string id,
        string name,
        string font,
        double points,
        JustificationValues justification,
        double? exact,
        double before = 0,
        double after = 0,
        bool indentFirst = false,
        bool keepNext = false,
        bool keepLines = false,
        int? outline = null,
        bool bold = false,
        string? color = null,
        bool redLine = false,
        int? inset = null
    )
    {
        var paragraph = new StyleParagraphProperties();
        if (keepNext)
        {
            paragraph.Append(new KeepNext());
        }

        if (keepLines)
        {
            paragraph.Append(new KeepLines());
        }

        if (redLine)
        {
            paragraph.Append(
                new ParagraphBorders(
                    new BottomBorder
                    {
                        Val = BorderValues.Single,
                        Size = 18,
                        Space = 6,
                        Color = "E60012",
                    }
                )
            );
            paragraph.Append(new Tabs(new TabStop { Val = TabStopValues.Right, Position = OfficialPage.TextWidth }));
        }

        if (inset is { } width)
        {
            paragraph.Append(new Tabs(new TabStop { Val = TabStopValues.Right, Position = width }));
        }

        paragraph.Append(new AdjustRightIndent { Val = false }, new SnapToGrid { Val = false });
        var spacing = new SpacingBetweenLines { Before = Twips(before), After = Twips(after) };
        if (exact is { } lines)
        {
            (spacing.Line, spacing.LineRule) = (Twips(lines), LineSpacingRuleValues.Exact);
        }

        paragraph.Append(spacing);
        if (indentFirst)
        {
            // Two characters of the style's own size.
            paragraph.Append(new Indentation { FirstLineChars = 200, FirstLine = Twips(2 * points) });
        }

        if (inset is not null)
        {
            paragraph.Append(
                new Indentation
                {
                    LeftChars = 100,
                    Left = Twips(points),
                    RightChars = 100,
                    Right = Twips(points),
                }
            );
        }

        paragraph.Append(new Justification { Val = justification });
        if (outline is { } level)
        {
            paragraph.Append(new OutlineLevel { Val = level });
        }

        var run = new StyleRunProperties(
            new RunFonts
            {
                Ascii = "Times New Roman",
                HighAnsi = "Times New Roman",
                EastAsia = font,
                ComplexScript = "Times New Roman",
            }
        );
        if (bold)
        {
            run.Append(new Bold());
        }

        if (color is not null)
        {
            run.Append(new Color { Val = color });
        }

        var halfPoints = (points * 2).ToString("0", CultureInfo.InvariantCulture);
        run.Append(new FontSize { Val = halfPoints }, new FontSizeComplexScript { Val = halfPoints });
        return new Style(new StyleName { Val = name }, new PrimaryStyle(), paragraph, run)
        {
            Type = StyleValues.Paragraph,
            StyleId = id,
            CustomStyle = true,
        };
    }

    private static string Twips(double points) => (points * 20).ToString("0", CultureInfo.InvariantCulture);
}
