using System.Globalization;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// Times of stations: digits YYMMDDHHmm[SS] of Beijing time, without an offset. The standard's text names no zone; that
/// it is Beijing's follows from practice. Years are 2000 to 2099.
/// </summary>
internal static class Sl651Clock
{
    private const string Format = "yyMMddHHmmss";
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    /// <summary>UTC ticks of a time as digits, its seconds may be left out; null when it is none.</summary>
    public static long? Ticks(ReadOnlySpan<char> digits)
    {
        if (digits.Length is not (10 or 12) || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        var (month, day) = (Two(digits, 2), Two(digits, 4));
        var (hour, minute, second) = (Two(digits, 6), Two(digits, 8), digits.Length == 12 ? Two(digits, 10) : 0);
        var year = 2000 + Two(digits, 0);
        return
            month is >= 1 and <= 12
            && day >= 1
            && day <= DateTime.DaysInMonth(year, month)
            && hour < 24
            && minute < 60
            && second < 60
            ? new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - Beijing.Ticks
            : null;
    }

    /// <summary>The same of BCD bytes.</summary>
    public static long? Ticks(ReadOnlySpan<byte> bcd)
    {
        Span<char> digits = stackalloc char[bcd.Length * 2];
        Convert.TryToHexString(bcd, digits, out _);
        return Ticks(digits);
    }

    /// <summary>A moment as the twelve digits of Beijing time.</summary>
    public static string Digits(DateTimeOffset at) =>
        at.ToOffset(Beijing).ToString(Format, CultureInfo.InvariantCulture);

    private static int Two(ReadOnlySpan<char> digits, int at) => ((digits[at] - '0') * 10) + digits[at + 1] - '0';
}
