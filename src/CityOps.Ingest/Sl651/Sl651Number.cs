namespace CityOps.Ingest.Sl651;

/// <summary>Reads a value in BCD (SL 651-2014 6.6.3).</summary>
internal static class Sl651Number
{
    /// <summary>What a decimal holds for certain.</summary>
    private const int MaxDigits = 28;

    /// <summary>A maker's own elements of this length on hold several values in one, as far as any are known.</summary>
    private const int MaxExtensionLength = 7;

    /// <param name="raw">The value's bytes.</param>
    /// <param name="decimals">How many of its digits stand after the point.</param>
    /// <param name="isExtension">An element of its maker's own.</param>
    /// <param name="number">The value, when it is a number.</param>
    public static Sl651State Read(ReadOnlySpan<byte> raw, int decimals, bool isExtension, out decimal number)
    {
        number = 0;
        if (raw.IsEmpty || (isExtension && raw.Length > MaxExtensionLength))
        {
            return Sl651State.Raw;
        }

        if (!raw.ContainsAnyExcept((byte)0xFF) || !raw.ContainsAnyExcept((byte)0xAA))
        {
            return Sl651State.Missing;
        }

        var isNegative = raw[0] == 0xFF; // 6.6.3.3; the definition counts this byte too
        return TryDigits(isNegative ? raw[1..] : raw, out number)
            ? Finish(decimals, isNegative, ref number)
            : Sl651State.Unreadable;
    }

    private static Sl651State Finish(int decimals, bool isNegative, ref decimal number)
    {
        number = new decimal(
            decimal.GetBits(number)[0],
            decimal.GetBits(number)[1],
            decimal.GetBits(number)[2],
            isNegative,
            (byte)decimals
        );
        return Sl651State.Number;
    }

    private static bool TryDigits(ReadOnlySpan<byte> bcd, out decimal number)
    {
        number = 0;
        var digits = 0;
        foreach (var pair in bcd)
        {
            var (high, low) = (pair >> 4, pair & 0x0F);
            if (high > 9 || low > 9)
            {
                return false;
            }

            digits += digits > 0 || pair > 0 ? 2 : 0;
            if (digits > MaxDigits)
            {
                return false;
            }

            number = (number * 100) + (high * 10) + low;
        }

        return true;
    }
}
