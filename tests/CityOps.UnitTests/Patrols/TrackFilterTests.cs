using CityOps.App.Features.Patrols;
using CityOps.App.Geo;

namespace CityOps.UnitTests.Patrols;

public class TrackFilterTests(ITestOutputHelper output)
{
    private const double MetresPerDegree = 111_195;
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private static readonly LonLat Here = new(113.38, 22.52);

    private static TrackFix Fix(double seconds, double east, double north, float? accuracy = 10) =>
        new(
            Start.AddSeconds(seconds),
            new(
                Here.Lon + (east / (MetresPerDegree * Math.Cos(Here.Lat * Math.PI / 180))),
                Here.Lat + (north / MetresPerDegree)
            ),
            accuracy,
            IsMock: false
        );

    private static double Noise(Random random) =>
        20 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static TrackFix[] Walk(int seed, int every, double metresPerSecond, int seconds)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, (seconds / every) + 1)
                .Select(i => Fix(i * every, (i * every * metresPerSecond) + Noise(random), Noise(random))),
        ];
    }

    private static JudgedTrack Judge(IEnumerable<TrackFix> fixes) =>
        TrackFilter.Judge([.. fixes.OrderBy(fix => fix.At)], Start, Start.AddHours(2));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(15)]
    public void Standing_still_for_58_minutes_is_at_most_100_metres(int every)
    {
        var most = Enumerable.Range(0, 50).Max(seed => Judge(Walk(seed, every, 0, 58 * 60)).DistanceMetres);

        output.WriteLine($"a fix every {every} s: at most {most:0} m of 50 tracks");
        Assert.InRange(most, 0, 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(15)]
    public void A_walk_of_1400_metres_with_noise_of_20_is_right_within_15_percent(int every)
    {
        var walked = Enumerable
            .Range(0, 50)
            .Select(seed => Judge(Walk(seed, every, 1.4, 1000)).DistanceMetres)
            .Order()
            .ToArray();

        output.WriteLine($"a fix every {every} s: {walked[0]:0} to {walked[^1]:0} m of 50 tracks");
        Assert.InRange(walked[0], 1400 * 0.85, 1400);
        Assert.InRange(walked[^1], 1400, 1400 * 1.15);
    }

    [Fact]
    public void A_drive_of_12_kilometres_is_right_within_5_percent() =>
        Assert.InRange(Judge(Walk(7, 5, 12, 1000)).DistanceMetres, 11_400, 12_600);

    [Fact]
    public void What_cannot_be_is_kept_named_and_not_counted()
    {
        var walk = Walk(3, 5, 1.4, 1000);
        var plain = Judge(walk).DistanceMetres;
        TrackFix[] wrong =
        [
            Fix(502, 21_000, 0), // one outlier
            .. Enumerable.Range(0, 5).Select(i => Fix(603 + (i * 5), 1500 * i, 2_000, 2_500)), // a cell tower's
            new(Start.AddSeconds(307), new(0, 0), 5, IsMock: false),
            Fix(-600_000_000, 0, 0), // 2007
        ];

        var track = Judge([.. walk, .. wrong]);

        Assert.Equal(walk.Length + wrong.Length, track.Fixes.Count);
        Assert.Equal(
            ["inaccurate 5", "jump 1", "nowhere 1", "out_of_time 1"],
            track
                .Fixes.Where(fix => fix.Why is not null)
                .GroupBy(fix => fix.Why!)
                .OrderBy(why => why.Key, StringComparer.Ordinal)
                .Select(why => $"{why.Key} {why.Count()}")
        );
        Assert.InRange(track.DistanceMetres, plain - 1, plain + 1);
    }
}
