namespace CityOps.App.Features.Bulletins.Printing.Docx;

/// <summary>Where a cell's words go to the next line: so that none is torn apart with a single character left over.
/// Widths count digits; a Chinese character is two wide.</summary>
internal static class TableLines
{
    /// <summary>Names up to six characters stay on one line.</summary>
    private const int UnbrokenName = 12;

    /// <summary>How wide the text is on one line. A percent sign is as wide as two digits nearly.</summary>
    public static int Width(string text) => text.Sum(letter => letter is '%' or >= (char)0x2E80 ? 2 : 1);

    /// <summary>
    /// How narrow a column with this text may become: a long name takes two lines, a time or a case's number is parted
    /// where it has its parts, a number never. Where Times New Roman is missing its stand-in is wider.
    /// </summary>
    public static int Least(string text) =>
        text.Any(char.IsAsciiDigit) ? Parts(text).Max(part => Width(part) + (part.Count(char.IsAsciiDigit) / 3))
        : Width(text) <= UnbrokenName ? Width(text)
        : Math.Max(UnbrokenName, 2 * ((Width(text) + 3) / 4)); // whole characters

    /// <summary>The text with line ends: a unit in brackets on a line of its own, names in lines about as long as each
    /// other, times and case numbers in their parts.</summary>
    public static string Break(string text, int width)
    {
        if (Width(text) <= width)
        {
            return text;
        }

        if (text.Any(char.IsAsciiDigit))
        {
            return string.Join('\n', Parts(text));
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

    // 12月31日 | 23:59, 中城案 | 〔2023〕052575.
    private static string[] Parts(string text) =>
        text.Replace("〔", " 〔", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
