using CityOps.App.Database;
using CityOps.App.Http;

namespace CityOps.UnitTests.Http;

public class InputTextTests
{
    [Theory]
    [InlineData("\uFFFE", null)]
    [InlineData("东明\uFFFF路", "东明路")]
    [InlineData("a\uFDD0b", "ab")]
    [InlineData("\U0001FFFEx", "x")]
    [InlineData("a\0b", "ab")]
    [InlineData("\uFFFD", "\uFFFD")]
    public void What_is_no_character_is_left_out(string typed, string? clean) =>
        Assert.Equal(clean, InputText.Clean(typed));

    [Theory]
    [InlineData("ＷＧＳ８４", "WGS84")]
    [InlineData("1\uFFFE2", "1\uFFFD2")]
    public void Text_is_compared_in_half_width_whatever_is_in_it(string typed, string plain) =>
        Assert.Equal(plain, InputText.HalfWidth(typed));

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() => Assert.Equal("a\uFFFD", InputText.HalfWidth("a" + '\uD800'));

    [Theory]
    [InlineData("0001-01-01", "0001-01-01T00:00:00+00:00")]
    [InlineData("0001-01-02", "0001-01-02T00:00:00+08:06")]
    [InlineData("2026-06-01", "2026-06-01T00:00:00+08:00")]
    public void Every_day_has_a_first_instant(string day, string start)
    {
        var at = CityTime.Start(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));

        Assert.True(
            (at - DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture)).Duration()
                < TimeSpan.FromMinutes(2),
            at.ToString("O")
        );
    }
}
