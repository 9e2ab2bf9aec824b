using System.Text.Json;

namespace CityOps.Ingest.Decode;

/// <summary>
/// Reads the payload of <c>cityops/v1/{gateway}/readings</c> straight off its bytes: an object, or an array of objects.
/// Pure: bytes in, parts out. Unknown properties are skipped; a property that comes twice counts as it came last.
/// </summary>
internal static class ReadingDecoder
{
    /// <summary>The maximum number of parts in an array (docs/mqtt.md).</summary>
    public const int MaximumParts = 1000;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 16 };
    private static readonly Failure NotJson = new(RejectionReason.NotJson, "the payload is not well-formed JSON");
    private static readonly Failure NotObjects = new(
        RejectionReason.WrongShape,
        "expected an object or an array of objects"
    );
    private static readonly Failure Empty = new(RejectionReason.WrongShape, "the array is empty");
    private static readonly Failure TooMany = new(
        RejectionReason.TooManyParts,
        "an array may hold up to 1000 readings"
    );

    /// <summary>
    /// Adds the payload's parts to <paramref name="parts"/>. A failure concerns the whole payload: broken JSON is
    /// refused as a whole, so that a message cut short isn't half taken.
    /// </summary>
    public static Failure? Decode(ReadOnlyMemory<byte> payload, List<DecodedReading> parts)
    {
        var first = parts.Count;
        var failure = TryDecode(JsonParts.WithoutMark(payload), parts);
        if (failure is not null)
        {
            parts.RemoveRange(first, parts.Count - first);
        }

        return failure;
    }

    private static Failure? TryDecode(ReadOnlyMemory<byte> payload, List<DecodedReading> parts)
    {
        var reader = new Utf8JsonReader(payload.Span, Strict);
        try
        {
            reader.Read();
            var failure = reader.TokenType switch
            {
                JsonTokenType.StartObject => ReadObject(ref reader, payload, parts),
                JsonTokenType.StartArray => ReadArray(ref reader, payload, parts),
                _ => NotObjects,
            };
            return failure is null && reader.Read() ? NotJson : failure;
        }
        catch (JsonException)
        {
            return NotJson;
        }
    }

    private static Failure? ReadArray(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> payload,
        List<DecodedReading> parts
    )
    {
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return NotObjects;
            }

            if (++count > MaximumParts)
            {
                return TooMany;
            }

            ReadObject(ref reader, payload, parts);
        }

        return count == 0 ? Empty : null;
    }

    private static Failure? ReadObject(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> payload,
        List<DecodedReading> parts
    )
    {
        var start = (int)reader.TokenStartIndex;
        var part = default(DecodedReading);
        var read = 0u;
        var property = ReadingProperties.Unknown;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            property = ReadingProperties.Find(ref reader, property);
            reader.Read();
            if (
                property == ReadingProperties.Unknown
                || (reader.TokenType == JsonTokenType.Null && ReadingProperties.IsOptional(property))
            )
            {
                reader.Skip();
            }
            else if (ReadingProperties.TryRead(ref reader, payload, property, ref part))
            {
                read |= 1u << property;
            }
            else
            {
                part.Failure ??= ReadingProperties.WrongType(property, ref reader);
                reader.Skip();
            }
        }

        part.Failure ??= ReadingProperties.FirstMissing(read);
        part.Payload = payload[start..(int)reader.BytesConsumed];
        parts.Add(part);
        return null;
    }
}
