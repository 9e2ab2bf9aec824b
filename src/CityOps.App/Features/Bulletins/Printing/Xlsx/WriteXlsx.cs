using System.Globalization;
using CityOps.App.Database;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace CityOps.App.Features.Bulletins.Printing.Xlsx;

/// <summary>The bulletin's tables as a workbook: the text on the first sheet, then a sheet for each table.</summary>
public static class WriteXlsx
{
    private const int TextColumnWidth = 82;

    public static byte[] Write(Bulletin bulletin)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var styles = new XlsxStyles();
            var sheets = new Sheets();
            var names = new DefinedNames();
            book.Workbook = new Workbook(new BookViews(new WorkbookView()), sheets);

            AddSheet(book, sheets, "通报").Worksheet = TextSheet(bulletin, styles);
            var sheet = new XlsxSheet(styles, bulletin.Seal.EvidenceHost);
            foreach (var table in bulletin.Tables)
            {
                var name = SheetName(table.Title, sheets);
                sheet.Fill(AddSheet(book, sheets, name), table);
                names.Append(
                    new DefinedName($"'{name}'!$1:${XlsxSheet.FirstRow(table) - 1}")
                    {
                        Name = "_xlnm.Print_Titles",
                        LocalSheetId = (uint)sheets.Count() - 1,
                    }
                );
            }

            if (names.HasChildren)
            {
                book.Workbook.Append(names);
            }

            book.AddNewPart<WorkbookStylesPart>().Stylesheet = styles.Make();
            document.PackageProperties.Title = bulletin.Title;
            document.PackageProperties.Creator = bulletin.Issuer;
            document.PackageProperties.Created = bulletin.Seal.FrozenAt.UtcDateTime;
            document.PackageProperties.Identifier = bulletin.Seal.Sha256;
        }

        return stream.ToArray();
    }

    private static WorksheetPart AddSheet(WorkbookPart book, Sheets sheets, string name)
    {
        var part = book.AddNewPart<WorksheetPart>();
        sheets.Append(
            new Sheet
            {
                Name = name,
                SheetId = (uint)sheets.Count() + 1,
                Id = book.GetIdOfPart(part),
            }
        );
        return part;
    }

    private static Worksheet TextSheet(Bulletin bulletin, XlsxStyles styles)
    {
        var lines = new List<(string Text, XlsxStyles.Look Look)> { (bulletin.Title, XlsxStyles.Look.Title) };
        if (bulletin.DocumentNumber is { } number)
        {
            lines.Add((number, XlsxStyles.Look.Text));
        }

        foreach (var (section, heading) in Numbering.Number(bulletin.Sections))
        {
            lines.Add((heading, XlsxStyles.Look.Text));
            lines.AddRange(
                section.Blocks.OfType<Paragraph>().Select(paragraph => ("　　" + paragraph.Text, XlsxStyles.Look.Text))
            );
        }

        lines.Add(($"{bulletin.Issuer}　{Numbering.Date(bulletin.SignedOn)}", XlsxStyles.Look.Text));
        if (bulletin.Imprint is { } imprint)
        {
            var copied = imprint.CopiedTo.Length > 0 ? $"抄送：{imprint.CopiedTo}。　" : "";
            lines.Add(($"{copied}{imprint.Printer}　{Numbering.Date(imprint.PrintedOn)}印发", XlsxStyles.Look.Note));
        }

        lines.Add(($"统计期间：{Numbering.Date(bulletin.From)}至{Numbering.Date(bulletin.To)}", XlsxStyles.Look.Note));
        lines.Add(
            (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"数据版本：第{bulletin.Seal.Revision}版　定版时间：{CityTime.Local(bulletin.Seal.FrozenAt):yyyy年M月d日 HH:mm}"
                ),
                XlsxStyles.Look.Note
            )
        );
        lines.Add(($"数据校验码（SHA-256）：{bulletin.Seal.Sha256}", XlsxStyles.Look.Note));
        if (bulletin.Seal.CheckUrl is { } url)
        {
            lines.Add(($"核验网址：{url}", XlsxStyles.Look.Note));
        }

        return new Worksheet(
            new SheetProperties(new PageSetupProperties { FitToPage = true }),
            new SheetViews(new SheetView { WorkbookViewId = 0, ShowGridLines = false }),
            new Columns(
                new Column
                {
                    Min = 1,
                    Max = 1,
                    Width = TextColumnWidth,
                    CustomWidth = true,
                }
            ),
            new SheetData(
                lines.Select(
                    (line, i) =>
                        new Row(XlsxSheet.Text(i + 1, 1, line.Text, styles.Index(line.Look)))
                        {
                            RowIndex = (uint)i + 1,
                            CustomHeight = true,
                            // Merged or wrapped lines do not grow by themselves in every program.
                            Height =
                                line.Look == XlsxStyles.Look.Title
                                    ? 40
                                    : 20
                                        * Math.Max(
                                            1,
                                            Math.Ceiling(
                                                line.Text.Sum(letter => letter < 0x2E80 ? 1 : 2)
                                                    / (TextColumnWidth - 8.0)
                                            )
                                        ),
                        }
                )
            ),
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
            }
        );
    }

    // At most 31 letters, none of []:*?/\', none twice.
    private static string SheetName(string title, Sheets sheets)
    {
        var name = string.Concat(title.Where(letter => !"[]:*?/\\'".Contains(letter, StringComparison.Ordinal)));
        name = name[..Math.Min(name.Length, 28)];
        var taken = sheets
            .Elements<Sheet>()
            .Count(sheet => sheet.Name!.Value!.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return taken == 0 ? name : $"{name}{taken + 1}";
    }
}
