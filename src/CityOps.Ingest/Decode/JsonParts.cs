using System.Text.Json;

namespace CityOps.Ingest.Decode;

/// <summary>Takes an array of objects apart without reading into them: for field messages, whose content is the
/// handler's.</summary>
internal static class JsonParts
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 32 };

    /// <summary>
    /// The JSON without the byte order mark that some devices put before it (RFC 8259 §8.1 lets a reader pass over it).
    /// </summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> payload) =>
        payload.Span.StartsWith("\uFEFF"u8) ? payload[3..] : payload;

    /// <summary>Adds the one object, or each of the array's, to <paramref name="parts"/>, as slices of the
    /// payload.</summary>
    public static Failure? Split(ReadOnlyMemory<byte> payload, List<ReadOnlyMemory<byte>> parts)
    {
        payload = WithoutMark(payload);
        var reader = new Utf8JsonReader(payload.Span, Strict);
        try
        {
            reader.Read();
            var isArray = reader.TokenType == JsonTokenType.StartArray;
            while (!isArray || (reader.Read() && reader.TokenType != JsonTokenType.EndArray))
            {
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    return new Failure(RejectionReason.WrongShape, "expected an object or an array of objects");
                }

                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                parts.Add(payload[start..(int)reader.BytesConsumed]);
                if (!isArray)
                {
                    break;
                }
            }

            return reader.Read() ? new Failure(RejectionReason.NotJson, "something follows the JSON")
                : parts.Count == 0 ? new Failure(RejectionReason.WrongShape, "the array is empty")
                : parts.Count > ReadingDecoder.MaximumParts
                    ? new Failure(RejectionReason.TooManyParts, "an array may hold up to 1000 objects")
                : null;
        }
        catch (JsonException)
        {
            return new Failure(RejectionReason.NotJson, "the payload is not well-formed JSON");
        }
    }
}
