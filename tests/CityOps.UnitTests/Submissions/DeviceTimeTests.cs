using CityOps.App.Features.Submissions;
using CsCheck;

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

        Assert.Equal((said, null), (time.At, time.DeviceReportedAt));
        Assert.Equal(isFlagged ? -TimeSpan.FromDays(days).TotalSeconds : (double?)null, time.SkewSeconds);
    }

    // Minutes that a clock is off, minutes that a record waited, milliseconds on the line.
    private static readonly Gen<(int Off, int Waited, int Line)> Phones = Gen.Select(
        Gen.OneOf(Gen.Int[-10, 10], Gen.Int[-60 * 24 * 400, 60 * 24 * 400]),
        Gen.Int[0, 60 * 24 * 29],
        Gen.Int[0, 5_000]
    );

    [Fact]
    public void Whatever_the_offset_and_the_delay_a_record_counts_when_it_was_made() =>
        Phones.Sample(phone =>
        {
            var (off, waited) = (TimeSpan.FromMinutes(phone.Off), TimeSpan.FromMinutes(phone.Waited));
            var line = TimeSpan.FromMilliseconds(phone.Line);
            var made = Now - line - waited;
            var (said, sentAt) = (made + off, made + waited + off);

            var time = DeviceTime.Judge(said, sentAt, null, Now, TimeSpan.MaxValue);

            // A few minutes off are within what clocks drift; beyond that all but the way on the line is known.
            var allowed = off.Duration() <= TimeSpan.FromMinutes(5) ? TimeSpan.FromMinutes(5) : line;
            Assert.InRange((time.At - made).Duration(), TimeSpan.Zero, allowed + line);
            Assert.True(time.At <= Now + TimeSpan.FromMinutes(5));
            Assert.True(
                time.DeviceReportedAt is null
                    ? time.At == said
                    : time.DeviceReportedAt == said && time.SkewSeconds is not null
            );
        });

    [Fact]
    public void Without_a_time_of_sending_nothing_counts_in_the_future() =>
        Phones.Sample(phone =>
        {
            var said = Now + TimeSpan.FromMinutes(phone.Off) - TimeSpan.FromMinutes(phone.Waited);

            var time = DeviceTime.Judge(said, null, null, Now, TimeSpan.MaxValue);

            Assert.True(time.At <= Now + TimeSpan.FromMinutes(5));
            Assert.Equal(said > Now + TimeSpan.FromMinutes(5), time.DeviceReportedAt is not null);
        });

    [Fact]
    public void The_satellites_time_puts_a_clock_right_that_is_behind()
    {
        var made = Now.AddHours(-2);

        var time = DeviceTime.Judge(made.AddDays(-1), null, made, Now, TimeSpan.FromDays(30));

        Assert.Equal(
            (made, (DateTimeOffset?)made.AddDays(-1), -86_400d),
            (time.At, time.DeviceReportedAt, time.SkewSeconds)
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)] // the phone's own clock was right when it sent
    public void A_receiver_whose_weeks_have_run_over_is_put_right(int? sentMinutesAgo)
    {
        var now = new DateTimeOffset(2026, 11, 29, 9, 0, 0, TimeSpan.FromHours(8));
        var said = new DateTimeOffset(2007, 4, 15, 8, 0, 0, TimeSpan.FromHours(8));

        var time = DeviceTime.Judge(
            said,
            sentMinutesAgo is { } ago ? now.AddMinutes(-ago) : null,
            null,
            now,
            TimeSpan.FromDays(30)
        );

        Assert.Equal((now.AddHours(-1), (DateTimeOffset?)said), (time.At, time.DeviceReportedAt));
    }
}
