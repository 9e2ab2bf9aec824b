using CityOps.App.Features.Ponding;
using CityOps.App.Features.Ponding.Detection;

namespace CityOps.UnitTests.Ponding;

public class ThinOutTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void A_long_curve_keeps_its_ends_its_peak_and_the_number_of_points()
    {
        var curve = Curve(Enumerable.Range(0, 10_000).Select(i => i == 7_777 ? 480 : i % 7));

        var thin = ThinOut.Run(curve, 100);

        Assert.Equal(100, thin.Count);
        Assert.Equal((CurvePoint.Of(curve[0]), CurvePoint.Of(curve[^1])), (thin[0], thin[^1]));
        Assert.Contains(thin, point => point.DepthMm == 480);
        Assert.Equal(thin.OrderBy(point => point.ObservedAt), thin);
    }

    [Fact]
    public void A_short_curve_stays_as_it_is() => Assert.Equal(3, ThinOut.Run(Curve([1, 2, 3]), 10).Count);

    private static List<CurveSample> Curve(IEnumerable<int> depths) =>
        [
            .. depths.Select(
                (depth, minute) => new CurveSample(Start.AddMinutes(minute).UtcTicks, depth, SampleDoubts.None)
            ),
        ];
}
