namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>Where a table stands in a sheet.</summary>
/// <param name="Title">The line above the headings, if there is one.</param>
/// <param name="HeadingRows">The rows of headings, top to bottom.</param>
/// <param name="BodyRows">The rows with numbers, and the words between them.</param>
internal sealed record TablePlace(string Title, IReadOnlyList<int> HeadingRows, IReadOnlyList<int> BodyRows);

/// <summary>
/// Finds tables by what their lines look like: a line with one text is a title, a note or the name of a group; a line
/// with several texts and no number is a line of headings; a line with numbers is a row.
/// </summary>
internal static class FindTables
{
    private enum Line
    {
        Blank,
        OneText,
        Headings,
        Numbers,
    }

    public static IEnumerable<TablePlace> In(Sheet sheet)
    {
        var title = "";
        var headings = new List<int>();
        var body = new List<int>();
        for (var row = 1; row <= sheet.Rows; row++)
        {
            var line = Read(sheet, row);
            if (line == Line.Numbers && body.Count == 0 && IsNumberedHeading(sheet, row))
            {
                line = Line.Headings;
            }

            switch (line)
            {
                case Line.Numbers:
                    body.Add(row);
                    break;
                case Line.OneText when body.Count > 0 && NextLine(sheet, row) == Line.Numbers:
                    body.Add(row);
                    break;
                case Line.OneText when headings.Count > 0 && body.Count == 0 && NextLine(sheet, row) == Line.Numbers:
                    body.Add(row); // the first group's name, below the headings
                    break;
                case Line.Headings or Line.OneText:
                    if (body.Count > 0)
                    {
                        yield return new TablePlace(title, headings, body);
                        (headings, body) = ([], []);
                    }

                    if (line == Line.Headings)
                    {
                        headings.Add(row);
                    }
                    else
                    {
                        title = sheet.Distinct(row)[0].Text;
                        headings = [];
                    }

                    break;
                case Line.Blank:
                    break;
            }
        }

        if (body.Count > 0)
        {
            yield return new TablePlace(title, headings, body);
        }
    }

    private static Line NextLine(Sheet sheet, int row)
    {
        for (var next = row + 1; next <= sheet.Rows; next++)
        {
            if (Read(sheet, next) is var line and not Line.Blank)
            {
                return line;
            }
        }

        return Line.Blank;
    }

    private static Line Read(Sheet sheet, int row)
    {
        var cells = sheet.Distinct(row).Where(cell => cell.Row == row || cell.Number is null).ToList();
        if (cells.Count == 0)
        {
            return Line.Blank;
        }

        // An error stands where a number should be.
        var texts = cells.Count(cell => cell is { Number: null, IsError: false } && !Printed.IsNothing(cell.Text));
        var numbers = cells.Count - texts;
        return numbers > 0 && (numbers > 1 || texts > 0) ? Line.Numbers
            : texts + numbers > 1 ? Line.Headings
            : Line.OneText;
    }

    // 栏次 1 2 3 ..., or years as headings.
    private static bool IsNumberedHeading(Sheet sheet, int row)
    {
        var numbers = sheet.Distinct(row).Select(cell => cell.Number).OfType<decimal>().ToList();
        return numbers.All(number => number is >= 1990 and <= 2100 && number == decimal.Truncate(number))
            || (numbers.Count >= 3 && numbers.Select((number, i) => number - i).All(first => first == 1));
    }
}
