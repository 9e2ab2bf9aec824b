using System.Text.Json;

namespace CityOps.Ingest.Decode;

/// <summary>A reading's time: ISO 8601 with an offset (RFC 3339 §5.6), or milliseconds since
/// 1970-01-01T00:00Z.</summary>
internal static class ObservedAt
{
    private const int ShortestIso = 17; // 2026-06-01T08:00Z
    private const int LongestEscaped = 256; // every character of the longest time as \uXXXX
    private const int TimeMark = 10; // the T
    private const long EarliestMs = -62_135_596_800_000;
    private const long LatestMs = 253_402_300_799_999;

    /// <summary>UTC ticks in whole microseconds. A time without an offset is refused: whose clock would it
    /// be?</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out long ticks)
    {
        ticks = 0;
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out var ms) || ms is < EarliestMs or > LatestMs)
            {
                return false;
            }

            ticks = DateTime.UnixEpoch.Ticks + (ms * TimeSpan.TicksPerMillisecond);
            return true;
        }

        if (
            reader.TokenType != JsonTokenType.String
            || !HasOffset(ref reader)
            || !reader.TryGetDateTimeOffset(out var time)
        )
        {
            return false;
        }

        ticks = time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond);
        return true;
    }

    /// <summary>Looks behind escapes too: .NET's own serializer writes a plus sign as \u002B.</summary>
    private static bool HasOffset(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return HasOffset(reader.ValueSpan);
        }

        Span<byte> plain = stackalloc byte[LongestEscaped];
        return reader.ValueSpan.Length <= LongestEscaped && HasOffset(plain[..reader.CopyString(plain)]);
    }

    private static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.Length >= ShortestIso && text[TimeMark] == 'T' && (text[^1] == 'Z' || text[^6] is (byte)'+' or (byte)'-');
}
