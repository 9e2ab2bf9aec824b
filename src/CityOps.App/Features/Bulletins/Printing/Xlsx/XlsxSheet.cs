using System.Globalization;
using CityOps.App.Documents;
using CityOps.App.Features.Bulletins.Tables;
using CityOps.App.Features.Bulletins.Tables.Foreign;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Cell = DocumentFormat.OpenXml.Spreadsheet.Cell;
using Row = DocumentFormat.OpenXml.Spreadsheet.Row;
using Table = CityOps.App.Features.Bulletins.Tables.Table;

namespace CityOps.App.Features.Bulletins.Printing.Xlsx;

/// <summary>One table on one sheet: title, head, rows with real numbers and formulas, note; set up for A4.</summary>
internal sealed class XlsxSheet(XlsxStyles styles, string? evidenceHost)
{
    /// <summary>Rows above the table's first: the title and the lines of the head.</summary>
    public static int FirstRow(Table table) => 2 + HeadingGrid.Rows(table);

    public void Fill(WorksheetPart part, Table table)
    {
        var firstRow = FirstRow(table);
        var merged = new List<string>();
        var links = new List<Hyperlink>();
        var data = new SheetData(TitleRow(table, merged));
        data.Append(Head(table, merged));
        data.Append(table.Rows.Select((_, r) => BodyRow(part, table, r, firstRow, links)));
        if (table.Note is { } note)
        {
            var noteRow = firstRow + table.Rows.Count;
            data.Append(
                new Row(Text(noteRow, 1, "注：" + note, styles.Index(XlsxStyles.Look.Note)))
                {
                    RowIndex = (uint)noteRow,
                }
            );
            merged.Add($"{Addresses.Of(noteRow, 1)}:{Addresses.Of(noteRow, table.Columns.Count)}");
        }

        part.Worksheet = new Worksheet(
            new SheetProperties(new PageSetupProperties { FitToPage = true }),
            new SheetViews(
                new SheetView(
                    new Pane
                    {
                        VerticalSplit = firstRow - 1,
                        TopLeftCell = $"A{firstRow}",
                        ActivePane = PaneValues.BottomLeft,
                        State = PaneStateValues.Frozen,
                    }
                )
                {
                    WorkbookViewId = 0,
                    ShowGridLines = false,
                }
            ),
            new SheetFormatProperties { DefaultRowHeight = 20, CustomHeight = true },
            ColumnWidths(table),
            data,
            new MergeCells(merged.Select(range => new MergeCell { Reference = range }))
        );
        if (links.Count > 0)
        {
            part.Worksheet.Append(new Hyperlinks(links));
        }

        part.Worksheet.Append(
            new PrintOptions { HorizontalCentered = true },
            new PageMargins
            {
                Left = 0.6,
                Right = 0.6,
                Top = 0.8,
                Bottom = 0.8,
                Header = 0.4,
                Footer = 0.4,
            },
            new PageSetup
            {
                PaperSize = 9,
                FitToWidth = 1,
                FitToHeight = 0,
                Orientation = table.Columns.Count > 9 ? OrientationValues.Landscape : OrientationValues.Portrait,
            },
            new HeaderFooter { OddFooter = new OddFooter("&C— &P —") }
        );
    }

    private Row TitleRow(Table table, List<string> merged)
    {
        merged.Add($"A1:{Addresses.Of(1, table.Columns.Count)}");
        return new Row(Text(1, 1, table.Title, styles.Index(XlsxStyles.Look.Title)))
        {
            RowIndex = 1,
            Height = 34,
            CustomHeight = true,
        };
    }

    private IEnumerable<Row> Head(Table table, List<string> merged)
    {
        var grid = HeadingGrid.Of(table);
        merged.AddRange(
            grid.Where(cell => cell.RowSpan * cell.ColumnSpan > 1)
                .Select(cell =>
                    $"{Addresses.Of(2 + cell.Row, 1 + cell.Column)}:{Addresses.Of(1 + cell.Row + cell.RowSpan, cell.Column + cell.ColumnSpan)}"
                )
        );
        for (var line = 0; line < HeadingGrid.Rows(table); line++)
        {
            yield return new Row(
                Enumerable
                    .Range(0, table.Columns.Count)
                    .Select(c =>
                        Text(
                            2 + line,
                            c + 1,
                            grid.FirstOrDefault(cell => cell.Row == line && cell.Column == c).Text ?? "",
                            styles.Index(XlsxStyles.Look.Head)
                        )
                    )
            )
            {
                RowIndex = (uint)(2 + line),
                Height = 30,
                CustomHeight = true,
            };
        }
    }

    private Row BodyRow(WorksheetPart part, Table table, int r, int firstRow, List<Hyperlink> links)
    {
        var row = table.Rows[r];
        var look = row.Kind is RowKind.Total or RowKind.Subtotal ? XlsxStyles.Look.Sum : XlsxStyles.Look.Body;
        var made = new Row { RowIndex = (uint)(firstRow + r) };
        for (var c = 0; c < table.Columns.Count; c++)
        {
            var column = table.Columns[c];
            var cell = row.Cells[c];
            made.Append(
                cell.Value is { } value
                    ? Number(
                        firstRow + r,
                        c + 1,
                        column.Kind == ColumnKind.Rate ? value / 100 : value,
                        XlsxFormula.Of(table, r, c, firstRow),
                        styles.Index(look, XlsxStyles.Format(column))
                    )
                    : Text(firstRow + r, c + 1, cell.Text, styles.Index(look))
            );
            if (cell.Evidence is { } evidence && evidenceHost is not null)
            {
                var link = part.AddHyperlinkRelationship(new Uri(evidenceHost + evidence), isExternal: true);
                links.Add(
                    new Hyperlink
                    {
                        Reference = Addresses.Of(firstRow + r, c + 1),
                        Id = link.Id,
                        Tooltip = "查看明细",
                    }
                );
            }
        }

        return made;
    }

    private static Columns ColumnWidths(Table table) =>
        new(
            Docx.DocxTable.Widths(table)
                .Select(
                    (twips, c) =>
                        new DocumentFormat.OpenXml.Spreadsheet.Column
                        {
                            // An A4 sheet is about 82 digits wide where the page's text is 8,844 twips.
                            Min = (uint)c + 1,
                            Max = (uint)c + 1,
                            Width = Math.Max(9, twips * 82.0 / OfficialPage.TextWidth),
                            CustomWidth = true,
                        }
                )
        );

    public static Cell Text(int row, int column, string text, uint style) =>
        new()
        {
            CellReference = Addresses.Of(row, column),
            StyleIndex = style,
            DataType = CellValues.InlineString,
            InlineString = new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }),
        };

    // The value stands beside the formula, for programs that show a workbook without calculating it.
    private static Cell Number(int row, int column, decimal value, string? formula, uint style)
    {
        var cell = new Cell { CellReference = Addresses.Of(row, column), StyleIndex = style };
        if (formula is not null)
        {
            cell.Append(new CellFormula(formula));
        }

        cell.Append(new CellValue(value.ToString(CultureInfo.InvariantCulture)));
        return cell;
    }
}
