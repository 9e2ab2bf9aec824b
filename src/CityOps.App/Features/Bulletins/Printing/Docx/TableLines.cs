namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>Where a cell's words go to the next line: so that none is torn apart with a single character left over.
/// Widths count digits; a Chinese character is two wide.</summary>
internal static class TableLines
{
    /// <summary>How wide the text is on one line.</summary>
    public static int Width(string text) => text.Sum(letter => letter < 0x2E80 ? 1 : 2);

    /// <summary>The text with line ends: a unit in brackets on a line of its own, the rest in lines about as long as
    /// each
    /// other. Numbers, codes and times are left to the word processor.</summary>
    public static string Break(string text, int width)
    {
        if (Width(text) <= width || text.Any(char.IsAsciiDigit))
        {
            return text;
        }

        var bracket = text.IndexOf('（', StringComparison.Ordinal);
        if (bracket > 0 && text[^1] == '）' && Width(text[bracket..]) <= width)
        {
            return Break(text[..bracket], width) + '\n' + text[bracket..];
        }

        var perLine = Math.Max(2, width / 2);
        var lines = (text.Length + perLine - 1) / perLine;
        var (start, broken) = (0, new List<string>());
        for (var line = 0; line < lines; line++)
        {
            var end = text.Length * (line + 1) / lines;
            broken.Add(text[start..end]);
            start = end;
        }

        return string.Join('\n', broken);
    }
}
