using System.Text;

namespace CityOps.App.Features.Gateways;

/// <summary>Bytes of unknown make as text that can be shown: nothing in it acts on a terminal or turns the reading
/// direction.</summary>
internal static class SafeText
{
    private const char ControlPictures = '\u2400';

    /// <summary>UTF-8, where it isn't U+FFFD; control characters but line breaks and tabs as their pictures (U+2400
    /// on).</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        string.Create(Encoding.UTF8.GetCharCount(bytes), bytes, static (text, bytes) =>
        {
            Encoding.UTF8.GetChars(bytes, text);
            foreach (ref var character in text)
            {
                character = character switch
                {
                    '\n' or '\t' => character,
                    < ' ' => (char)(ControlPictures + character),
                    '\u007F' => '\u2421',
                    (>= '\u0080' and < '\u00A0') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') =>
                        '\uFFFD',
                    _ => character,
                };
            }
        });
}
