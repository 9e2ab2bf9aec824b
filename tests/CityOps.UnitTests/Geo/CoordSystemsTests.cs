using CityOps.App.Geo;
using CsCheck;

namespace CityOps.UnitTests.Geo;

public class CoordSystemsTests
{
    /// <summary>The city's bounding box.</summary>
    private static readonly Gen<LonLat> InTheCity = Gen.Select(
        Gen.Double[113.1515, 113.7501],
        Gen.Double[22.2057, 22.7761],
        (lon, lat) => new LonLat(lon, lat)
    );

    private static readonly LonLat CityHall = new(113.382391, 22.521113);
    private static readonly LonLat CityHallGcj02 = new(113.387867630, 22.518417395);

    [Fact]
    public void Gcj02_of_the_published_vector_agrees_to_a_nanodegree()
    {
        var gcj02 = Gcj02.FromWgs84(CityHall);

        Assert.Equal(CityHallGcj02.Lon, gcj02.Lon, 9);
        Assert.Equal(CityHallGcj02.Lat, gcj02.Lat, 9);
    }

    [Fact]
    public void Wgs84_of_the_published_vector_agrees_within_a_tenth_of_a_millimetre()
    {
        Assert.True(Gcj02.ToWgs84(CityHallGcj02).DistanceMetresTo(CityHall) < 0.0001);
    }

    /// <summary>A vector of coordtransform, the implementation that most Chinese web maps copy: (116.404, 39.915) in
    /// all systems.</summary>
    [Fact]
    public void Bd09_of_the_widely_used_beijing_vector_is_the_known_gcj02()
    {
        var gcj02 = Bd09.ToGcj02(new LonLat(116.404, 39.915));

        Assert.Equal(116.39762729119315, gcj02.Lon, 9);
        Assert.Equal(39.90865673957631, gcj02.Lat, 9);
    }

    [Theory]
    [InlineData(CoordSystems.Gcj02)]
    [InlineData(CoordSystems.Bd09)]
    public void A_round_trip_through_a_shifted_system_stays_within_a_millimetre(string system) =>
        InTheCity.Sample(wgs84 =>
        {
            var shifted = CoordSystems.FromWgs84(wgs84, system)!.Value;
            return CoordSystems.ToWgs84(shifted, system)!.Value.DistanceMetresTo(wgs84) < 0.001;
        });

    [Fact]
    public void Three_steps_of_the_inverse_leave_at_most_what_the_doc_comment_says() =>
        InTheCity.Sample(wgs84 => Gcj02.ToWgs84(Gcj02.FromWgs84(wgs84)).DistanceMetresTo(wgs84) <= 0.00004);

    [Fact]
    public void The_shift_in_the_city_is_614_to_637_metres() =>
        InTheCity.Sample(wgs84 => Gcj02.FromWgs84(wgs84).DistanceMetresTo(wgs84) is > 608 and < 641);

    [Fact]
    public void Outside_China_nothing_is_shifted()
    {
        var paris = new LonLat(2.3522, 48.8566);
        Assert.Equal(paris, Gcj02.FromWgs84(paris));
        Assert.Equal(paris, Gcj02.ToWgs84(paris));
    }

    [Fact]
    public void An_unknown_system_is_not_guessed() => Assert.Null(CoordSystems.ToWgs84(CityHall, "wgs72"));
}
