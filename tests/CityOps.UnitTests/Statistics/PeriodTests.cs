using CityOps.App.Features.Statistics;
using CityOps.App.Features.Statistics.Sentences;

namespace CityOps.UnitTests.Statistics;

public class PeriodTests
{
    [Theory]
    [InlineData("2024-02-01", "2024-02-28", "2023-02-01", "2023-02-28")]
    [InlineData("2024-02-28", "2024-02-28", "2023-02-28", "2023-02-28")]
    [InlineData("2024-02-29", "2024-02-29", "2023-02-28", "2023-02-28")]
    [InlineData("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28")]
    [InlineData("2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29")]
    [InlineData("2025-02-10", "2025-02-28", "2024-02-10", "2024-02-28")]
    [InlineData("2025-01-01", "2025-12-31", "2024-01-01", "2024-12-31")]
    public void Last_year_is_the_same_days_and_whole_months_stay_whole(
        string from,
        string to,
        string lastFrom,
        string lastTo
    ) => Assert.Equal(new Period(Day(lastFrom), Day(lastTo)), new Period(Day(from), Day(to)).LastYear);

    [Theory]
    [InlineData("2023-01-01", "2023-12-31", "2023年")]
    [InlineData("2022-01-01", "2023-12-31", "2022年至2023年")]
    [InlineData("2023-10-01", "2023-10-31", "2023年10月")]
    [InlineData("2023-10-01", "2023-12-31", "2023年10月至12月")]
    [InlineData("2023-11-01", "2024-02-29", "2023年11月至2024年2月")]
    [InlineData("2023-02-01", "2023-02-05", "2023年2月1日至5日")]
    [InlineData("2023-09-22", "2023-12-31", "2023年9月22日至12月31日")]
    [InlineData("2023-09-22", "2024-01-05", "2023年9月22日至2024年1月5日")]
    [InlineData("2023-09-22", "2023-09-22", "2023年9月22日")]
    [InlineData("2023-10-01", null, "2023年10月以来")]
    [InlineData("2023-01-01", null, "2023年以来")]
    public void A_period_is_printed_as_a_notice_says_it(string from, string? to, string printed) =>
        Assert.Equal(printed, NoticePeriod.Of(Day(from), to is null ? null : Day(to)));

    [Theory]
    [InlineData(31_234, PrintAs.About, 1000, "约3.1万")]
    [InlineData(258, PrintAs.About, 1000, "258")]
    [InlineData(6612, PrintAs.About, 100, "约6600")]
    [InlineData(15_300, PrintAs.Over, 1000, "1.5万余")]
    [InlineData(300, PrintAs.Over, 1000, "300")]
    public void What_rounding_would_leave_nothing_of_is_printed_exactly(
        int value,
        PrintAs print,
        int roundTo,
        string printed
    ) => Assert.Equal(printed, NoticeNumber.Of(value, print, roundTo, 0));

    private static DateOnly Day(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
