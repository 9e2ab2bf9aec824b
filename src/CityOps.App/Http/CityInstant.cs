using System.Globalization;
using CityOps.App.Database;

namespace CityOps.App.Http;

/// <summary>
/// An instant of a query: 2026-06-01T08:00:00+08:00, or without an offset by the city's clock. A bare date is where
/// that city day begins.
/// </summary>
public readonly record struct CityInstant(DateTimeOffset At)
{
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
            instant = new(at);
            return true;
        }

        var offset = CityTime.Zone.GetUtcOffset(read);
        // the first hours of the first day are before there are times in UTC: they are the first that there is
        instant = new(read.Ticks < offset.Ticks ? DateTimeOffset.MinValue : new DateTimeOffset(read, offset));
        return true;
    }
}
