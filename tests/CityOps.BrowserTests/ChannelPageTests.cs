using CityOps.App.Features.Webhooks;
using CityOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The set-up's page of channels, against a robot that answers.</summary>
public sealed class ChannelPageTests(Chromium chromium)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_is_made_tested_and_its_log_says_what_the_other_side_answered()
    {
        await using var robot = await RobotAsync();
        await using var app = await TestApp.StartAsync(Ct, builder => builder.Services.Configure<WebhookOptions>(
                options =>
                {
                    options.AllowHttp = true;
                    options.AllowedNetworks = ["127.0.0.0/8"];
                }
            ));
        var page = await chromium.DesktopAsync(app.Http);
        var look = new Look(page, "desk");
        await page.LogInAsync("admin", address: "/setup/channels");
        await page.Locator("[data-test=new]").ClickAsync();
        await page.Locator("[data-test=name]").FillAsync("值班群");
        await page.Locator("[data-test=prefix]").FillAsync("【城管】");
        await page.Locator("[data-test=address]").FillAsync($"{robot.Urls.First()}/send?key=693a91f6-secret");
        await page.Locator("[data-test=add-rule]").ClickAsync();
        await page.Locator("[data-test=notice-power_risk]").CheckAsync();
        await page.Locator("[data-test=notice-overdue]").CheckAsync();
        await page.Locator("[data-test=quiet-from]").FillAsync("22:00");
        await page.Locator("[data-test=quiet-to]").FillAsync("07:30");
        await page.Locator("[data-test=save]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=channels]")).ToContainTextAsync("值班群");

        await page.Locator("[data-test=test]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=tested]")).ToContainTextAsync("invalid webhook url");
        await Assertions.Expect(page.Locator("[data-test=message]")).ToContainTextAsync("【城管】测试消息");
        await Assertions.Expect(page.Locator("[data-test=message]")).ToContainTextAsync("invalid webhook url");
        await look.AtAsync("setup-channels");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-test=quiet-to]")).ToHaveValueAsync("07:30");
        await Assertions.Expect(page.Locator("[data-test=address]")).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("[data-test=channel-form]")).Not.ToContainTextAsync("693a91f6");
        await page.SetViewportSizeAsync(390, 844);
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "the page is wider than the screen"
        );
        await new Look(page, "phone").AtAsync("setup-channels");
        await page.SetViewportSizeAsync(1440, 900);
        await page.Locator("[data-test=delete] button").ClickAsync();
        await page.Locator("[data-test=confirm]").ClickAsync();
        await Assertions.Expect(page.GetByText("还没有通知渠道")).ToBeVisibleAsync();
        Assert.Empty(look.Findings);
    }

    private static async Task<WebApplication> RobotAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var robot = builder.Build();
        robot.MapPost("/send", () => Results.Json(new { errcode = 93000, errmsg = "invalid webhook url" }));
        await robot.StartAsync(Ct);
        return robot;
    }
}
