using System.Globalization;

namespace CityOps.App.Features.Bulletins.Printing;

/// <summary>Numbers and dates as official documents write them.</summary>
public static class Numbering
{
    // After these a title may go to the next line.
    private const string WordEnds = "月年度市区县镇局于和及的、理）》";

    private const string Digits = "〇一二三四五六七八九";

    /// <summary>The number in front of a heading: 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3).</summary>
    public static string Heading(int level, int number) =>
        level switch
        {
            1 => Chinese(number) + "、",
            2 => $"（{Chinese(number)}）",
            3 => number.ToString(CultureInfo.InvariantCulture) + "．",
            _ => $"（{number.ToString(CultureInfo.InvariantCulture)}）",
        };

    /// <summary>The headings of sections with their numbers: a level starts anew below each heading above it.</summary>
    public static IEnumerable<(Section Section, string Heading)> Number(IEnumerable<Section> sections)
    {
        var counters = new int[5];
        foreach (var section in sections)
        {
            var level = Math.Clamp(section.Level, 1, 4);
            counters[level]++;
            Array.Clear(counters, level + 1, counters.Length - level - 1);
            yield return (section, Heading(level, counters[level]) + section.Heading);
        }
    }

    /// <summary>2023年12月31日: no zeros in front (GB/T 9704-2012, 7.3.5.4).</summary>
    public static string Date(DateOnly day) => day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture);

    /// <summary>
    /// A title in lines of 19 characters at most, broken where its words end and about evenly (7.3.1: 词意完整, 排列对称).
    /// </summary>
    public static IReadOnlyList<string> TitleLines(string title)
    {
        const int most = 19;
        static double Length(string text) => text.Sum(letter => letter < 0x2E80 ? 0.5 : 1);
        if (Length(title) <= most)
        {
            return [title];
        }

        var places = Enumerable
            .Range(1, title.Length - 1)
            .Where(place => WordEnds.Contains(title[place - 1]) && !WordEnds.Contains(title[place]))
            .Where(place => Length(title[..place]) <= most && Length(title[place..]) <= most)
            .OrderBy(place => Math.Abs(Length(title[..place]) - Length(title[place..])))
            .ToList();
        return places is [var best, ..] ? [title[..best], title[best..]] : [title];
    }

    private static string Chinese(int number)
    {
        var tens = number / 10;
        var front = tens switch
        {
            0 => "",
            1 => "十",
            _ => Digits[tens] + "十",
        };
        return front + (number % 10 == 0 ? "" : Digits[number % 10].ToString());
    }
}
