using CityOps.App.Features.Ponding.Detection;

namespace CityOps.UnitTests.Ponding;

/// <summary>Random but repeatable water levels of one sensor: dry weather, rain, noise, spikes, silence.</summary>
internal static class Storm
{
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.FromHours(8));

    /// <summary>By time, no two samples at the same.</summary>
    public static List<Sample> Samples(uint seed, int count)
    {
        var random = new Random((int)seed);
        var samples = new List<Sample>(count);
        var at = Start;
        double level = 0;
        double trend = 0;
        while (samples.Count < count)
        {
            if (random.Next(12) == 0)
            {
                trend = random.Next(4) switch
                {
                    0 => 0,
                    1 => random.Next(5, 60),
                    2 => -random.Next(5, 60),
                    _ => -level,
                };
            }

            level = Math.Clamp(level + (trend * random.NextDouble()), 0, 600);
            var noise = random.Next(-8, 9);
            var spike = random.Next(25) == 0 ? random.Next(-300, 500) : 0;
            samples.Add(new(at, Math.Max(-40, (int)level + noise + spike)));
            at +=
                random.Next(30) == 0
                    ? TimeSpan.FromMinutes(random.Next(20, 400))
                    : TimeSpan.FromSeconds(random.Next(20, 400));
        }

        return samples;
    }

    /// <summary>The same samples as a bad network delivers them: some much later than others, some twice, out of
    /// order.</summary>
    public static List<Sample> AsDelivered(IReadOnlyList<Sample> sorted, uint seed)
    {
        var random = new Random((int)seed);
        return
        [
            .. sorted
                .SelectMany(sample => Enumerable.Repeat(sample, random.Next(8) == 0 ? 2 : 1))
                .Select(sample => (sample, arrives: sample.At + Lag(random)))
                .OrderBy(delivery => delivery.arrives)
                .Select(delivery => delivery.sample),
        ];
    }

    private static TimeSpan Lag(Random random) =>
        random.Next(6) switch
        {
            0 => TimeSpan.FromMinutes(random.Next(1, 180)),
            1 => TimeSpan.FromMinutes(random.Next(1, 15)),
            _ => TimeSpan.Zero,
        };
}
