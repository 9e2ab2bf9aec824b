using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Blanks members named phone in a payload that is kept: nobody is called back over a message that was rejected. Its
/// length stays, and where it was JSON it still is, so that it can be replayed, without the number.
/// </summary>
internal static partial class BlankPhone
{
    /// <summary>The payload itself when there is nothing to blank.</summary>
    public static ReadOnlyMemory<byte> In(ReadOnlyMemory<byte> payload)
    {
        // An escaped name has a backslash; only a payload with one, or with the word, is looked through.
        if (payload.Span.IndexOf((byte)'\\') < 0 && !Contains(payload.Span))
        {
            return payload;
        }

        var bytes = payload.ToArray();
        if (!BlankMembers(bytes))
        {
            BlankText(bytes);
        }

        return bytes;
    }

    private static bool Contains(ReadOnlySpan<byte> payload)
    {
        for (var at = 0; at + 5 <= payload.Length; at++)
        {
            if (Ascii.EqualsIgnoreCase(payload.Slice(at, 5), "phone"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>Whether it was JSON to its end.</returns>
    private static bool BlankMembers(byte[] bytes)
    {
        var found = new List<(int From, int To)>();
        var reader = new Utf8JsonReader(
            bytes,
            new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }
        );
        try
        {
            while (reader.Read())
            {
                if (
                    reader.TokenType != JsonTokenType.PropertyName
                    || !"phone".Equals(reader.GetString(), StringComparison.OrdinalIgnoreCase)
                )
                {
                    continue;
                }

                reader.Read();
                var from = (int)reader.TokenStartIndex;
                reader.Skip();
                found.Add((from, (int)reader.BytesConsumed));
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }

        foreach (var (from, to) in found)
        {
            Blank(bytes.AsSpan(from, to - from));
        }

        return true;
    }

    private static void BlankText(byte[] bytes)
    {
        foreach (var value in Member().Matches(Encoding.Latin1.GetString(bytes)).Select(match => match.Groups[1]))
        {
            Blank(bytes.AsSpan(value.Index, value.Length));
        }
    }

    private static void Blank(Span<byte> value)
    {
        if (value.Length < 4)
        {
            return; // too short for a number
        }

        value.Fill((byte)' ');
        "null"u8.CopyTo(value);
    }

    // What is no JSON: up to the quote that ends the value, the end of the line or of the payload.
    [GeneratedRegex(
        "phone['\"]?\\s*[:=]\\s*(\"(?:\\\\.|[^\"\\\\\\r\\n])*\"?|[^,}\\]\\r\\n&]*)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Member();
}
