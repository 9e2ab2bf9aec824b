namespace CityOps.Ingest.Profiles;

/// <summary>Bytes written as hex digits, with or without blanks between them.</summary>
internal static class HexText
{
    public static bool TryRead(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        var (length, high) = (0, -1);
        foreach (var letter in text)
        {
            if (letter is (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t' or 0)
            {
                continue;
            }

            var digit = Digit(letter);
            if (digit < 0)
            {
                return false;
            }

            if (high < 0)
            {
                high = digit;
            }
            else
            {
                bytes[length++] = (byte)((high << 4) | digit);
                high = -1;
            }
        }

        bytes = length == bytes.Length ? bytes : bytes[..length];
        return high < 0;
    }

    private static int Digit(byte letter) =>
        letter switch
        {
            >= (byte)'0' and <= (byte)'9' => letter - '0',
            >= (byte)'a' and <= (byte)'f' => letter - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => letter - 'A' + 10,
            _ => -1,
        };
}
