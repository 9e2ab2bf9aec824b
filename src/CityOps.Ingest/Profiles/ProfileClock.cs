using System.Globalization;
using CityOps.Ingest.Decode;

namespace CityOps.Ingest.Profiles;

/// <summary>A part's time, compiled.</summary>
internal sealed class ProfileClock
{
    /// <summary>2286-11-20 in seconds; so few milliseconds would be of 1970.</summary>
    private const long EndOfSeconds = 10_000_000_000;

    private static readonly string[] Kinds = ["epoch", "epochSeconds", "epochMilliseconds", "iso", "local", "received"];

    private readonly ProfileSource? _source;
    private readonly string _kind;
    private readonly TimeZoneInfo? _zone;

    private ProfileClock(ProfileSource? source, string kind, TimeZoneInfo? zone)
    {
        _source = source;
        _kind = kind;
        _zone = zone;
    }

    public static ProfileClock Compile(ProfileTime? time, ProfileForm form)
    {
        if (time?.As is not { } kind || !Kinds.Contains(kind))
        {
            throw new ProfileException("time.as", $"as is one of {string.Join(", ", Kinds)}.");
        }

        if (kind == "local" != time.Zone is not null)
        {
            throw new ProfileException("time.zone", "A local time needs its zone, such as +08:00; another has none.");
        }

        return new ProfileClock(
            kind == "received" ? null : ProfileSource.Compile("time", time, form),
            kind,
            time.Zone is null ? null : Zone(time.Zone)
        );
    }

    /// <summary>UTC ticks in whole microseconds.</summary>
    /// <param name="receivedTicks">When the message reached us.</param>
    public Failure? Read(scoped in ProfilePart part, long receivedTicks, out long ticks)
    {
        ticks = receivedTicks - (receivedTicks % TimeSpan.TicksPerMicrosecond);
        if (_source is null)
        {
            return null;
        }

        if (_source.Read(part, out var value) is { } failure)
        {
            return failure;
        }

        if (value.IsMissing)
        {
            return _source.Failed(
                RejectionReason.MissingField,
                $"{_source.Place} is null or says that there is no time"
            );
        }

        var isRead = _kind switch
        {
            "iso" => TryIso(value.Text, out ticks),
            "local" => TryLocal(value.Text, out ticks),
            _ => TryEpoch(value, out ticks),
        };
        return isRead
            ? null
            : _source.Failed(RejectionReason.WrongType, $"{_source.Place} must be {Expected()}; {Came(value)} came");
    }

    private bool TryEpoch(SourceValue value, out long ticks)
    {
        ticks = 0;
        decimal epoch;
        if (value.Number is { } number)
        {
            epoch = number;
        }
        else if (!decimal.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out epoch))
        {
            return false;
        }

        var unit =
            _kind == "epochSeconds" || (_kind == "epoch" && epoch < EndOfSeconds)
                ? TimeSpan.TicksPerSecond
                : TimeSpan.TicksPerMillisecond;
        if (epoch < 0 || epoch > EndOfSeconds * TimeSpan.TicksPerSecond / unit)
        {
            return false; // beyond the year 2286
        }

        var since = (long)(epoch * unit);
        ticks = DateTime.UnixEpoch.Ticks + since - (since % TimeSpan.TicksPerMicrosecond);
        return true;
    }

    private static bool TryIso(ReadOnlySpan<byte> text, out long ticks)
    {
        var isRead = ClockText.TryRead(text, out var time, out var offset) && offset is not null;
        ticks = isRead ? time.Ticks - offset!.Value.Ticks : 0;
        return isRead;
    }

    private bool TryLocal(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (!ClockText.TryRead(text, out var time, out _) || _zone!.IsInvalidTime(time))
        {
            return false;
        }

        ticks = time.Ticks - _zone.GetUtcOffset(time).Ticks;
        return true;
    }

    private string Expected() =>
        _kind switch
        {
            "iso" => "a time with an offset",
            "local" => $"a time of {_zone!.Id} such as 2026-06-01 08:00:00",
            "epochSeconds" => "seconds since 1970",
            "epochMilliseconds" => "milliseconds since 1970",
            _ => "seconds or milliseconds since 1970",
        };

    private static string Came(SourceValue value) =>
        value.Number is { } number
            ? number.ToString(CultureInfo.InvariantCulture)
            : $"\"{JsonText.Shown(value.Text)}\"";

    private static TimeZoneInfo Zone(string zone)
    {
        if (zone == "Z")
        {
            return TimeZoneInfo.Utc;
        }

        if (
            zone is ['+' or '-', _, _, ':', _, _]
            && TimeSpan.TryParseExact(zone.AsSpan(1), "hh\\:mm", CultureInfo.InvariantCulture, out var offset)
            && offset <= TimeSpan.FromHours(14)
        )
        {
            return TimeZoneInfo.CreateCustomTimeZone(zone, zone[0] == '-' ? -offset : offset, zone, zone);
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? found
            : throw new ProfileException(
                "time.zone",
                $"A zone is +08:00, Z or a name such as Asia/Shanghai, unlike {zone}."
            );
    }
}
