using System.Security.Cryptography;

namespace CityOps.App.Features.Citizens;

/// <summary>
/// Crockford's base32: digits and capitals without I, L, O, U, so that what is printed can be read out and typed in.
/// See https://www.crockford.com/base32.html.
/// </summary>
internal static class Crockford
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Random characters, 5 bits each.</summary>
    public static string Random(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>The first <paramref name="length"/> × 5 bits of some bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes, int length)
    {
        var text = new char[length];
        for (var i = 0; i < length; i++)
        {
            var bit = i * 5;
            var window = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text[i] = Alphabet[(window >> (11 - bit % 8)) & 31];
        }

        return new string(text);
    }

    /// <summary>What was meant: capitals, O for 0 and I or L for 1 undone, blanks and dashes dropped.</summary>
    public static string Normalise(string typed) =>
        string.Concat(
            typed
                .ToUpperInvariant()
                .Where(char.IsAsciiLetterOrDigit)
                .Select(c =>
                    c switch
                    {
                        'O' => '0',
                        'I' or 'L' => '1',
                        _ => c,
                    }
                )
        );
}
