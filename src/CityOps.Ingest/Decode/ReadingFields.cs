using System.Text.Json;

namespace CityOps.Ingest.Decode;

/// <summary>The properties of a reading.</summary>
[Flags]
internal enum Fields
{
    None = 0,
    Sensor = 1,
    ObservedAt = 2,
    DepthMm = 4,
    Seq = 8,
    BatteryMv = 16,
    RssiDbm = 32,
    TiltDeg = 64,
}

/// <summary>How each property of a reading is named, read and refused.</summary>
internal static class ReadingFields
{
    public const Fields Optional = Fields.Seq | Fields.BatteryMv | Fields.RssiDbm | Fields.TiltDeg;

    private const int LongestCode = 64;
    private static readonly Failure NoSensor = new(RejectionReason.MissingField, "sensor is missing");
    private static readonly Failure NoTime = new(RejectionReason.MissingField, "observedAt is missing");
    private static readonly Failure NoDepth = new(RejectionReason.MissingField, "depthMm is missing");
    private static readonly Failure BadSensor = new(
        RejectionReason.WrongType,
        "sensor must be a code of 1 to 64 bytes"
    );
    private static readonly Failure BadDepth = new(
        RejectionReason.WrongType,
        "depthMm must be a whole number of millimetres"
    );
    private static readonly Failure BadSeq = new(RejectionReason.WrongType, "seq must be a whole number");
    private static readonly Failure BadBattery = new(
        RejectionReason.WrongType,
        "batteryMv must be a whole number of millivolts"
    );
    private static readonly Failure BadRssi = new(RejectionReason.WrongType, "rssiDbm must be a whole number of dBm");

    private static readonly Failure BadTilt = new(
        RejectionReason.WrongType,
        "tiltDeg must be a number of degrees from 0 to 180"
    );

    private static readonly Failure BadTime = new(
        RejectionReason.WrongType,
        "observedAt must be an ISO 8601 time with an offset, or milliseconds since 1970"
    );

    /// <summary>Which property the reader stands on.</summary>
    public static Fields Name(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("sensor"u8) ? Fields.Sensor
        : reader.ValueTextEquals("observedAt"u8) ? Fields.ObservedAt
        : reader.ValueTextEquals("depthMm"u8) ? Fields.DepthMm
        : reader.ValueTextEquals("seq"u8) ? Fields.Seq
        : reader.ValueTextEquals("batteryMv"u8) ? Fields.BatteryMv
        : reader.ValueTextEquals("rssiDbm"u8) ? Fields.RssiDbm
        : reader.ValueTextEquals("tiltDeg"u8) ? Fields.TiltDeg
        : Fields.None;

    /// <summary>Reads the property's value into the part; false when it is not of its type.</summary>
    public static bool TryRead(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> payload,
        Fields field,
        ref DecodedReading part
    )
    {
        switch (field)
        {
            case Fields.Sensor:
                return TryReadCode(ref reader, payload, out part.Sensor);
            case Fields.ObservedAt:
                return ObservedAt.TryRead(ref reader, out part.ObservedTicks);
            case Fields.DepthMm:
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out part.DepthMm);
            case Fields.Seq when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seq):
                part.Seq = seq;
                return true;
            case Fields.BatteryMv when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var battery):
                part.BatteryMv = battery;
                return true;
            case Fields.RssiDbm when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var rssi):
                part.RssiDbm = rssi;
                return true;
            case Fields.TiltDeg:
                return reader.TokenType == JsonTokenType.Number
                    && reader.TryGetDouble(out part.TiltDeg)
                    && part.TiltDeg is >= 0 and <= 180;
            default:
                return false;
        }
    }

    public static Failure WrongType(Fields field) =>
        field switch
        {
            Fields.Sensor => BadSensor,
            Fields.ObservedAt => BadTime,
            Fields.DepthMm => BadDepth,
            Fields.Seq => BadSeq,
            Fields.BatteryMv => BadBattery,
            Fields.TiltDeg => BadTilt,
            _ => BadRssi,
        };

    public static Failure? Missing(Fields seen) =>
        !seen.HasFlag(Fields.Sensor) ? NoSensor
        : !seen.HasFlag(Fields.ObservedAt) ? NoTime
        : !seen.HasFlag(Fields.DepthMm) ? NoDepth
        : null;

    private static bool TryReadCode(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> payload,
        out ReadOnlyMemory<byte> code
    )
    {
        code = default;
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > 6 * LongestCode)
        {
            return false;
        }

        if (!reader.ValueIsEscaped)
        {
            code = payload.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            return code.Length <= LongestCode;
        }

        var unescaped = new byte[reader.ValueSpan.Length];
        try
        {
            code = unescaped.AsMemory(0, reader.CopyString(unescaped));
            return code.Length is > 0 and <= LongestCode;
        }
        catch (InvalidOperationException)
        {
            return false; // an escape that is half a surrogate pair
        }
    }
}
