namespace CityOps.App.Features.Ponding.Simulation;

/// <summary>
/// Six hours of a summer storm over Zhongshan, believable rather than true: two squalls, roads that fill and drain as
/// their basins let them. In minutes; the same seed gives the same storm.
/// </summary>
internal sealed class StormWeather(int seed)
{
    public const int Minutes = 360;

    private readonly Dictionary<int, double> _depths = [];

    /// <summary>Rain in millimetres a minute: a first squall after an hour and a half, a heavier one after
    /// three.</summary>
    public static double RainMmPerMinute(int minute) => Squall(minute, 90, 20, 1.0) + Squall(minute, 190, 25, 1.5);

    /// <summary>Lets a minute go by on a road; to be asked minute by minute.</summary>
    /// <returns>The water on it, in millimetres, as a sensor with a little noise sees it.</returns>
    public int NextMm(int road, int minute)
    {
        var basin = new Random(seed + road);
        var gathers = road < 3 ? 8 - (1.5 * road) : 0.5 + (5 * basin.NextDouble()); // mm of water a mm of rain
        var drains = 1.5 + (2 * basin.NextDouble()); // mm a minute
        var depth = Math.Max(0, _depths.GetValueOrDefault(road) + (gathers * RainMmPerMinute(minute)) - drains);
        _depths[road] = depth;
        return Math.Max(0, (int)Math.Round(depth) + new Random((seed * 31 + road) * 997 + minute).Next(-2, 3));
    }

    private static double Squall(int minute, int peaksAt, int widthMinutes, double peakMm) =>
        peakMm * Math.Exp(-Math.Pow((minute - peaksAt) / (double)widthMinutes, 2) / 2);
}
