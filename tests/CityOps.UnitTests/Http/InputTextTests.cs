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
