using CityOps.App.Features.Submissions;

namespace CityOps.UnitTests.Submissions;

public class DeviceTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(29, null, false)]
    [InlineData(31, null, true)]
    [InlineData(31, 0, true)]
    [InlineData(7700, null, true)] // the year 2005
    public void What_is_said_to_be_long_ago_is_flagged_and_keeps_its_day(int days, int? sentDaysAgo, bool isFlagged)
    {
        var said = Now.AddDays(-days);

        var time = DeviceTime.Judge(
            said,
            sentDaysAgo is { } ago ? Now.AddDays(-ago) : null,
            null,
            Now,
            TimeSpan.FromDays(30)
        );

        Assert.Equal((said, null), (time.At, time.Said));
        Assert.Equal(isFlagged ? -TimeSpan.FromDays(days).TotalSeconds : (double?)null, time.SkewSeconds);
    }
}
