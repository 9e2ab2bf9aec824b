using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Documents;
using CityOps.App.Features.Organisations;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Letters;

/// <summary>Prints a letter as an official document (GB/T 9704-2012), for its seal and the post.</summary>
internal static class PrintLetter
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static async Task<byte[]> RunAsync(CityOpsDb db, LetterView view, CancellationToken ct)
    {
        var letter = view.Letter;
        var organisations = await db
            .Organisations.Where(o => o.Code == letter.From || o.Code == letter.To)
            .ToDictionaryAsync(o => o.Code, o => o.Name, ct);
        var codes = view.Cases.Select(c => c.Category).ToList();
        var categories = await db
            .Database.SqlQuery<NameOf>($"select code, name from category where code = any ({codes})")
            .ToDictionaryAsync(row => row.Code, row => row.Name, ct);
        var towns = view.Cases.Select(c => c.Town).ToList();
        var townNames = await db.Set<Town>()
            .Where(t => towns.Contains(t.Code))
            .ToDictionaryAsync(t => t.Code, t => t.Name, ct);
        return Write(
            view,
            organisations[letter.From],
            organisations[letter.To],
            [.. view.Cases.Select(c => $"{c.Number}　{categories[c.Category]}　{townNames[c.Town]}")]
        );
    }

    private sealed record NameOf(string Code, string Name);

    private static byte[] Write(LetterView view, string from, string to, IReadOnlyList<string> cases)
    {
        var letter = view.Letter;
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            main.AddNewPart<StyleDefinitionsPart>().Styles = new Styles(OfficialStyles.All());
            main.AddNewPart<DocumentSettingsPart>().Settings = new Settings(new EvenAndOddHeaders());
            var body = new Body(
                Line("CoMasthead", from),
                Line("CoNumberLine", letter.Number),
                Line("CoTitle", letter.Title),
                Line("CoRecipients", $"{to}：")
            );
            body.Append(Lines(view.Body).Select(line => Line("CoBody", line)));
            if (letter.DueOn is { } due)
            {
                body.Append(Line("CoBody", $"请于{Date(due)}前书面函复。"));
            }

            if (cases.Count > 0)
            {
                body.Append(Line("CoBody", "附件：涉及案件清单"));
                body.Append(cases.Select((about, i) => Line("CoBody", $"{i + 1}．{about}")));
            }

            body.Append(Line("CoBody", ""), Signature(from), Signature(Date(letter.IssuedOn)));
            body.Append(OfficialPage.Section(main));
            main.Document = new Document(body);
            document.PackageProperties.Title = $"{letter.Number} {letter.Title}";
            document.PackageProperties.Creator = from;
        }

        return stream.ToArray();
    }

    private static string[] Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // No zeros in front (7.3.5.4).
    private static string Date(DateOnly day) => day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture);

    private static Paragraph Line(string style, string text) =>
        new(new ParagraphProperties(new ParagraphStyleId { Val = style }), new Run(new Text(text)));

    // Four characters in from the right (7.3.5.1).
    private static Paragraph Signature(string text) =>
        new(
            new ParagraphProperties(
                new ParagraphStyleId { Val = "CoSignature" },
                new KeepNext(),
                new Indentation { RightChars = 400, Right = "1280" }
            ),
            new Run(new Text(text))
        );
}
