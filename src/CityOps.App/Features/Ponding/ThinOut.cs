namespace CityOps.App.Features.Ponding;

/// <summary>A point of a chart.</summary>
/// <param name="Flags">negative, out_of_range, spike, stuck.</param>
public sealed record CurvePoint(DateTimeOffset ObservedAt, int DepthMm, IReadOnlyList<string> Flags);

/// <summary>
/// Thins a curve out to as many points as a chart shows, keeping its shape: Largest-Triangle-Three-Buckets (S. Steinarsson,
/// Downsampling Time Series for Visual Representation, University of Iceland, 2013).
/// </summary>
public static class ThinOut
{
    /// <param name="curve">By time.</param>
    /// <param name="points">At least 3; a shorter curve is returned as it is.</param>
    public static IReadOnlyList<CurvePoint> Run(IReadOnlyList<CurvePoint> curve, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 3);
        if (curve.Count <= points)
        {
            return curve;
        }

        var kept = new List<CurvePoint>(points) { curve[0] };
        var bucket = (curve.Count - 2) / (double)(points - 2);
        var last = curve[0];
        for (var i = 0; i < points - 2; i++)
        {
            var from = (int)(i * bucket) + 1;
            var to = (int)((i + 1) * bucket) + 1;
            kept.Add(last = Largest(curve, from, to, last, Average(curve, to, Math.Min((int)((i + 2) * bucket) + 1, curve.Count))));
        }

        kept.Add(curve[^1]);
        return kept;
    }

    private static CurvePoint Largest(IReadOnlyList<CurvePoint> curve, int from, int to, CurvePoint before, (double X, double Y) after)
    {
        var largest = -1.0;
        var kept = curve[from];
        for (var i = from; i < to; i++)
        {
            // Twice the triangle's area; only compared, so not halved. Measured from the point before, to keep the numbers small.
            var area = Math.Abs(
                (X(curve[i], before) * (after.Y - before.DepthMm)) - ((after.X - X(before, curve[0])) * (curve[i].DepthMm - before.DepthMm)));
            if (area > largest)
            {
                (largest, kept) = (area, curve[i]);
            }
        }

        return kept;
    }

    private static (double X, double Y) Average(IReadOnlyList<CurvePoint> curve, int from, int to)
    {
        double x = 0, y = 0;
        for (var i = from; i < to; i++)
        {
            x += X(curve[i], curve[0]);
            y += curve[i].DepthMm;
        }

        return (x / (to - from), y / (to - from));
    }

    private static double X(CurvePoint point, CurvePoint origin) => (point.ObservedAt - origin.ObservedAt).TotalSeconds;
}
