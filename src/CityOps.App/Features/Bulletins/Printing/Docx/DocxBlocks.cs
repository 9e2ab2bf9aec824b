using System.Globalization;
using CityOps.App.Documents;
using CityOps.App.Features.Bulletins.Printing.Charts;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>The parts of a bulletin that are more than words, as paragraphs and tables of a document.</summary>
internal sealed class DocxBlocks(MainDocumentPart main, Bulletin bulletin, StyleIds styles)
{
    private readonly List<(Section Section, string Heading)> _sections = [.. Numbering.Number(bulletin.Sections)];
    private readonly DocxTable _tables = new(main, styles, bulletin.Seal.EvidenceHost);
    private readonly DocxPicture _pictures = new(main);
    private int _tableNumber;
    private int _pictureNumber;

    /// <summary>The fields that <see cref="Make"/> knows.</summary>
    public IReadOnlyList<string> Names =>
        [
            "qr",
            "sections",
            .. bulletin.Sections.Select(section => "section:" + section.Key),
            .. bulletin.Tables.Select(table => "table:" + table.Key),
            .. bulletin.Charts.Select(chart => "chart:" + chart.Key),
        ];

    /// <param name="place">The paragraph that holds the field; a picture takes its style.</param>
    /// <returns>Null when the field is none of these.</returns>
    public IReadOnlyList<OpenXmlElement>? Make(string field, DocumentFormat.OpenXml.Wordprocessing.Paragraph place)
    {
        if (field == "sections")
        {
            return [.. _sections.SelectMany(section => Of(section.Section, section.Heading))];
        }

        if (field == "qr")
        {
            return
            [
                InPlace(
                    place,
                    _pictures.Inline(
                        QrPicture.Draw(bulletin.Seal.CheckUrl ?? bulletin.Seal.Sha256),
                        26,
                        26,
                        "核验二维码"
                    )
                ),
            ];
        }

        var (kind, key) = field.Split(':', 2) is [var before, var after] ? (before, after) : ("", "");
        return kind switch
        {
            "section" when _sections.Find(section => section.Section.Key == key) is { Section: not null } found =>
            [
                .. Of(found.Section, found.Heading),
            ],
            "table" when bulletin.Tables.FirstOrDefault(table => table.Key == key) is { } table =>
            [
                .. Of(new TableBlock(table)),
            ],
            "chart" when bulletin.Charts.FirstOrDefault(chart => chart.Key == key) is { } chart =>
            [
                .. Of(new ChartBlock(chart)),
            ],
            _ => null,
        };
    }

    private IEnumerable<OpenXmlElement> Of(Section section, string heading) =>
        section.Blocks.SelectMany(Of).Prepend(Line(OfficialStyles.Heading(section.Level), heading));

    private IEnumerable<OpenXmlElement> Of(Block block)
    {
        switch (block)
        {
            case Paragraph paragraph:
                yield return Linked(OfficialStyles.Body, paragraph);
                break;
            case TableBlock { Table: var table }:
                _tableNumber++;
                yield return Line(
                    OfficialStyles.Caption,
                    $"表{_tableNumber.ToString(CultureInfo.InvariantCulture)}　{table.Title}"
                );
                yield return _tables.Make(table);
                yield return Line(OfficialStyles.TableNote, table.Note is { } note ? $"注：{note}" : "");
                break;
            case ChartBlock { Chart: var chart } when ChartPicture.Draw(chart) is { } picture:
                _pictureNumber++;
                yield return Line(
                    OfficialStyles.Caption,
                    $"图{_pictureNumber.ToString(CultureInfo.InvariantCulture)}　{chart.Title}（单位：{chart.Unit}）"
                );
                yield return WithStyle(
                    OfficialStyles.Picture,
                    new Run(
                        _pictures.Inline(
                            picture,
                            156,
                            156.0 * ChartPicture.Height(chart) / ChartPicture.Width,
                            chart.Title
                        )
                    )
                );
                break;
        }
    }

    // A number leads to its records as one in a table does: not blue and underlined.
    private DocumentFormat.OpenXml.Wordprocessing.Paragraph Linked(string style, Paragraph paragraph)
    {
        var line = new DocumentFormat.OpenXml.Wordprocessing.Paragraph(
            new ParagraphProperties(new ParagraphStyleId { Val = styles[style] })
        );
        foreach (var (text, evidence) in paragraph.Sentences.SelectMany(sentence => sentence.Pieces()))
        {
            var run = new Run(new Text(text) { Space = SpaceProcessingModeValues.Preserve });
            line.Append(
                evidence is null || bulletin.Seal.EvidenceHost is not { } host
                    ? run
                    : new Hyperlink(run)
                    {
                        Id = main.AddHyperlinkRelationship(new Uri(host + evidence), isExternal: true).Id,
                        Tooltip = "查看明细",
                    }
            );
        }

        return line;
    }

    private DocumentFormat.OpenXml.Wordprocessing.Paragraph Line(string style, string text) =>
        WithStyle(style, new Run(new Text(text) { Space = SpaceProcessingModeValues.Preserve }));

    private DocumentFormat.OpenXml.Wordprocessing.Paragraph WithStyle(string style, Run run) =>
        new(new ParagraphProperties(new ParagraphStyleId { Val = styles[style] }), run);

    private static DocumentFormat.OpenXml.Wordprocessing.Paragraph InPlace(
        DocumentFormat.OpenXml.Wordprocessing.Paragraph place,
        Drawing picture
    )
    {
        var paragraph = new DocumentFormat.OpenXml.Wordprocessing.Paragraph(new Run(picture));
        if (place.ParagraphProperties?.CloneNode(true) is ParagraphProperties look)
        {
            paragraph.PrependChild(look);
        }

        return paragraph;
    }
}
