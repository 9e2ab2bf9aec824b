using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace CityOps.Ingest.Profiles;

/// <summary>The text of JSON values as bytes, without making strings of them.</summary>
internal static class JsonText
{
    private const int Quoted = 40;

    /// <summary>A string's content, escapes resolved, or a number, true or false as it stands there; false for
    /// anything else. Valid as long as its document.</summary>
    public static bool TryRead(JsonElement element, out ReadOnlySpan<byte> text)
    {
        text = default;
        switch (element.ValueKind)
        {
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                text = JsonMarshal.GetRawUtf8Value(element);
                return true;
            case JsonValueKind.String:
                var raw = JsonMarshal.GetRawUtf8Value(element);
                text = raw[1..^1];
                return !text.Contains((byte)'\\') || TryUnescape(raw, out text);
            default:
                return false;
        }
    }

    /// <summary>What came, for a refusal.</summary>
    public static string Came(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.Null => "null",
            JsonValueKind.String when TryRead(element, out var text) => $"\"{Shown(text)}\"",
            JsonValueKind.String => "a text that cannot be read",
            _ => Shown(JsonMarshal.GetRawUtf8Value(element)),
        };

    /// <summary>The beginning of a text for people; what PostgreSQL's text does not hold is replaced.</summary>
    public static string Shown(ReadOnlySpan<byte> text)
    {
        var shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, Quoted)]);
        return string.Create(shown.Length, shown, static (into, from) =>
            {
                for (var i = 0; i < from.Length; i++)
                {
                    into[i] = char.IsControl(from[i]) ? '\uFFFD' : from[i];
                }
            }) + (text.Length > Quoted ? "…" : "");
    }

    private static bool TryUnescape(ReadOnlySpan<byte> raw, out ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(raw);
        var buffer = new byte[raw.Length];
        try
        {
            text = reader.Read() ? buffer.AsSpan(0, reader.CopyString(buffer)) : default;
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or ArgumentException)
        {
            text = default; // an escape that is half a surrogate pair, or not UTF-8
            return false;
        }
    }
}
