using System.Runtime.InteropServices;
using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;

namespace CityOps.App.Features.Ponding;

/// <summary>A point of a chart.</summary>
/// <param name="Flags">negative, out_of_range, spike, stuck.</param>
public sealed record CurvePoint(DateTimeOffset ObservedAt, int DepthMm, IReadOnlyList<string> Flags)
{
    public static CurvePoint Of(CurveSample sample) =>
        new(CityTime.Local(new DateTimeOffset(sample.Ticks, TimeSpan.Zero)), sample.DepthMm, sample.Doubts.Codes());
}

/// <summary>A sample of a curve, as small as it is read: a year has many more than a chart shows.</summary>
/// <param name="Ticks">UTC.</param>
public readonly record struct CurveSample(long Ticks, int DepthMm, SampleDoubts Doubts);

/// <summary>
/// Thins a curve out to as many points as a chart shows, keeping its shape: Largest-Triangle-Three-Buckets (S.
/// Steinarsson, Downsampling Time Series for Visual Representation, University of Iceland, 2013).
/// </summary>
public static class ThinOut
{
    /// <param name="curve">By time.</param>
    /// <param name="points">At least 3; a shorter curve is returned as it is.</param>
    public static IReadOnlyList<CurvePoint> Run(List<CurveSample> curve, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 3);
        if (curve.Count <= points)
        {
            return [.. curve.Select(CurvePoint.Of)];
        }

        var samples = CollectionsMarshal.AsSpan(curve);
        var kept = new List<CurvePoint>(points) { CurvePoint.Of(samples[0]) };
        var bucket = (samples.Length - 2) / (double)(points - 2);
        var last = samples[0];
        for (var i = 0; i < points - 2; i++)
        {
            var from = (int)(i * bucket) + 1;
            var to = (int)((i + 1) * bucket) + 1;
            var next = Math.Min((int)((i + 2) * bucket) + 1, samples.Length);
            last = Largest(samples[from..to], last, Average(samples[to..next], last.Ticks));
            kept.Add(CurvePoint.Of(last));
        }

        kept.Add(CurvePoint.Of(samples[^1]));
        return kept;
    }

    /// <param name="after">Ticks since <paramref name="before"/>, and depth.</param>
    private static CurveSample Largest(ReadOnlySpan<CurveSample> bucket, CurveSample before, (double X, double Y) after)
    {
        var largest = -1.0;
        var kept = bucket[0];
        foreach (var sample in bucket)
        {
            // Twice the triangle's area; only compared, so not halved. Measured from the sample before, to keep the
            // numbers small.
            var area = Math.Abs(
                ((sample.Ticks - before.Ticks) * (after.Y - before.DepthMm))
                    - (after.X * (sample.DepthMm - before.DepthMm))
            );
            if (area > largest)
            {
                (largest, kept) = (area, sample);
            }
        }

        return kept;
    }

    private static (double X, double Y) Average(ReadOnlySpan<CurveSample> bucket, long since)
    {
        double x = 0,
            y = 0;
        foreach (var sample in bucket)
        {
            x += sample.Ticks - since;
            y += sample.DepthMm;
        }

        return (x / bucket.Length, y / bucket.Length);
    }
}
