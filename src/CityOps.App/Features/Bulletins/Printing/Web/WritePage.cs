using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins.Printing.Charts;
using CityOps.App.Features.Bulletins.Tables;

namespace CityOps.App.Features.Bulletins.Printing.Web;

/// <summary>The bulletin as one page that needs nothing else: read on a screen, printed on A4, numbers linked to their
/// records.</summary>
public static class WritePage
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private const string Style = """
        @page { size: A4; margin: 37mm 26mm 35mm 28mm }
        body { margin: 2rem auto; padding: 0 1rem; max-width: 156mm; color: #000; font: 16pt/28pt "FangSong_GB2312", "仿宋_GB2312", FangSong, STFangsong, "Noto Serif CJK SC", serif }
        .masthead { text-align: center; color: #e60012; font: 40pt/56pt "FZXiaoBiaoSong-B05S", "方正小标宋简体", STZhongsong, "Noto Serif CJK SC", serif }
        .issue { text-align: center } .line { min-height: 28pt; text-align: center; border-bottom: 2pt solid #e60012; padding-bottom: 6pt; margin-bottom: 28pt }
        h1 { text-align: center; font: 22pt/36pt "FZXiaoBiaoSong-B05S", "方正小标宋简体", STZhongsong, "Noto Serif CJK SC", serif }
        h2, h3, h4 { font-size: 16pt; font-weight: normal; text-indent: 2em; margin: 0; break-after: avoid } h2 { font-family: SimHei, STHeiti, "Noto Sans CJK SC", sans-serif }
        h3 { font-family: KaiTi_GB2312, KaiTi, STKaiti, "Noto Serif CJK SC", serif } p { margin: 0; text-indent: 2em; text-align: justify } p.flush { text-indent: 0 }
        figure { margin: 12pt 0; overflow-x: auto } figcaption { text-align: center; font: 14pt/24pt SimHei, STHeiti, "Noto Sans CJK SC", sans-serif } img { max-width: 100% }
        table { border-collapse: collapse; width: 100%; font-size: 10.5pt; line-height: 16pt } th, td { border: 1px solid #000; padding: 2pt 4pt; text-align: center }
        th { font-family: SimHei, STHeiti, "Noto Sans CJK SC", sans-serif; font-weight: normal } tr { break-inside: avoid } tr.sum td { font-weight: bold } td:first-child { white-space: nowrap }
        td a, p a { color: inherit; text-decoration: none } td a:hover, p a:hover { text-decoration: underline } .note { font-size: 10.5pt; line-height: 16pt; text-indent: 0 }
        .signature { text-align: right; margin: 56pt 4em 28pt 0 } .signature p { text-align: right }
        .seal { display: flex; justify-content: space-between; align-items: center; border: solid #000; border-width: 1.5pt 0; font-size: 10.5pt; line-height: 17pt; overflow-wrap: anywhere; break-inside: avoid }
        .imprint { border: solid #000; border-width: 1pt 0; margin-top: 28pt; font-size: 14pt; line-height: 24pt }
        .imprint p { display: flex; justify-content: space-between; gap: 2em; padding: 0 1em; text-indent: 0 }
        .imprint p + p { border-top: .75pt solid #000 }
        .seal p { text-indent: 0 } .seal img { width: 26mm; height: 26mm } thead { display: table-header-group }
        """;

    public static string Write(Bulletin bulletin)
    {
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(bulletin.Title)}</title><style>{Style}</style></head><body>
            <div class="masthead">{Text(bulletin.Masthead)}</div><div class="issue">（{Text(
                bulletin.IssueNumber
            )}）</div>
            <div class="line">{Text(bulletin.DocumentNumber ?? "")}</div>
            <h1>{string.Join("<br>", Numbering.TitleLines(bulletin.Title).Select(Text))}</h1>
            """
        );
        if (bulletin.Recipients.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"flush\">{Text(bulletin.Recipients)}：</p>\n");
        }

        var (tables, pictures) = (0, 0);
        foreach (var (section, heading) in Numbering.Number(bulletin.Sections))
        {
            var level = Math.Min(section.Level, 3) + 1;
            page.Append(CultureInfo.InvariantCulture, $"<h{level}>{Text(heading)}</h{level}>\n");
            foreach (var block in section.Blocks)
            {
                switch (block)
                {
                    case Paragraph paragraph:
                        page.Append(
                            CultureInfo.InvariantCulture,
                            $"<p>{string.Concat(paragraph.Sentences.SelectMany(sentence => sentence.Pieces()).Select(Linked))}</p>\n"
                        );
                        break;
                    case TableBlock { Table: var table }:
                        AppendTable(page, table, ++tables);
                        break;
                    case ChartBlock { Chart: var chart } when ChartPicture.Draw(chart) is { } picture:
                        page.Append(
                            CultureInfo.InvariantCulture,
                            $"<figure><figcaption>图{++pictures}　{Text(chart.Title)}（单位：{Text(chart.Unit)}）</figcaption>{Image(picture, chart.Title)}</figure>\n"
                        );
                        break;
                }
            }
        }

        var seal = bulletin.Seal;
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <div class="signature"><p>{Text(bulletin.Issuer)}</p><p>{Numbering.Date(bulletin.SignedOn)}</p></div>
            <div class="seal"><div><p>数据版本：第{seal.Revision}版　统计期间：{Numbering.Date(
                bulletin.From
            )}至{Numbering.Date(bulletin.To)}</p>
            <p>定版时间：{CityTime.Local(
                seal.FrozenAt
            ):yyyy年M月d日 HH:mm}</p><p>数据校验码（SHA-256）：{seal.Sha256}</p></div>
            {Image(QrPicture.Draw(seal.CheckUrl ?? seal.Sha256), "核验二维码")}</div>{Foot(bulletin.Imprint)}</body></html>
            """
        );
        return page.ToString();
    }

    private static string Foot(Imprint? imprint) =>
        imprint is null
            ? ""
            : "<div class=\"imprint\">"
                + (imprint.CopiedTo.Length > 0 ? $"<p><span>抄送：{Text(imprint.CopiedTo)}。</span></p>" : "")
                + $"<p><span>{Text(imprint.Printer)}</span><span>{Numbering.Date(imprint.PrintedOn)}印发</span></p></div>";

    private static void AppendTable(StringBuilder page, Table table, int number)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"<figure><figcaption>表{number}　{Text(table.Title)}</figcaption><table><thead>\n"
        );
        foreach (var line in HeadingGrid.Of(table).GroupBy(cell => cell.Row).OrderBy(line => line.Key))
        {
            page.Append("<tr>")
                .AppendJoin(
                    "",
                    line.OrderBy(cell => cell.Column)
                        .Select(cell =>
                            $"<th colspan=\"{cell.ColumnSpan}\" rowspan=\"{cell.RowSpan}\">{Text(cell.Text)}</th>"
                        )
                )
                .Append("</tr>\n");
        }

        page.Append("</thead><tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append(row.Kind is RowKind.Total or RowKind.Subtotal ? "<tr class=\"sum\">" : "<tr>")
                .AppendJoin(
                    "",
                    row.Cells.Select(cell =>
                        cell.Evidence is { } evidence
                            ? $"<td><a href=\"{Text(evidence)}\">{Text(cell.Text)}</a></td>"
                            : $"<td>{Text(cell.Text)}</td>"
                    )
                )
                .Append("</tr>\n");
        }

        page.Append("</tbody></table>")
            .Append(table.Note is { } note ? $"<p class=\"note\">注：{Text(note)}</p>" : "")
            .Append("</figure>\n");
    }

    private static string Linked((string Text, string? Evidence) piece) =>
        piece.Evidence is { } evidence ? $"<a href=\"{Text(evidence)}\">{Text(piece.Text)}</a>" : Text(piece.Text);

    private static string Image(byte[] png, string description) =>
        $"<img src=\"data:image/png;base64,{Convert.ToBase64String(png)}\" alt=\"{Text(description)}\">";

    private static string Text(string text) => Html.Encode(text);
}
