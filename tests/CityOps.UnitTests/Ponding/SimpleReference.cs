using CityOps.App.Features.Ponding.Detection;

namespace CityOps.UnitTests.Ponding;

/// <summary>
/// Ponding events of one sensor told a second time, straight from the sentences of docs/ponding.md and with the whole
/// sorted truth at hand. Slow and looking ahead where the product's machine remembers.
/// </summary>
internal static class SimpleReference
{
    public sealed record Event(
        DateTimeOffset OpenedAt,
        DateTimeOffset? ClosedAt,
        int PeakMm,
        IReadOnlyDictionary<PondingLevel, DateTimeOffset> Reached
    );

    public static List<Event> Events(IReadOnlyList<Sample> sorted, PondingRule rule, DateTimeOffset asOf)
    {
        var wet = Believed(sorted);
        var events = new List<Event>();
        var i = 0;
        while (Find(wet, i, rule.BlueMm, rule) is { } opens)
        {
            var closed = Closing(wet, opens, rule, asOf);
            while (
                closed is { } at
                && Find(wet, After(wet, at), rule.BlueMm, rule) is { } again
                && wet[again].At - at < PondingLimits.MergeGap
            )
            {
                closed = Closing(wet, again, rule, asOf);
            }

            var end = closed is { } end0 ? After(wet, end0) : wet.Count;
            var first = opens > 0 && wet[opens - 1].DepthMm >= rule.BlueMm ? opens - 1 : opens;
            events.Add(
                new(
                    wet[opens].At,
                    closed,
                    wet[first..end].Max(sample => sample.DepthMm),
                    PondingLevels
                        .Alerting.Select(level => (level, at: Find(wet, opens, rule.ThresholdMm(level), rule)))
                        .Where(found => found.at < end)
                        .ToDictionary(found => found.level, found => wet[found.at!.Value].At)
                )
            );
            i = end;
        }

        return events;
    }

    /// <summary>The first sample from <paramref name="from"/> on that is at or over the threshold for the second time
    /// in a row, or at red.</summary>
    private static int? Find(List<Sample> wet, int from, int thresholdMm, PondingRule rule)
    {
        var found = Enumerable
            .Range(0, wet.Count)
            .Skip(from)
            .Where(i =>
                wet[i].DepthMm >= thresholdMm
                && (wet[i].DepthMm >= rule.RedMm || (i > 0 && wet[i - 1].DepthMm >= thresholdMm))
            )
            .ToList();
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Close-after past the first dry sample that no wet one follows in that time; null when there is none
    /// yet.</summary>
    private static DateTimeOffset? Closing(List<Sample> wet, int from, PondingRule rule, DateTimeOffset asOf)
    {
        for (var i = from; i < wet.Count; i++)
        {
            var startsDrought = wet[i].DepthMm < rule.DryBelowMm && wet[i - 1].DepthMm >= rule.DryBelowMm;
            var closes = wet[i].At + rule.CloseAfter;
            if (
                startsDrought
                && closes <= asOf
                && !wet.Skip(i).Any(later => later.At < closes && later.DepthMm >= rule.DryBelowMm)
            )
            {
                return closes;
            }
        }

        return null;
    }

    private static int After(List<Sample> wet, DateTimeOffset at) => wet.TakeWhile(sample => sample.At < at).Count();

    private static List<Sample> Believed(IReadOnlyList<Sample> sorted)
    {
        var candidates = sorted
            .Where(sample => sample.DepthMm >= -PondingLimits.NegativeNoiseMm)
            .Select(sample => sample with { DepthMm = Math.Max(0, sample.DepthMm) })
            .ToList();
        var believed = new List<Sample>();
        for (var i = 0; i < candidates.Count; i++)
        {
            if (
                believed.Count > 0
                && Change(believed[^1], candidates[i]) is var change
                && Math.Abs(change)
                    > PondingLimits.SpikeMmPerMinute * Math.Max(1, (candidates[i].At - believed[^1].At).TotalMinutes)
                && (i + 1 == candidates.Count || Change(believed[^1], candidates[i + 1]) / (double)change < 0.5)
            )
            {
                continue;
            }

            believed.Add(candidates[i]);
        }

        return believed;
    }

    private static int Change(Sample from, Sample to) => to.DepthMm - from.DepthMm;
}
