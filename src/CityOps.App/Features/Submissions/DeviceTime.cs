using CityOps.App.Http;

namespace CityOps.App.Features.Submissions;

/// <summary>
/// What a device's clock is worth: the one rule for every record from the field (reports, patrols, tracks, steps,
/// feedback). A wrong clock loses no record and refuses none. What it said is kept, the record is flagged time_skew,
/// and it counts when it was really made, as far as that can be told: by how long before it was sent the same clock
/// says; else by the satellites' time of its position; else, where what was said cannot be, by the time of arrival. A
/// receiver whose count of weeks has run over is 1,024 weeks behind.
/// </summary>
/// <param name="At">The time to count by; not later than now by more than <see cref="InputTime.ClockSkew"/>.</param>
/// <param name="DeviceReportedAt">What the device said, where <paramref name="At"/> is not that; otherwise
/// null.</param>
/// <param name="SkewSeconds">How far the device's clock is ahead of ours, negative when behind; null when it is
/// right.</param>
public sealed record DeviceTime(DateTimeOffset At, DateTimeOffset? DeviceReportedAt, double? SkewSeconds)
{
    /// <summary>Before this, a clock was never set (phones start in 1970 or 1980).</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The longest plausible delay between observing and sending; a device that says more has had its clock
    /// set in between.</summary>
    internal static readonly TimeSpan MaxWait = TimeSpan.FromDays(30);

    /// <summary>GPS counts weeks in ten bits (IS-GPS-200, 20.3.3.3.1.1): 2026-11-29 becomes 2007-04-15.</summary>
    private static readonly TimeSpan WeekRollover = TimeSpan.FromDays(7 * 1024);

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
        // A receiver's weeks have run over and the phone's clock has not.
        var fixedWhen = IsRolledOver(fixedAt, now) ? fixedAt + WeekRollover : fixedAt;
        if (sentAt is { } sent && (sent - now).Duration() > InputTime.ClockSkew && Waited(said, sent) is { } waited)
        {
            return Put(now - waited, said);
        }

        if (fixedWhen is { } at && at > said + InputTime.ClockSkew && at <= now + InputTime.ClockSkew)
        {
            return Put(at, said);
        }

        if (IsRolledOver(said, now))
        {
            return Put(said + WeekRollover, said);
        }

        if (CannotBe(said, now))
        {
            return Put(IsPlausible(fixedWhen, now) ? fixedWhen!.Value : now, said);
        }

        return new(said, null, now - said > oldest ? (said - now).TotalSeconds : null);
    }

    /// <summary>In the future, or from before clocks are set.</summary>
    internal static bool CannotBe(DateTimeOffset said, DateTimeOffset now) =>
        said > now + InputTime.ClockSkew || said < Earliest;

    private static DeviceTime Put(DateTimeOffset at, DateTimeOffset said) => new(at, said, (said - at).TotalSeconds);

    private static TimeSpan? Waited(DateTimeOffset said, DateTimeOffset sent) =>
        sent - said is { } waited && waited >= TimeSpan.Zero && waited <= MaxWait ? waited : null;

    private static bool IsPlausible(DateTimeOffset? at, DateTimeOffset now) =>
        at >= now - MaxWait && at <= now + InputTime.ClockSkew;

    private static bool IsRolledOver(DateTimeOffset? at, DateTimeOffset now) =>
        at is { } said && said < now - WeekRollover + InputTime.ClockSkew && IsPlausible(said + WeekRollover, now);
}
