using System.Globalization;
using System.Xml;
using CityOps.App.Database;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>
/// Fills a template's named fields with a bulletin. Words stand anywhere: {{title}}. What is more than words stands
/// alone in its paragraph: {{sections}}, {{section:towns}}, {{table:towns}}, {{chart:towns}}, {{qr}}.
/// </summary>
public static class WriteDocx
{
    /// <param name="template">The bureau's .docx; null for <see cref="DefaultTemplate"/>.</param>
    /// <exception cref="TemplateException">The template is no Word file, or has a field that bulletins do not
    /// have.</exception>
    public static byte[] Write(Bulletin bulletin, byte[]? template = null)
    {
        using var stream = new MemoryStream();
        stream.Write(template ?? DefaultTemplate.Make());
        try
        {
            using var document = WordprocessingDocument.Open(stream, isEditable: true);
            Fill(document, bulletin);
        }
        catch (Exception problem)
            when (problem
                    is FileFormatException
                        or OpenXmlPackageException
                        or InvalidDataException
                        or XmlException
                        or IOException
            )
        {
            throw new TemplateException($"The template cannot be read as a .docx file: {problem.Message}", problem);
        }

        return stream.ToArray();
    }

    private static void Fill(WordprocessingDocument document, Bulletin bulletin)
    {
        var main = document.MainDocumentPart;
        if (main?.Document?.Body is not { } body)
        {
            throw new TemplateException("The template has no text.");
        }

        if (bulletin.Imprint is not { CopiedTo.Length: > 0 })
        {
            RemoveLine(body, "{{copied_to}}");
        }

        var words = Words(bulletin);
        var blocks = new DocxBlocks(main, bulletin, new StyleIds(main));
        foreach (var paragraph in body.Descendants<DocumentFormat.OpenXml.Wordprocessing.Paragraph>().ToList())
        {
            FillParagraph(paragraph, words, blocks);
        }

        // Pictures and tables stay in the text; running heads take words.
        foreach (
            var part in main
                .HeaderParts.Select(part => part.Header)
                .OfType<OpenXmlElement>()
                .Concat(main.FooterParts.Select(part => part.Footer).OfType<OpenXmlElement>())
        )
        {
            foreach (var paragraph in part.Descendants<DocumentFormat.OpenXml.Wordprocessing.Paragraph>())
            {
                FillParagraph(paragraph, words, null);
            }
        }

        document.PackageProperties.Title = bulletin.Title;
        document.PackageProperties.Creator = bulletin.Issuer;
        document.PackageProperties.LastModifiedBy = bulletin.Issuer;
        document.PackageProperties.Created = bulletin.Seal.FrozenAt.UtcDateTime;
        document.PackageProperties.Modified = bulletin.Seal.FrozenAt.UtcDateTime;
        document.PackageProperties.Identifier = bulletin.Seal.Sha256;
    }

    private static void FillParagraph(
        DocumentFormat.OpenXml.Wordprocessing.Paragraph paragraph,
        SortedDictionary<string, string> words,
        DocxBlocks? blocks
    )
    {
        if (
            blocks is not null
            && TemplateText.AloneIn(paragraph) is { } alone
            && blocks.Make(alone, paragraph) is { } made
        )
        {
            if (alone == "sections")
            {
                KeepWithNext(made);
            }

            Replace(paragraph, made);
            return;
        }

        if (TemplateText.HasBrokenField(paragraph))
        {
            throw new TemplateException(
                $"The template has braces that close no field in \"{paragraph.InnerText}\"; a field is written {{{{title}}}}."
            );
        }

        if (TemplateText.Fields(paragraph).FirstOrDefault(field => !words.ContainsKey(field)) is { } unknown)
        {
            throw new TemplateException(
                blocks is not null && blocks.Names.Contains(unknown)
                    ? $"The template's field {{{{{unknown}}}}} must stand alone in its paragraph."
                    : $"The template has the field {{{{{unknown}}}}}, which bulletins do not have. They have {string.Join(", ", words.Keys.Concat(blocks?.Names ?? []))}."
            );
        }

        TemplateText.Replace(paragraph, field => words[field]);
        TemplateText.BreakLines(paragraph);
    }

    // The row of a table, or the paragraph, whose line above the one below it takes over.
    private static void RemoveLine(Body body, string field)
    {
        foreach (var row in body.Descendants<TableRow>().Where(row => row.InnerText == field).ToList())
        {
            row.Remove();
        }

        foreach (
            var line in body.Elements<DocumentFormat.OpenXml.Wordprocessing.Paragraph>()
                .Where(line => line.InnerText == field)
                .ToList()
        )
        {
            var below = line.NextSibling<DocumentFormat.OpenXml.Wordprocessing.Paragraph>()?.ParagraphProperties;
            if (below?.ParagraphBorders?.TopBorder is { } thin)
            {
                thin.Size = DefaultTemplate.ImprintLine;
            }

            line.Remove();
        }
    }

    // The signature is never alone on its page (GB/T 9704-2012, 7.3.5.4): the end of the text goes with it. No more
    // than that: if a whole table did, half of the page before could be left empty.
    private static void KeepWithNext(IReadOnlyList<OpenXmlElement> made)
    {
        if (made is [.., DocumentFormat.OpenXml.Wordprocessing.Paragraph last])
        {
            (last.ParagraphProperties ??= new ParagraphProperties()).KeepNext = new KeepNext();
        }

        if (made is [.., DocumentFormat.OpenXml.Wordprocessing.Table table, _])
        {
            DocxTable.LetPart(table);
        }
    }

    // A cell must end with a paragraph, so one that holds only a table keeps an empty one.
    private static void Replace(
        DocumentFormat.OpenXml.Wordprocessing.Paragraph paragraph,
        IReadOnlyList<OpenXmlElement> made
    )
    {
        foreach (var element in made)
        {
            paragraph.InsertBeforeSelf(element);
        }

        if (paragraph.Parent is TableCell && made is [] or [.., DocumentFormat.OpenXml.Wordprocessing.Table])
        {
            paragraph.RemoveAllChildren<Run>();
            return;
        }

        paragraph.Remove();
    }

    private static SortedDictionary<string, string> Words(Bulletin bulletin) =>
        new(StringComparer.Ordinal)
        {
            ["masthead"] = bulletin.Masthead,
            ["issue_number"] = bulletin.IssueNumber,
            ["document_number"] = bulletin.DocumentNumber ?? "",
            ["copied_to"] = bulletin.Imprint is { CopiedTo.Length: > 0 } imprint ? $"抄送：{imprint.CopiedTo}。" : "",
            ["printed_by"] = bulletin.Imprint?.Printer ?? "",
            ["printed_on"] = bulletin.Imprint is { } printed ? Numbering.Date(printed.PrintedOn) + "印发" : "",
            ["issuer"] = bulletin.Issuer,
            ["title"] = string.Join('\n', Numbering.TitleLines(bulletin.Title)),
            ["recipients"] = bulletin.Recipients.Length > 0 ? bulletin.Recipients + "：" : "",
            ["period"] = $"{Numbering.Date(bulletin.From)}至{Numbering.Date(bulletin.To)}",
            ["signed_on"] = Numbering.Date(bulletin.SignedOn),
            ["revision"] = bulletin.Seal.Revision.ToString(CultureInfo.InvariantCulture),
            ["frozen_at"] = CityTime
                .Local(bulletin.Seal.FrozenAt)
                .ToString("yyyy年M月d日 HH:mm", CultureInfo.InvariantCulture),
            ["sha256"] = bulletin.Seal.Sha256,
            ["check_url"] = bulletin.Seal.CheckUrl ?? "",
        };
}
