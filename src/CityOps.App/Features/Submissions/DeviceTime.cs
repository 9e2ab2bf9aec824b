using CityOps.App.Http;

namespace CityOps.App.Features.Submissions;

/// <summary>
/// What a device's clock is worth. A time that cannot be right does not lose the record: it is kept as it was said and
/// flagged
/// time_skew, and the record counts when it was really seen, as far as that can be told, so that no figure lies on a
/// day to come.
/// </summary>
/// <param name="At">The time to count by; not later than now by more than <see cref="InputTime.ClockSkew"/>.</param>
/// <param name="Said">What the device said, where <paramref name="At"/> is not that; otherwise null.</param>
/// <param name="SkewSeconds">How far the device's clock is ahead of ours, negative when behind; null when it is
/// right.</param>
public sealed record DeviceTime(DateTimeOffset At, DateTimeOffset? Said, double? SkewSeconds)
{
    /// <summary>Before this, a clock was never set (phones start in 1970 or 1980).</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Longer than this no phone waits to send; a sentAt that says so is wrong itself.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <param name="said">A time by the device's clock.</param>
    /// <param name="sentAt">The same clock when it sent; null when the device does not say.</param>
    /// <param name="fixedAt">The satellites' time of the position; null when the device does not say.</param>
    /// <param name="oldest">What is said to be longer ago may be right and keeps its day, but is not believed without a
    /// look.</param>
    public static DeviceTime Judge(
        DateTimeOffset said,
        DateTimeOffset? sentAt,
        DateTimeOffset? fixedAt,
        DateTimeOffset now,
        TimeSpan oldest
    )
    {
        if (said > now + InputTime.ClockSkew || said < Earliest)
        {
            // By how long ago it was, which a wrong clock tells as well as a right one.
            var ago =
                sentAt - said is { } waited && waited >= TimeSpan.Zero && waited <= LongestWait
                    ? waited
                    : TimeSpan.Zero;
            return new(now - ago, said, (said - (now - ago)).TotalSeconds);
        }

        var skew =
            sentAt is { } sent && (sent - now).Duration() > InputTime.ClockSkew ? sent - now
            : fixedAt is { } at && at > said + InputTime.ClockSkew ? said - at
            : now - said > oldest ? said - now
            : (TimeSpan?)null;
        return new(said, null, skew?.TotalSeconds);
    }
}
