using System.Globalization;

namespace CityOps.Ingest.Profiles;

/// <summary>
/// Times as terminals write them, read by their runs of digits: <c>2026-6-1 08:33:16</c>, <c>2026/06/01 08:33</c>,
/// <c>2026年6月1日8时33分16秒</c>, <c>20260601083316</c>, <c>260601083316</c>, <c>20260601T083316Z</c>. A year of two
/// digits is of this century.
/// </summary>
internal static class ClockText
{
    private const int Longest = 64;

    /// <summary>The time as it stands there, and its offset where one follows; false when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTime time, out TimeSpan? offset)
    {
        time = default;
        offset = null;
        if (text.Length > Longest)
        {
            return false;
        }

        Span<int> parts = stackalloc int[6]; // year, month, day, hour, minute, second
        var (count, at) = (0, 0);
        while (at < text.Length && count < parts.Length)
        {
            if (!char.IsAsciiDigit((char)text[at]))
            {
                if (count == 5 && text[at] is (byte)'Z' or (byte)'z' or (byte)'+')
                {
                    break; // no seconds
                }

                at++;
                continue;
            }

            var run = text[at..];
            var length = run.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            run = length < 0 ? run : run[..length];
            at += run.Length;
            if (!TryTake(run, parts, ref count))
            {
                return false;
            }
        }

        var fraction = Fraction(text, ref at);
        offset = Offset(text[at..]);
        return count >= 5 && TryMake(parts, fraction, out time);
    }

    /// <summary>A run of digits: one part, or several without anything between.</summary>
    private static bool TryTake(ReadOnlySpan<byte> run, Span<int> parts, ref int count)
    {
        ReadOnlySpan<int> lengths = (count, run.Length) switch
        {
            (0, 14) => [4, 2, 2, 2, 2, 2],
            (0, 12) => [2, 2, 2, 2, 2, 2],
            (0, 8) => [4, 2, 2],
            (0, 4) => [4],
            (3, 6) => [2, 2, 2],
            (3, 4) => [2, 2],
            (_, 1) => [1],
            (_, 2) => [2],
            _ => [],
        };
        foreach (var length in lengths)
        {
            parts[count++] = int.Parse(run[..length], NumberStyles.None, CultureInfo.InvariantCulture);
            run = run[length..];
        }

        if (count > 0 && parts[0] < 100)
        {
            parts[0] += 2000;
        }

        return lengths.Length > 0;
    }

    /// <summary>Ticks behind the second.</summary>
    private static long Fraction(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length || text[at] is not ((byte)'.' or (byte)','))
        {
            return 0;
        }

        var (ticks, unit) = (0L, TimeSpan.TicksPerSecond);
        for (at++; at < text.Length && char.IsAsciiDigit((char)text[at]); at++)
        {
            unit /= 10;
            ticks += (text[at] - '0') * unit;
        }

        return ticks - (ticks % TimeSpan.TicksPerMicrosecond);
    }

    private static TimeSpan? Offset(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        if (text is [(byte)'Z' or (byte)'z', ..])
        {
            return TimeSpan.Zero;
        }

        if (text is not [(byte)'+' or (byte)'-', ..])
        {
            return null;
        }

        Span<byte> digits = stackalloc byte[4];
        var count = 0;
        foreach (var letter in text[1..])
        {
            if (char.IsAsciiDigit((char)letter) && count < digits.Length)
            {
                digits[count++] = (byte)(letter - '0');
            }
        }

        var minutes = (((digits[0] * 10) + digits[1]) * 60) + (digits[2] * 10) + digits[3];
        return count is 2 or 4 && minutes <= 14 * 60 ? TimeSpan.FromMinutes(text[0] == '-' ? -minutes : minutes) : null;
    }

    private static bool TryMake(ReadOnlySpan<int> parts, long fraction, out DateTime time)
    {
        var isOne =
            parts[0] is >= 1900 and <= 9998
            && parts[1] is >= 1 and <= 12
            && parts[2] >= 1
            && parts[2] <= DateTime.DaysInMonth(parts[0], parts[1])
            && parts[3] < 24
            && parts[4] < 60
            && parts[5] < 60;
        time = isOne
            ? new DateTime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]).AddTicks(fraction)
            : default;
        return isOne;
    }
}
