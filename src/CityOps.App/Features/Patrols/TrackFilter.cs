using CityOps.App.Geo;

namespace CityOps.App.Features.Patrols;

/// <summary>A position of a track, as it was sent.</summary>
public sealed record TrackFix(DateTimeOffset At, LonLat Wgs84, float? AccuracyMetres, bool IsMock);

/// <param name="Why">Why it is not counted: nowhere (0/0), inaccurate, out_of_time, jump; null when it is.</param>
public sealed record JudgedFix(TrackFix Fix, string? Why);

/// <summary>What a track comes to.</summary>
/// <param name="Fixes">All of them, in the order of their times.</param>
/// <param name="DistanceMetres">The way, without what the receiver's noise adds.</param>
/// <param name="MaxSpeedKmh">Over the legs of 500 m and more between positions that were accurate.</param>
public sealed record JudgedTrack(IReadOnlyList<JudgedFix> Fixes, double DistanceMetres, double MaxSpeedKmh);

/// <summary>
/// Tells a way from a receiver's noise. Positions that cannot be are kept and not counted: 0/0, an accuracy worse than
/// 100 m (a cell tower's), a time far from the patrol's, a jump faster than 150 km/h that the track comes back from.
/// What is left is smoothed by a Kalman filter of a position that wanders (R. E. Kálmán, "A New Approach to Linear
/// Filtering and Prediction Problems", 1960; one dimension for both axes), and distance is added only once the smoothed
/// position has left the place where it was last added by more than its noise: who stands still has not walked.
/// </summary>
public static class TrackFilter
{
    private const double WorstAccuracyMetres = 100;

    /// <summary>Receivers between houses say better than this and are not.</summary>
    private const double MinAccuracyMetres = 20;

    /// <summary>
    /// How far from where distance was last added the smoothed position must be for more to be added.
    /// </summary>
    private const double GateMetres = 50;

    /// <summary>How the position wanders between fixes; what moves faster shows by how far off the filter is.</summary>
    private const double WanderMetresPerSecond = 1;
    private const double FastestKmh = 150;
    private const double NearNowhereDegrees = 0.01;

    /// <summary>A shift and its overtime on either side: what a phone says of another year is its clock.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromDays(1);

    /// <param name="fixes">In the order of their times.</param>
    public static JudgedTrack Judge(IReadOnlyList<TrackFix> fixes, DateTimeOffset startedAt, DateTimeOffset? endedAt)
    {
        var judged = fixes.Select(fix => new JudgedFix(fix, Implausible(fix, startedAt, endedAt))).ToArray();
        DropJumps(judged);
        TrackFix[] counted = [.. judged.Where(fix => fix.Why is null).Select(fix => fix.Fix)];
        return new(judged, Distance(counted), Fastest(judged));
    }

    private static string? Implausible(TrackFix fix, DateTimeOffset startedAt, DateTimeOffset? endedAt) =>
        Math.Abs(fix.Wgs84.Lon) < NearNowhereDegrees && Math.Abs(fix.Wgs84.Lat) < NearNowhereDegrees ? "nowhere"
        : fix.AccuracyMetres > WorstAccuracyMetres ? "inaccurate"
        : fix.At < startedAt - Around || fix.At > (endedAt ?? DateTimeOffset.MaxValue - Around) + Around ? "out_of_time"
        : null;

    // A position is a jump where the way to it is impossibly fast and the one after it, or those after that, are back:
    // reached from the last that counts at a possible speed. A track that stays away, as from a train, is believed.
    private static void DropJumps(JudgedFix[] judged)
    {
        const int longest = 10;
        int[] plausible = [.. Enumerable.Range(0, judged.Length).Where(i => judged[i].Why is null)];
        var last = 0;
        for (var i = 1; i < plausible.Length; i++)
        {
            var from = judged[plausible[last]].Fix;
            if (!IsTooFast(from, judged[plausible[i]].Fix))
            {
                last = i;
                continue;
            }

            var back = Enumerable
                .Range(i + 1, Math.Max(0, Math.Min(longest, plausible.Length - i - 1)))
                .FirstOrDefault(j => !IsTooFast(from, judged[plausible[j]].Fix));
            if (back == 0)
            {
                // The first one may be the wrong one; so may the very last.
                if (last == 0 && i == 1 && plausible.Length > 2)
                {
                    judged[plausible[0]] = judged[plausible[0]] with { Why = "jump" };
                }
                else if (i == plausible.Length - 1)
                {
                    judged[plausible[i]] = judged[plausible[i]] with { Why = "jump" };
                }

                last = i;
                continue;
            }

            for (var j = i; j < back; j++)
            {
                judged[plausible[j]] = judged[plausible[j]] with { Why = "jump" };
            }

            (last, i) = (back, back);
        }
    }

    private static bool IsTooFast(TrackFix from, TrackFix to)
    {
        // What the positions' own error may make up does not count.
        var metres = from.Wgs84.DistanceMetresTo(to.Wgs84) - Accuracy(from) - Accuracy(to);
        return metres > 0 && metres > (to.At - from.At).TotalSeconds * FastestKmh / 3.6;
    }

    private static double Accuracy(TrackFix fix) => Math.Max(fix.AccuracyMetres ?? 0, MinAccuracyMetres);

    private static double Distance(TrackFix[] fixes)
    {
        if (fixes.Length < 2)
        {
            return 0;
        }

        var (at, variance, when) = (fixes[0].Wgs84, Math.Pow(Accuracy(fixes[0]), 2), fixes[0].At);
        var (anchor, distance) = (at, 0.0);
        var noise = Math.Sqrt(variance);
        foreach (var fix in fixes.Skip(1))
        {
            var seconds = Math.Max(0, (fix.At - when).TotalSeconds);
            variance += seconds * Math.Pow(WanderMetresPerSecond, 2);
            var error = Math.Pow(Accuracy(fix), 2);
            var off = Math.Pow(at.DistanceMetresTo(fix.Wgs84), 2);
            variance += off > 25 * (variance + error) ? 0.03 * off : 0; // driving, not wandering
            var gain = variance / (variance + error);
            at = new(at.Lon + (gain * (fix.Wgs84.Lon - at.Lon)), at.Lat + (gain * (fix.Wgs84.Lat - at.Lat)));
            variance *= 1 - gain;
            when = fix.At;
            noise = Math.Sqrt(variance);
            var moved = anchor.DistanceMetresTo(at);
            if (moved > Math.Max(GateMetres, 3 * noise))
            {
                distance += moved;
                anchor = at;
            }
        }

        // The smoothed position follows behind: whoever has clearly gone somewhere has come as far as the last fix.
        var rest = anchor.DistanceMetresTo(distance > 4 * GateMetres ? fixes[^1].Wgs84 : at);
        return distance > 0 && rest > noise ? distance + rest : distance;
    }

    private static double Fastest(IEnumerable<JudgedFix> judged)
    {
        TrackFix[] accurate = [.. judged.Where(f => f.Why is null or "jump").Select(f => f.Fix)];
        var fastest = 0.0;
        for (var i = 1; i < accurate.Length; i++)
        {
            var metres = accurate[i - 1].Wgs84.DistanceMetresTo(accurate[i].Wgs84);
            var seconds = (accurate[i].At - accurate[i - 1].At).TotalSeconds;
            if (metres >= 500 && seconds > 0)
            {
                fastest = Math.Max(fastest, metres / seconds * 3.6);
            }
        }

        return fastest;
    }
}
