using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;

namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>
/// The fields of one paragraph. Word processors part a text where they please, at a spelling mark or a change of
/// language, so a field is looked for in the paragraph's whole text and may begin in one run and end in another.
/// </summary>
internal static partial class TemplateText
{
    /// <summary>The names of the paragraph's fields, in order.</summary>
    public static IReadOnlyList<string> Fields(OpenXmlElement paragraph) =>
        [.. FieldPattern().Matches(WholeText(paragraph)).Select(match => match.Groups[1].Value)];

    /// <summary>The only field of a paragraph that holds nothing else; null otherwise.</summary>
    public static string? AloneIn(OpenXmlElement paragraph) =>
        FieldPattern().Match(WholeText(paragraph).Trim()) is { Success: true } match
        && match.Length == WholeText(paragraph).Trim().Length
            ? match.Groups[1].Value
            : null;

    /// <summary>A pair of braces that is no field: a typing error that would be printed.</summary>
    public static bool HasBrokenField(OpenXmlElement paragraph)
    {
        var rest = FieldPattern().Replace(WholeText(paragraph), "");
        return rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal);
    }

    /// <summary>Puts values in place of fields; the value takes the look of the field's first letter.</summary>
    public static void Replace(OpenXmlElement paragraph, Func<string, string> value)
    {
        var texts = Texts(paragraph);
        foreach (var match in FieldPattern().Matches(WholeText(paragraph)).Reverse())
        {
            var (first, start) = Find(texts, match.Index);
            var (last, end) = Find(texts, match.Index + match.Length - 1);
            var tail = texts[last].Text[(end + 1)..];
            var head = texts[first].Text[..start];
            for (var i = first + 1; i <= last; i++)
            {
                Set(texts[i], "");
            }

            if (first == last)
            {
                Set(texts[first], head + value(match.Groups[1].Value) + tail);
            }
            else
            {
                Set(texts[first], head + value(match.Groups[1].Value));
                Set(texts[last], tail);
            }
        }
    }

    /// <summary>Turns the line ends of a value into line breaks.</summary>
    public static void BreakLines(OpenXmlElement paragraph)
    {
        foreach (var text in Texts(paragraph).Where(text => text.Text.Contains('\n', StringComparison.Ordinal)))
        {
            var lines = text.Text.Split('\n');
            foreach (var line in lines[..^1])
            {
                text.InsertBeforeSelf(new Text(line) { Space = SpaceProcessingModeValues.Preserve });
                text.InsertBeforeSelf(new Break());
            }

            Set(text, lines[^1]);
        }
    }

    private static void Set(Text text, string value)
    {
        text.Text = value;
        text.Space = SpaceProcessingModeValues.Preserve;
    }

    private static (int Text, int Offset) Find(List<Text> texts, int position)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (position < texts[i].Text.Length)
            {
                return (i, position);
            }

            position -= texts[i].Text.Length;
        }

        throw new InvalidOperationException("A field lies beyond its paragraph.");
    }

    private static List<Text> Texts(OpenXmlElement paragraph) => [.. paragraph.Descendants<Text>()];

    private static string WholeText(OpenXmlElement paragraph) =>
        string.Concat(Texts(paragraph).Select(text => text.Text));

    [GeneratedRegex(@"\{\{\s*([^{}]+?)\s*\}\}")]
    private static partial Regex FieldPattern();
}
