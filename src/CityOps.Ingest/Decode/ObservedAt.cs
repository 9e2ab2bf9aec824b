using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CityOps.Ingest.Decode;

/// <summary>
/// A reading's time: ISO 8601 with an offset (RFC 3339 §5.6; also with a space for the T, and the offset as +0800 or
/// +08), or seconds or milliseconds since 1970-01-01T00:00Z. Ten digits are seconds: as milliseconds they would be of
/// 1970.
/// </summary>
internal static class ObservedAt
{
    private static readonly SearchValues<byte> OfTimes = SearchValues.Create("0123456789-+:.,TtZz "u8);

    private const int MinIsoLength = 17; // 2026-06-01T08:00Z
    private const int MaxEscapedLength = 256; // every character of the longest time as \uXXXX
    private const int TimeMark = 10; // the T
    private const long EarliestMs = -62_135_596_800_000;
    private const long LatestMs = 253_402_300_799_999;
    private const long FirstSecond = 1_000_000_000; // 2001-09-09
    private const long EndOfSeconds = 10 * FirstSecond; // 2286-11-20
    private const long FirstMs = 1000 * FirstSecond;
    private const long EndOfMs = 1000 * EndOfSeconds;

    /// <summary>UTC ticks in whole microseconds. A time without an offset is refused: whose clock would it
    /// be?</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out long ticks)
    {
        ticks = 0;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var whole))
        {
            var isSeconds = whole is >= FirstSecond and < EndOfSeconds;
            ticks =
                isSeconds || whole is >= EarliestMs and <= LatestMs
                    ? DateTime.UnixEpoch.Ticks
                        + (whole * (isSeconds ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond))
                    : 0;
            return isSeconds || whole is >= EarliestMs and <= LatestMs;
        }

        if (
            reader.TokenType == JsonTokenType.String
            && HasOffset(ref reader)
            && reader.TryGetDateTimeOffset(out var time)
        )
        {
            ticks = InMicroseconds(time);
            return true;
        }

        return JsonNumber.TryRead(ref reader, out var epoch)
            ? TryReadEpoch(epoch, out ticks)
            : reader.TokenType == JsonTokenType.String && TryReadLoose(ref reader, out ticks);
    }

    /// <summary>Whether what was refused is a time that lacks nothing but its offset.</summary>
    public static bool LacksOffset(ref Utf8JsonReader reader)
    {
        if (
            reader.TokenType != JsonTokenType.String
            || reader.ValueIsEscaped
            || reader.ValueSpan.Length > MaxEscapedLength
        )
        {
            return false;
        }

        return TryReadLoose([.. reader.ValueSpan, (byte)'Z'], out _);
    }

    private static bool TryReadEpoch(decimal epoch, out long ticks)
    {
        ticks = 0;
        var unit =
            epoch is >= FirstSecond and < EndOfSeconds ? TimeSpan.TicksPerSecond
            : epoch is >= FirstMs and < EndOfMs ? TimeSpan.TicksPerMillisecond
            : 0;
        if (unit != 0)
        {
            var sinceEpoch = (long)(epoch * unit);
            ticks = DateTime.UnixEpoch.Ticks + sinceEpoch - (sinceEpoch % TimeSpan.TicksPerMicrosecond);
        }

        return unit != 0;
    }

    private static bool TryReadLoose(ref Utf8JsonReader reader, out long ticks)
    {
        ticks = 0;
        if (reader.ValueSpan.Length > MaxEscapedLength)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[MaxEscapedLength];
        try
        {
            return TryReadLoose(plain[..reader.CopyString(plain)], out ticks);
        }
        catch (InvalidOperationException)
        {
            return false; // an escape that is half a surrogate pair
        }
    }

    /// <summary>Brings what means the same into the form that .NET reads.</summary>
    private static bool TryReadLoose(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length is < MinIsoLength or > MaxEscapedLength || text.ContainsAnyExcept(OfTimes))
        {
            return false;
        }

        var normal = new List<byte>(text.Length + 5) { (byte)'"' };
        normal.AddRange(text);
        if (normal[TimeMark + 1] is (byte)' ' or (byte)'t')
        {
            normal[TimeMark + 1] = (byte)'T';
        }

        if (normal[^1] == 'z')
        {
            normal[^1] = (byte)'Z';
        }
        else if (normal[^5] is (byte)'+' or (byte)'-')
        {
            normal.Insert(normal.Count - 2, (byte)':'); // +0800
        }
        else if (normal[^3] is (byte)'+' or (byte)'-')
        {
            normal.AddRange(":00"u8); // +08
        }

        normal.Add((byte)'"');
        var reader = new Utf8JsonReader(CollectionsMarshal.AsSpan(normal));
        if (!reader.Read() || !HasOffset(ref reader) || !reader.TryGetDateTimeOffset(out var observed))
        {
            return false;
        }

        ticks = InMicroseconds(observed);
        return true;
    }

    private static long InMicroseconds(DateTimeOffset time) =>
        time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond);

    /// <summary>Looks behind escapes too: .NET's own serializer writes a plus sign as \u002B.</summary>
    private static bool HasOffset(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return HasOffset(reader.ValueSpan);
        }

        Span<byte> plain = stackalloc byte[MaxEscapedLength];
        return reader.ValueSpan.Length <= MaxEscapedLength && HasOffset(plain[..reader.CopyString(plain)]);
    }

    private static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.Length >= MinIsoLength && text[TimeMark] == 'T' && (text[^1] == 'Z' || text[^6] is (byte)'+' or (byte)'-');
}
