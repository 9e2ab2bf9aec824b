using System.Globalization;
using System.Text;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// Reads a body in ASCII (SL 651-2014 6.6.2): four hex digits of the serial number and twelve of the time without a
/// space after them, then identifiers and values, each with a space behind it. <c>ST</c> brings the station's address
/// and its class, <c>TT</c> the time; <c>M</c> is a value that is missing.
/// </summary>
internal static class AsciiBody
{
    private const int Head = 16;
    private const string Station = "ST";
    private const string Time = "TT";
    private const string Missing = "M";

    public static Sl651Message Read(byte function, string station, ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        if (
            bytes.Length < Head
            || !ushort.TryParse(
                bytes[..4],
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var serial
            )
        )
        {
            return new Sl651Message(0, null, [], "it does not begin with a serial number and a time");
        }

        var sent = Sl651Clock.Ticks(Encoding.Latin1.GetString(bytes[4..Head]));
        if (function == Sl651Function.Picture)
        {
            var picture = new Sl651Value(
                station,
                Sl651Elements.Picture,
                Sl651State.Picture,
                sent,
                bytes.Length - Head,
                0,
                default
            );
            return new Sl651Message(serial, sent, [picture]);
        }

        if (Sl651Function.IsText(function))
        {
            var text = new Sl651Value(station, Sl651Elements.Text, Sl651State.Raw, sent, 0, 0, body[Head..]);
            return new Sl651Message(serial, sent, [text]);
        }

        if (!Sl651Function.HasElements(function))
        {
            return new Sl651Message(serial, sent, []) { Rest = body[Head..] };
        }

        var values = new List<Sl651Value>();
        var broken = ReadElements(body[Head..], station, sent, values);
        return new Sl651Message(serial, sent, values, broken);
    }

    private static string? ReadElements(
        ReadOnlyMemory<byte> body,
        string station,
        long? observed,
        List<Sl651Value> values
    )
    {
        var at = 0;
        while (TryWord(body, ref at, out var word))
        {
            var name = Encoding.Latin1.GetString(word.Span);
            if (!IsName(name))
            {
                return $"at character {at} an identifier should stand";
            }

            if (!TryWord(body, ref at, out var raw))
            {
                return $"it breaks off after {name}";
            }

            var value = Encoding.Latin1.GetString(raw.Span);
            if (name == Station)
            {
                if (value.Length != 10 || !value.All(char.IsAsciiHexDigit))
                {
                    return "ST brings no station address";
                }

                station = value.ToUpperInvariant();
                TryWord(body, ref at, out _); // its class, which decides nothing
            }
            else if (name == Time)
            {
                observed = Sl651Clock.Ticks(value);
            }
            else
            {
                var state = Read(value, out var number);
                values.Add(new Sl651Value(station, Sl651Elements.OfName(name), state, observed, number, 0, raw));
            }
        }

        return null;
    }

    private static Sl651State Read(string value, out decimal number)
    {
        number = 0;
        return value == Missing ? Sl651State.Missing
            : decimal.TryParse(
                value,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out number
            )
                ? Sl651State.Number
            : Sl651State.Unreadable;
    }

    private static bool IsName(string word) =>
        word.Length <= 8 && char.IsAsciiLetterUpper(word[0]) && word.All(char.IsAsciiLetterOrDigit);

    /// <summary>The next word, of one character at least.</summary>
    private static bool TryWord(ReadOnlyMemory<byte> body, ref int at, out ReadOnlyMemory<byte> word)
    {
        var bytes = body.Span;
        while (at < bytes.Length && bytes[at] == ' ')
        {
            at++;
        }

        var begin = at;
        while (at < bytes.Length && bytes[at] != ' ')
        {
            at++;
        }

        word = body[begin..at];
        return at > begin;
    }
}
