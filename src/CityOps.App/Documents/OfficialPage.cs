using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace CityOps.App.Documents;

/// <summary>The sheet of an official document (GB/T 9704-2012, 5.1, 5.2 and 7.5): A4, margins 37, 35, 28 and 26 mm, — 1
/// — outside below.</summary>
internal static class OfficialPage
{
    private const double TwipsPerMm = 1440 / 25.4;

    /// <summary>156 mm in twips.</summary>
    public static int TextWidth { get; } = Mm(156);

    /// <summary>订口, 28 mm in twips.</summary>
    public static int LeftMargin { get; } = Mm(28);

    public static int Mm(double mm) => (int)Math.Round(mm * TwipsPerMm);

    /// <summary>The section's properties, with the page numbers at the outer edge: odd pages right, even pages
    /// left.</summary>
    public static SectionProperties Section(MainDocumentPart main) =>
        new(
            new FooterReference { Type = HeaderFooterValues.Default, Id = Footer(main, JustificationValues.Right) },
            new FooterReference { Type = HeaderFooterValues.Even, Id = Footer(main, JustificationValues.Left) },
            new PageSize { Width = (uint)Mm(210), Height = (uint)Mm(297) },
            // The page number's dash stands 7 mm below the text.
            new PageMargin
            {
                Top = Mm(37),
                Bottom = Mm(35),
                Left = (uint)LeftMargin,
                Right = (uint)Mm(26),
                Header = (uint)Mm(15),
                Footer = (uint)Mm(25),
                Gutter = 0,
            }
        );

    private static string Footer(MainDocumentPart main, JustificationValues side)
    {
        var part = main.AddNewPart<FooterPart>();
        // One character in from the edge, 四号 宋体.
        var indentation =
            side == JustificationValues.Right
                ? new Indentation { RightChars = 100, Right = "280" }
                : new Indentation { LeftChars = 100, Left = "280" };
        part.Footer = new Footer(
            new DocumentFormat.OpenXml.Wordprocessing.Paragraph(
                new ParagraphProperties(new SnapToGrid { Val = false }, indentation, new Justification { Val = side }),
                Run(new Text("— ") { Space = SpaceProcessingModeValues.Preserve }),
                Run(new FieldChar { FieldCharType = FieldCharValues.Begin }),
                Run(new FieldCode(" PAGE ") { Space = SpaceProcessingModeValues.Preserve }),
                Run(new FieldChar { FieldCharType = FieldCharValues.Separate }),
                Run(new Text("1")),
                Run(new FieldChar { FieldCharType = FieldCharValues.End }),
                Run(new Text(" —") { Space = SpaceProcessingModeValues.Preserve })
            )
        );
        return main.GetIdOfPart(part);
    }

    private static Run Run(OpenXmlElement content) =>
        new(
            new RunProperties(
                new RunFonts
                {
                    Ascii = "宋体",
                    HighAnsi = "宋体",
                    EastAsia = "宋体",
                },
                new FontSize { Val = "28" },
                new FontSizeComplexScript { Val = "28" }
            ),
            content
        );
}
