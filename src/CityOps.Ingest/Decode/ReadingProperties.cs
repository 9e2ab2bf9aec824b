using System.Text;
using System.Text.Json;

namespace CityOps.Ingest.Decode;

/// <summary>The JSON properties of a reading, by number: the three required ones, then <see
/// cref="ReadingFields.All"/>.</summary>
internal static class ReadingProperties
{
    /// <summary>A property that a reading does not have.</summary>
    public const int Unknown = -1;

    private const int Sensor = 0;
    private const int Time = 1;
    private const int Depth = 2;
    private const int Required = 3;
    private const int MaximumCode = 64;

    private static readonly byte[][] Names =
    [
        [.. "sensor"u8],
        [.. "observedAt"u8],
        [.. "depthMm"u8],
        .. ReadingFields.All.Select(field => field.Utf8Name),
    ];

    private static readonly ReadingField[] Optional = [.. ReadingFields.All];

    private static readonly Failure[] Missing =
    [
        new(RejectionReason.MissingField, "sensor is missing"),
        new(RejectionReason.MissingField, "observedAt is missing"),
        new(RejectionReason.MissingField, "depthMm is missing"),
    ];

    private const int QuotedBytes = 40;

    private static readonly string[] Accepted =
    [
        $"a code of 1 to {MaximumCode} bytes",
        "an ISO 8601 time with an offset, or seconds or milliseconds since 1970",
        "a whole number of millimetres",
    ];

    /// <summary>
    /// The number of the property at the reader's position, or <see cref="Unknown"/>. The search begins at the property
    /// after <paramref name="previous"/>: a device sends them in the same order every time.
    /// </summary>
    public static int Find(ref Utf8JsonReader reader, int previous)
    {
        var names = Names;
        var i = previous;
        for (var tries = 0; tries < names.Length; tries++)
        {
            i = i + 1 < names.Length ? i + 1 : 0;
            if (reader.ValueTextEquals(names[i]))
            {
                return i;
            }
        }

        return Unknown;
    }

    /// <summary>Whether the property may be left out or null.</summary>
    public static bool IsOptional(int property) => property >= Required;

    /// <summary>Reads the property's value into the part; false when it is refused.</summary>
    public static bool TryRead(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> payload,
        int property,
        ref DecodedReading part
    ) =>
        property switch
        {
            Sensor => TryReadCode(ref reader, payload, out part.Sensor),
            Time => ObservedAt.TryRead(ref reader, out part.ObservedTicks),
            Depth => TryReadDepth(ref reader, out part.DepthMm),
            _ => Optional[property - Required].TryRead(ref reader, ref part.Fields),
        };

    /// <summary>Why the value at the reader's position is refused, with what came and what it may have been.</summary>
    public static Failure WrongType(int property, ref Utf8JsonReader reader)
    {
        var field = property < Required ? null : Optional[property - Required];
        var hint = property switch
        {
            Time => ObservedAt.LacksOffset(ref reader) ? "its offset is missing, such as +08:00 or Z" : null,
            Depth when IsFraction(ref reader) => "if it is in centimetres or metres, send millimetres",
            _ => field is not null && IsFraction(ref reader) ? field.FractionHint : null,
        };
        return new Failure(
            RejectionReason.WrongType,
            $"{field?.Name ?? Encoding.UTF8.GetString(Names[property])} must be {field?.Accepted ?? Accepted[property]}; {Came(ref reader)} came"
                + (hint is null ? "" : $"; {hint}")
        );
    }

    /// <summary>The first required property that is not among those read (a bit for each number); null when all
    /// are.</summary>
    public static Failure? FirstMissing(uint read)
    {
        for (var property = 0; property < Required; property++)
        {
            if ((read & (1u << property)) == 0)
            {
                return Missing[property];
            }
        }

        return null;
    }

    private static bool TryReadDepth(ref Utf8JsonReader reader, out int depthMm)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out depthMm))
        {
            return true;
        }

        var isRead =
            JsonNumber.TryReadWhole(ref reader, null, out var whole) && whole is >= int.MinValue and <= int.MaxValue;
        depthMm = isRead ? (int)whole : 0;
        return isRead;
    }

    private static bool IsFraction(ref Utf8JsonReader reader) =>
        JsonNumber.TryRead(ref reader, out var number) && number != decimal.Truncate(number);

    private static string Came(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return reader.TokenType switch
            {
                JsonTokenType.StartObject => "an object",
                JsonTokenType.StartArray => "an array",
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                _ => "null",
            };
        }

        var length = reader.ValueSpan.Length;
        var text =
            Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(length, QuotedBytes)])
            + (length > QuotedBytes ? "…" : "");
        return reader.TokenType == JsonTokenType.String ? $"\"{text}\"" : text;
    }

    private static bool TryReadCode(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> payload,
        out ReadOnlyMemory<byte> code
    )
    {
        code = default;
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > 6 * MaximumCode)
        {
            return false;
        }

        if (!reader.ValueIsEscaped)
        {
            code = payload.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            return code.Length <= MaximumCode;
        }

        var unescaped = new byte[reader.ValueSpan.Length];
        try
        {
            code = unescaped.AsMemory(0, reader.CopyString(unescaped));
            return code.Length is > 0 and <= MaximumCode;
        }
        catch (InvalidOperationException)
        {
            return false; // an escape that is half a surrogate pair
        }
    }
}
