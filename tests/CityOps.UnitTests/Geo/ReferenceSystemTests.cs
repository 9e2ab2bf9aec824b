using CityOps.App.Geo;

namespace CityOps.UnitTests.Geo;

public class ReferenceSystemTests
{
    [Theory]
    [InlineData("WGS-84", "wgs84")]
    [InlineData("wgs84", "wgs84")]
    [InlineData("CGCS2000", "wgs84")]
    [InlineData("国家2000坐标系", "wgs84")]
    [InlineData("2000国家大地坐标系", "wgs84")]
    [InlineData("EPSG:4490", "wgs84")]
    [InlineData("4490", "wgs84")]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84", "wgs84")]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/4326", "wgs84")]
    [InlineData("GCJ-02", "gcj02")]
    [InlineData("火星坐标系", "gcj02")]
    [InlineData("高德", "gcj02")]
    [InlineData("ＢＤ０９", "bd09")]
    [InlineData("百度坐标", "bd09")]
    [InlineData("EPSG:4547", "EPSG:4547")]
    [InlineData("urn:ogc:def:crs:EPSG::4526", "EPSG:4526")]
    [InlineData("CGCS2000 / 3-degree Gauss-Kruger CM 114E", "EPSG:4547")]
    [InlineData("CGCS2000_3_Degree_GK_Zone_38", "EPSG:4526")]
    [InlineData("CGCS2000 中央经线114", "EPSG:4547")]
    [InlineData("WGS 84 / UTM zone 49N", "EPSG:32649")]
    [InlineData("北京54", null)]
    [InlineData("Xian 1980", null)]
    [InlineData("EPSG:2382", null)]
    [InlineData("local", null)]
    public void Usual_spellings_are_known(string written, string? name) =>
        Assert.Equal(name, ReferenceSystem.Find(written)?.Name);

    // 113.3824, 22.5211 as PostGIS 3 with PROJ 9.1.1 transforms it.
    [Theory]
    [InlineData(4547, 436_460.04334857, 2_491_635.03780286)]
    [InlineData(4526, 38_436_460.04334857, 2_491_635.03780286)]
    [InlineData(32649, 745_055.02803157, 2_492_459.45836788)]
    public void Metres_become_degrees(int code, double x, double y)
    {
        var found = ReferenceSystem.OfEpsg(code)!.ToWgs84(x, y)!.Value;

        Assert.Equal(113.3824, found.Lon, 1e-7);
        Assert.Equal(22.5211, found.Lat, 1e-7);
    }

    [Theory]
    [InlineData(4547, 38_436_460.0, 2_491_635.0)] // of zone 38 with its number
    [InlineData(4526, 436_460.0, 2_491_635.0)]
    [InlineData(4547, 113.38, 22.52)]
    [InlineData(4326, 22.5, 113.4)]
    public void Coordinates_that_a_system_cannot_have_are_none_of_it(int code, double x, double y) =>
        Assert.Null(ReferenceSystem.OfEpsg(code)!.ToWgs84(x, y));

    [Theory]
    [InlineData("113.3824", 113.3824)]
    [InlineData("113.3824°E", 113.3824)]
    [InlineData("113.38W", -113.38)]
    [InlineData("113°22′56.6″E", 113.382389)]
    [InlineData("113°22'56.6\"", 113.382389)]
    [InlineData("113 22 56.6", 113.382389)]
    [InlineData("东经113度22分56.6秒", 113.382389)]
    [InlineData("１１３．３８２４", 113.3824)]
    [InlineData("113,3824", 113.3824)]
    [InlineData("2,491,234.5", 2491234.5)]
    [InlineData("435,678.9", 435678.9)]
    public void Degrees_are_read_as_people_write_them(string written, double value) =>
        Assert.Equal(value, Degrees.Read(written)!.Value, 1e-6);

    [Theory]
    [InlineData("113°75′")]
    [InlineData("113.5°22′")]
    [InlineData("abc")]
    [InlineData("113.38.24")]
    public void What_is_no_number_without_doubt_is_none(string written) => Assert.Null(Degrees.Read(written));
}
