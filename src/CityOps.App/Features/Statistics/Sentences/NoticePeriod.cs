namespace CityOps.App.Features.Statistics.Sentences;

/// <summary>Days as a Chinese notice prints them: 2023年, 2023年10月, 2023年10月至12月, 2023年2月1日至5日, 2023年10月以来.</summary>
public static class NoticePeriod
{
    /// <param name="to">Null for up to today.</param>
    public static string Of(DateOnly from, DateOnly? to)
    {
        if (to is not { } last)
        {
            return $"{(from.Day > 1 ? Day(from) : from.Month > 1 ? Month(from) : Year(from))}以来";
        }

        if (from.Day > 1 || last.AddDays(1).Day > 1)
        {
            return from == last
                ? Day(from)
                : $"{Day(from)}至{Rest(from, last, $"{last.Month}月{last.Day}日", last.Month == from.Month ? $"{last.Day}日" : null, Day(last))}";
        }

        return from.Month == 1 && last.Month == 12
                ? (from.Year == last.Year ? Year(from) : $"{from.Year}年至{Year(last)}")
            : from.Year == last.Year && from.Month == last.Month ? Month(from)
            : $"{Month(from)}至{Rest(from, last, $"{last.Month}月", null, Month(last))}";
    }

    /// <summary>What of the end the beginning has not said.</summary>
    private static string Rest(DateOnly from, DateOnly last, string sameYear, string? sameMonth, string otherwise) =>
        from.Year == last.Year ? sameMonth ?? sameYear : otherwise;

    private static string Year(DateOnly day) => $"{day.Year}年";

    private static string Month(DateOnly day) => $"{day.Year}年{day.Month}月";

    private static string Day(DateOnly day) => $"{day.Year}年{day.Month}月{day.Day}日";
}
