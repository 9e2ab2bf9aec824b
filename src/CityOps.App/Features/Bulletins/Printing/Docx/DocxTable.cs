using System.Globalization;
using CityOps.App.Documents;
using CityOps.App.Features.Bulletins.Tables;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Column = CityOps.App.Features.Bulletins.Tables.Column;
using Row = CityOps.App.Features.Bulletins.Tables.Row;
using Table = CityOps.App.Features.Bulletins.Tables.Table;

namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>A table in the width of the text; its head is repeated on every page, no row is parted by a page.</summary>
internal sealed class DocxTable(MainDocumentPart main, StyleIds styles, string? evidenceHost)
{
    /// <summary>How wide a digit is at the table's 10.5 points.</summary>
    private const int DigitTwips = 105;
    private static readonly int DigitsPerLine = OfficialPage.TextWidth / DigitTwips;

    /// <summary>A cell's margins.</summary>
    private const int Margins = 2;

    /// <summary>A table of so few rows stays on one page; a longer one would leave too much of a page empty.</summary>
    private const int RowsKeptTogether = 8;

    public DocumentFormat.OpenXml.Wordprocessing.Table Make(Table table)
    {
        var widths = Widths(table);
        var made = new DocumentFormat.OpenXml.Wordprocessing.Table(
            new TableProperties(
                new TableWidth { Type = TableWidthUnitValues.Dxa, Width = Text(OfficialPage.TextWidth) },
                new TableJustification { Val = TableRowAlignmentValues.Center },
                new TableBorders(
                    Border<TopBorder>(8),
                    Border<LeftBorder>(8),
                    Border<BottomBorder>(8),
                    Border<RightBorder>(8),
                    Border<InsideHorizontalBorder>(4),
                    Border<InsideVerticalBorder>(4)
                ),
                new TableLayout { Type = TableLayoutValues.Fixed },
                new TableCellMarginDefault(
                    new TableCellLeftMargin { Width = 40, Type = TableWidthValues.Dxa },
                    new TableCellRightMargin { Width = 40, Type = TableWidthValues.Dxa }
                )
            ),
            new TableGrid(widths.Select(width => new GridColumn { Width = Text(width) }))
        );
        made.Append(Head(table, widths));
        made.Append(table.Rows.Select((row, r) => BodyRow(table, row, widths, StaysWithNext(table, r))));
        return made;
    }

    private IEnumerable<TableRow> Head(Table table, int[] widths)
    {
        var cells = HeadingGrid.Of(table);
        for (var line = 0; line < HeadingGrid.Rows(table); line++)
        {
            var row = new TableRow(RowProperties(isHead: true));
            foreach (
                var heading in cells
                    .Where(cell => cell.Row <= line && line < cell.Row + cell.RowSpan)
                    .OrderBy(cell => cell.Column)
            )
            {
                var properties = CellProperties(widths.Skip(heading.Column).Take(heading.ColumnSpan).Sum());
                if (heading.ColumnSpan > 1)
                {
                    properties.InsertAfter(new GridSpan { Val = heading.ColumnSpan }, properties.TableCellWidth);
                }

                if (heading.RowSpan > 1)
                {
                    properties.InsertBefore(
                        new VerticalMerge
                        {
                            Val = line == heading.Row ? MergedCellValues.Restart : MergedCellValues.Continue,
                        },
                        properties.TableCellVerticalAlignment
                    );
                }

                row.Append(
                    new TableCell(
                        properties,
                        Line(
                            OfficialStyles.TableHead,
                            line == heading.Row
                                ? TableLines.Break(
                                    heading.Text,
                                    Digits(widths.Skip(heading.Column).Take(heading.ColumnSpan).Sum())
                                )
                                : "",
                            isStrong: false,
                            staysWithNext: true,
                            null,
                            null
                        )
                    )
                );
            }

            yield return row;
        }
    }

    // A short table stays on one page; of a long one the head keeps two rows with it, and the total is never alone. The
    // last row keeps the note below it.
    private static bool StaysWithNext(Table table, int row) =>
        table.Rows.Count <= RowsKeptTogether || row < 2 || row >= table.Rows.Count - 3;

    /// <summary>A short table may be parted by a page as well: the first row stays with its head, the last two with
    /// what comes below.</summary>
    public static void LetPart(DocumentFormat.OpenXml.Wordprocessing.Table table)
    {
        var rows = table.Elements<TableRow>().Where(row => !row.Descendants<TableHeader>().Any()).ToList();
        foreach (var kept in rows.Skip(1).SkipLast(2).SelectMany(row => row.Descendants<KeepNext>()).ToList())
        {
            kept.Remove();
        }
    }

    private static int Digits(int twips) => (twips / DigitTwips) - 1;

    private TableRow BodyRow(Table table, Row row, int[] widths, bool staysWithNext)
    {
        var isSum = row.Kind is RowKind.Total or RowKind.Subtotal;
        var made = new TableRow(RowProperties(isHead: false));
        for (var c = 0; c < widths.Length; c++)
        {
            // Long words read from the left, names and numbers stand in the middle.
            var isLong = table.Columns[c].Kind == ColumnKind.Label && table.Rows.Any(r => r.Cells[c].Text.Length > 14);
            made.Append(
                new TableCell(
                    CellProperties(widths[c]),
                    Line(
                        OfficialStyles.TableText,
                        table.Columns[c].Kind == ColumnKind.Label
                            ? TableLines.Break(row.Cells[c].Text, Digits(widths[c]))
                            : row.Cells[c].Text,
                        isSum,
                        staysWithNext,
                        isLong ? JustificationValues.Left : null,
                        row.Cells[c].Evidence
                    )
                )
            );
        }

        return made;
    }

    private DocumentFormat.OpenXml.Wordprocessing.Paragraph Line(
        string style,
        string text,
        bool isStrong,
        bool staysWithNext,
        JustificationValues? justification,
        string? evidence
    )
    {
        var properties = new ParagraphProperties(new ParagraphStyleId { Val = styles[style] });
        if (staysWithNext)
        {
            properties.Append(new KeepNext());
        }

        // Widths are counted without the quarter of a character that is put between Chinese and digits otherwise: 31日
        // would lose its last character to a line of its own.
        properties.Append(new AutoSpaceDE { Val = false }, new AutoSpaceDN { Val = false });
        if (justification is { } side)
        {
            properties.Append(new Justification { Val = side });
        }

        var run = new Run();
        foreach (var (line, i) in text.Split('\n').Select((line, i) => (line, i)))
        {
            if (i > 0)
            {
                run.Append(new Break());
            }

            run.Append(new Text(line) { Space = SpaceProcessingModeValues.Preserve });
        }

        if (isStrong)
        {
            run.PrependChild(new RunProperties(new RunFonts { EastAsia = "黑体" }, new Bold()));
        }

        if (evidence is null || evidenceHost is null)
        {
            return new DocumentFormat.OpenXml.Wordprocessing.Paragraph(properties, run);
        }

        // Not blue and underlined: it is an official document first.
        var link = main.AddHyperlinkRelationship(new Uri(evidenceHost + evidence), isExternal: true);
        return new DocumentFormat.OpenXml.Wordprocessing.Paragraph(
            properties,
            new Hyperlink(run) { Id = link.Id, Tooltip = "查看明细" }
        );
    }

    /// <summary>
    /// Shares the width out by what the columns have to say. Where the line is too short for all of it, the columns
    /// that can be broken best become narrower (<see cref="TableLines.Least"/>).
    /// </summary>
    internal static int[] Widths(Table table)
    {
        var texts = table
            .Columns.Select((_, c) => table.Rows.Select(row => row.Cells[c].Text).DefaultIfEmpty("").ToList())
            .ToList();
        var wanted = table
            .Columns.Select(
                (column, c) =>
                    Math.Clamp(Math.Max(texts[c].Max(text => TableLines.Width(text)), HeadWidth(column)), 4, 40)
                    + Margins
            )
            .ToArray();
        var least = table
            .Columns.Select(
                (column, c) => Math.Max(HeadWidth(column), texts[c].Max(text => TableLines.Least(text))) + Margins
            )
            .ToArray();
        while (
            wanted.Sum() > DigitsPerLine
            && Enumerable.Range(0, wanted.Length).MaxBy(c => wanted[c] - least[c]) is var widest
            && wanted[widest] > least[widest]
        )
        {
            wanted[widest]--;
        }

        var sum = wanted.Sum();
        var widths = wanted.Select(width => OfficialPage.TextWidth * width / sum).ToArray();
        widths[0] += OfficialPage.TextWidth - widths.Sum();
        return widths;
    }

    // A heading may be broken into two lines, or three where it is long; its unit stands on a line of its own.
    private static int HeadWidth(Column column)
    {
        var width = TableLines.Width(column.Headings[^1]);
        var lines =
            width <= 6 ? 1
            : width <= 16 ? 2
            : 3;
        return Math.Max(
            2 * ((width + (2 * lines) - 1) / (2 * lines)),
            column.Unit.Length > 0 ? TableLines.Width(column.Unit) + 4 : 0
        );
    }

    private static TableRowProperties RowProperties(bool isHead)
    {
        var properties = new TableRowProperties(
            new CantSplit(),
            new TableRowHeight { Val = (uint)OfficialPage.Mm(7), HeightType = HeightRuleValues.AtLeast }
        );
        if (isHead)
        {
            properties.Append(new TableHeader());
        }

        return properties;
    }

    private static TableCellProperties CellProperties(int width) =>
        new(
            new TableCellWidth { Type = TableWidthUnitValues.Dxa, Width = Text(width) },
            new TableCellVerticalAlignment { Val = TableVerticalAlignmentValues.Center }
        );

    private static T Border<T>(uint eighthsOfAPoint)
        where T : BorderType, new() =>
        new()
        {
            Val = BorderValues.Single,
            Size = eighthsOfAPoint,
            Color = "000000",
        };

    private static string Text(int twips) => twips.ToString(CultureInfo.InvariantCulture);
}
