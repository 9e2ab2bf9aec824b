namespace CityOps.App.Features.Ponding.Detection;

/// <summary>A stored reading, as detection sees it.</summary>
public readonly record struct Sample(DateTimeOffset At, int DepthMm);

/// <summary>Why a sample is looked at twice. Flagged samples are shown, never dropped.</summary>
[Flags]
public enum SampleDoubts
{
    None = 0,

    /// <summary>Less than nothing. Within the noise it counts as dry, below that it is not believed.</summary>
    Negative = 1,

    /// <summary>Outside what the sensor can measure; not believed.</summary>
    OutOfRange = 2,

    /// <summary>Changed faster than water does and was not repeated; not believed.</summary>
    Spike = 4,

    /// <summary>The same depth for hours. Believed, because water that stands is dangerous too.</summary>
    Stuck = 8,

    /// <summary>The sensor hangs askew. Said by itself, and believed: along a slope it measures too shallow, so the
    /// water is no less.</summary>
    Tilted = 16,

    /// <summary>It came long after it was measured. Said by itself, and believed: it is the water of its
    /// time.</summary>
    Backfill = 32,
}

/// <summary>A sample with what was found about it.</summary>
/// <param name="DepthMm">Never below 0.</param>
/// <param name="Believed">Counts as water. False also for a jump whose next sample has not come yet.</param>
public readonly record struct JudgedSample(DateTimeOffset At, int DepthMm, SampleDoubts Doubts, bool Believed);

/// <summary>Decides which of one sensor's samples are believed. Pure; the samples decide, not when they came.</summary>
public static class SampleJudge
{
    /// <param name="sorted">One sensor's samples by time, no two at the same.</param>
    public static JudgedSample[] Judge(IReadOnlyList<Sample> sorted, int rangeMinMm, int rangeMaxMm)
    {
        var judged = new JudgedSample[sorted.Count];
        var believed = -1; // index of the last believed sample
        var jump = -1; // index of a jump from it that the next sample has to repeat
        var stuck = new StuckRun();
        for (var i = 0; i < sorted.Count; i++)
        {
            var (at, raw) = sorted[i];
            var depth = Math.Max(0, raw);
            var doubts =
                (raw < 0 ? SampleDoubts.Negative : 0)
                | (raw < rangeMinMm || raw > rangeMaxMm ? SampleDoubts.OutOfRange : 0)
                | (stuck.Next(at, raw) ? SampleDoubts.Stuck : 0);
            judged[i] = new JudgedSample(at, depth, doubts, false);
            if (raw < -PondingLimits.NegativeNoiseMm || doubts.HasFlag(SampleDoubts.OutOfRange))
            {
                continue;
            }

            if (jump >= 0)
            {
                var repeated = Repeats(judged[believed].DepthMm, judged[jump].DepthMm, depth);
                judged[jump] = repeated
                    ? judged[jump] with
                    {
                        Believed = true,
                    }
                    : judged[jump] with
                    {
                        Doubts = judged[jump].Doubts | SampleDoubts.Spike,
                    };
                believed = repeated ? jump : believed;
                jump = -1;
            }

            if (believed >= 0 && IsJump(judged[believed], judged[i]))
            {
                jump = i;
            }
            else
            {
                judged[i] = judged[i] with { Believed = true };
                believed = i;
            }
        }

        return judged;
    }

    private static bool IsJump(JudgedSample from, JudgedSample to)
    {
        var apart = to.At - from.At;
        var minutes = (apart < PondingLimits.SpikeShortest ? PondingLimits.SpikeShortest : apart).TotalMinutes;
        return Math.Abs(to.DepthMm - from.DepthMm) > PondingLimits.SpikeMmPerMinute * minutes;
    }

    /// <summary>A jump is repeated when the next sample holds at least half of it.</summary>
    private static bool Repeats(int fromMm, int jumpMm, int nextMm) =>
        jumpMm > fromMm ? 2 * (nextMm - fromMm) >= jumpMm - fromMm : 2 * (fromMm - nextMm) >= fromMm - jumpMm;

    private struct StuckRun
    {
        private int _depthMm;
        private int _count;
        private DateTimeOffset _since;

        public bool Next(DateTimeOffset at, int depthMm)
        {
            if (_count == 0 || depthMm != _depthMm)
            {
                (_depthMm, _count, _since) = (depthMm, 1, at);
                return false;
            }

            _count++;
            return depthMm > 0 && _count >= PondingLimits.StuckSamples && at - _since >= PondingLimits.StuckFor;
        }
    }
}

public static class SampleDoubtCodes
{
    private static readonly (SampleDoubts Doubt, string Code)[] All =
    [
        (SampleDoubts.Negative, "negative"),
        (SampleDoubts.OutOfRange, "out_of_range"),
        (SampleDoubts.Spike, "spike"),
        (SampleDoubts.Stuck, "stuck"),
        (SampleDoubts.Tilted, "tilted"),
        (SampleDoubts.Backfill, "backfill"),
    ];

    /// <summary>As sent; empty for a sample that nothing is held against.</summary>
    public static IReadOnlyList<string> Codes(this SampleDoubts doubts) =>
        doubts == 0 ? [] : [.. All.Where(known => doubts.HasFlag(known.Doubt)).Select(known => known.Code)];
}
