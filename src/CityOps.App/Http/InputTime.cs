using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CityOps.App.Http;

/// <summary>Times that devices say: late ones are normal (a phone without signal), future ones are a wrong
/// clock.</summary>
public static class InputTime
{
    /// <summary>How far a device's clock may run ahead of ours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The time as it is stored: UTC, cut to the microsecond that PostgreSQL keeps.</summary>
    public static DateTimeOffset Stored(DateTimeOffset sent) =>
        new(sent.UtcTicks - sent.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>A time in an address; null without an offset, as in a body (<see cref="OffsetRequired"/>).</summary>
    public static DateTimeOffset? Read(string? text) =>
        text is not null
        && OffsetRequired.HasOffset(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;
}

/// <summary>Reads times with an offset only: without one the same text would mean another instant on another
/// server.</summary>
internal sealed class OffsetRequired : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (
            reader.TokenType != JsonTokenType.String
            || !reader.TryGetDateTimeOffset(out var time)
            || !HasOffset(reader.GetString()!)
        )
        {
            throw new JsonException("A time is ISO 8601 with an offset, e.g. 2026-06-01T08:00:00+08:00.");
        }

        return time;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    internal static bool HasOffset(string text) =>
        text.EndsWith('Z')
        || (text.IndexOf('T', StringComparison.Ordinal) is > 0 and var t && text.AsSpan(t).IndexOfAny('+', '-') > 0);
}
