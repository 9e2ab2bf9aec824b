using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Http;

namespace CityOps.App.Features.Submissions;

/// <summary>
/// Tells the same record again from another one under the same key. The hash is over the normalised content, so that
/// another order of members, another offset of a time or stray blanks are still the same. It is stored: the members'
/// names and order of what is hashed must never change.
/// </summary>
public static class ContentHash
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>SHA-256 of a record's normalised content.</summary>
    public static byte[] Of<T>(T normalised) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(normalised, Options));

    /// <summary>
    /// A JSON value with its members in order, duplicate members reduced to the last (as PostgreSQL has it),
    /// one that is null left out, as if it had not been sent; null when it holds what jsonb cannot: U+0000, half a
    /// surrogate pair, a number beyond a double.
    /// </summary>
    /// <param name="keepsNulls">Where null says something: an attribute of a facility that is not known.</param>
    public static JsonNode? Normalise(JsonElement element, out bool storable, bool keepsNulls = false)
    {
        try
        {
            storable = true;
            return Sorted(element, keepsNulls);
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or EncoderFallbackException)
        {
            storable = false;
            return null;
        }
    }

    /// <summary>What was filled in a form, normalised: an object, empty when nothing was.</summary>
    public static Result<JsonObject> ReadAnswers(JsonElement? sent)
    {
        if (sent is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } element)
        {
            return new JsonObject();
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return Problems.AnswersInvalid.Refuse(
                "answers must be an object of field names and values.",
                ("field", "answers")
            );
        }

        var answers = Normalise(element, out var storable);
        return storable
            ? (JsonObject)answers!
            : Problems.AnswersInvalid.Refuse(
                "answers holds a character or a number that cannot be stored.",
                ("field", "answers")
            );
    }

    /// <summary>
    /// The same with the members that are null, as it was hashed while these counted as content; null where there are
    /// none. Records of that time are known by it.
    /// </summary>
    public static JsonNode? WithNulls(JsonElement? sent)
    {
        if (sent is not { ValueKind: JsonValueKind.Object } element)
        {
            return null;
        }

        var all = Normalise(element, out _, keepsNulls: true);
        return JsonNode.DeepEquals(all, Normalise(element, out _)) ? null : all;
    }

    private static JsonNode? Sorted(JsonElement element, bool keepsNulls)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    var name = Storable(member.Name);
                    members[name] = Sorted(member.Value, keepsNulls);
                    if (members[name] is null && !keepsNulls)
                    {
                        members.Remove(name);
                    }
                }

                return new JsonObject(members);
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(item => Sorted(item, keepsNulls))]);
            case JsonValueKind.String:
                return JsonValue.Create(Storable(element.GetString()!));
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole)
                    ? JsonValue.Create(whole)
                    : JsonValue.Create(Finite(element.GetDouble()));
            case JsonValueKind.True:
            case JsonValueKind.False:
                return JsonValue.Create(element.GetBoolean());
            default:
                return null;
        }
    }

    private static string Storable(string text) =>
        text.Contains('\0', StringComparison.Ordinal)
            ? throw new InvalidDataException("U+0000 cannot be stored.")
            : text;

    private static double Finite(double number) =>
        double.IsFinite(number) ? number : throw new InvalidDataException("The number is beyond a double.");
}
