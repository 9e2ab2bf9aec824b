using System.Globalization;
using CityOps.App.Database;

namespace CityOps.App.Http;

/// <summary>
/// An instant of a query: 2026-06-01T08:00:00+08:00, or without an offset by the city's clock. A bare date is where
/// that city day begins. What is before the year 100 or after 9899 stands for these: nothing that is reckoned from it
/// leaves the calendar.
/// </summary>
public readonly record struct CityInstant(DateTimeOffset At)
{
    private static readonly DateTimeOffset First = new(100, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = new(9900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static bool TryParse(string? text, IFormatProvider? provider, out CityInstant instant)
    {
        instant = default;
        if (
            !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        )
        {
            return false;
        }

        if (read.Kind is not DateTimeKind.Unspecified)
        {
            instant = new(Within(at));
            return true;
        }

        var offset = CityTime.Zone.GetUtcOffset(read);
        // the first hours of the first day are before there are times in UTC
        instant = new(read.Ticks < offset.Ticks ? First : Within(new DateTimeOffset(read, offset)));
        return true;
    }

    private static DateTimeOffset Within(DateTimeOffset at) =>
        at < First ? First
        : at > Last ? Last
        : at;
}
