using CityOps.App.Features.Channels;

namespace CityOps.UnitTests.Channels;

public sealed class RobotTests
{
    /// <summary>What the sample programs of the two makers' documents (Python) print for this time and
    /// secret.</summary>
    [Fact]
    public void Signatures_are_those_of_the_makers_sample_programs()
    {
        Assert.Equal(
            "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=",
            Robot.DingTalkSign("1577262236757", "this is secret")
        );
        Assert.Equal("l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=", Robot.FeishuSign("1599360473", "demo"));
        Assert.Equal(
            "https://oapi.dingtalk.com/robot/send?access_token=XX&timestamp=1577262236757"
                + "&sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D",
            Robot.Address(
                "dingtalk",
                "https://oapi.dingtalk.com/robot/send?access_token=XX",
                "this is secret",
                DateTimeOffset.FromUnixTimeMilliseconds(1577262236757)
            )
        );
    }

    [Theory]
    [InlineData("""{"errcode":0,"errmsg":"ok"}""", true)]
    [InlineData("""{"errcode":93000,"errmsg":"invalid webhook url"}""", false)]
    [InlineData("""{"errcode":45009,"errmsg":"api freq out of limit"}""", false)]
    [InlineData("""{"code":0,"msg":"success","data":{}}""", true)]
    [InlineData("""{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}""", false)]
    [InlineData("""{"StatusCode":0,"StatusMessage":"success"}""", true)]
    [InlineData("<html>", false)]
    [InlineData("", false)]
    public void A_robot_took_it_where_its_code_is_nought(string answer, bool took) =>
        Assert.Equal(took, Robot.Took(answer));

    [Theory]
    [InlineData("application/json", "a\\u0022\\n\\u0026")]
    [InlineData("application/x-www-form-urlencoded", "a%22%0A%26")]
    [InlineData("text/xml", "a&quot;\n&amp;")]
    [InlineData("text/plain", "a\"\n&")]
    public void What_is_filled_in_is_written_as_the_body_needs_it(string type, string written) =>
        Assert.Equal(
            $"[{written}]",
            HttpTemplate.InBody("[{{ text }}]", type, new Dictionary<string, string> { ["text"] = "a\"\n&" })
        );

    [Fact]
    public void A_message_fits_what_the_channel_takes()
    {
        var notices = Enumerable
            .Range(1, 100)
            .Select(i => new Notice(
                "overdue",
                new NoticeFacts(Number: $"中城案〔2026〕{i:000000}", Category: "暴露垃圾")
            ))
            .ToList();

        var message = ComposeMessage.Of(notices, "【城管】", 600);

        Assert.Equal(("【城管】已超期 100 条", 100), (message.Title, message.Notices));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount($"{message.Title}\n{message.Text}"), 400, 600);
        Assert.Equal("中城案〔2026〕000001、中城案〔2026〕000002、中城案〔2026〕000003", message.Number);
    }
}
