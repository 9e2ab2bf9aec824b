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

    private static readonly Failure[] Wrong =
    [
        new(RejectionReason.WrongType, "sensor must be a code of 1 to 64 bytes"),
        new(
            RejectionReason.WrongType,
            "observedAt must be an ISO 8601 time with an offset, or milliseconds since 1970"
        ),
        new(RejectionReason.WrongType, "depthMm must be a whole number of millimetres"),
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
            Depth => reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out part.DepthMm),
            _ => Optional[property - Required].TryRead(ref reader, ref part.Fields),
        };

    /// <summary>Why a value of this property is refused.</summary>
    public static Failure WrongType(int property) =>
        property < Required ? Wrong[property] : Optional[property - Required].WrongType;

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
