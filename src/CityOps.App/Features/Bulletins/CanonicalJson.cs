using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CityOps.App.Features.Bulletins;

/// <summary>
/// One text per JSON value, so that a hash of it can be checked by anyone: members in the order of their names' code
/// units, no white space, strings escaped only where they must be, as RFC 8785 has it; numbers are decimal, without
/// trailing zeros and without an exponent (RFC 8785 makes doubles of them, which sums of money and areas are not).
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>UTF-8.</summary>
    public static byte[] Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteList(
                    text,
                    '{',
                    '}',
                    value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal),
                    member =>
                    {
                        text.Append(JsonSerializer.Serialize(member.Name, Options)).Append(':');
                        Write(text, member.Value);
                    }
                );
                break;
            case JsonValueKind.Array:
                WriteList(text, '[', ']', value.EnumerateArray(), item => Write(text, item));
                break;
            case JsonValueKind.String:
                text.Append(JsonSerializer.Serialize(value.GetString(), Options));
                break;
            case JsonValueKind.Number:
                text.Append(
                    value.GetDecimal().ToString("0.############################", CultureInfo.InvariantCulture)
                );
                break;
            default:
                text.Append(value.GetRawText()); // true, false, null
                break;
        }
    }

    private static void WriteList<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> write)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
            {
                text.Append(',');
            }

            isFirst = false;
            write(item);
        }

        text.Append(close);
    }
}
