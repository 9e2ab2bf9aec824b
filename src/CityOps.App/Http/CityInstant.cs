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

        instant = new(
            read.Kind is DateTimeKind.Unspecified ? new DateTimeOffset(read, CityTime.Zone.GetUtcOffset(read)) : at
        );
        return true;
    }
}
