using CityOps.App.Features.Forms;

namespace CityOps.UnitTests.Forms;

public class TimeLimitTests
{
    [Theory]
    [InlineData("2紧急工作时", 2, "urgent_hour")]
    [InlineData("1 紧急工作小时", 1, "urgent_hour")]
    [InlineData("2紧急工作日", 48, "urgent_hour")]
    [InlineData("4小时", 4, "working_hour")]
    [InlineData("４小时", 4, "working_hour")]
    [InlineData("4工作时", 4, "working_hour")]
    [InlineData("1天", 1, "working_day")]
    [InlineData("0.5天", 0.5, "working_day")]
    [InlineData("5个工作日", 5, "working_day")]
    [InlineData("3日内", 3, "working_day")]
    [InlineData("7个自然日以内", 7, "natural_day")]
    public void Limit_is_read_as_bureaus_write_it(string text, double amount, string unit) =>
        Assert.Equal(new TimeLimit((decimal)amount, unit), TimeLimit.Parse(text));

    [Fact]
    public void Limit_is_written_as_it_is_read()
    {
        TimeLimit[] limits = [.. LimitUnits.All.Select(unit => new TimeLimit(2.5m, unit))];

        Assert.Equal(limits, limits.Select(limit => TimeLimit.Parse(limit.ToString())!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("立即")]
    [InlineData("天")]
    [InlineData("0天")]
    [InlineData("-1天")]
    [InlineData("1紧急工作时制止")]
    [InlineData("1-3天")]
    [InlineData("1个月")]
    [InlineData("0.001天")]
    [InlineData("99999999999999999999999999999999天")]
    [InlineData("367天")]
    [InlineData("2929工作时")]
    [InlineData("8785紧急工作时")]
    [InlineData("367紧急工作日")]
    [InlineData("367自然日")]
    public void Anything_else_is_not_guessed(string text) => Assert.Null(TimeLimit.Parse(text));
}
