using System.Text.RegularExpressions;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The inbox in the console: the count in the header, and its page.</summary>
public sealed class NoticesPageTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_arrives_is_counted_in_the_header_listed_opened_and_read()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        var look = new Look(page, "desk");
        await page.LogInAsync("handler", address: "/notices");
        await Assertions.Expect(page.GetByText("没有待阅通知")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-test=unread]")).ToHaveCountAsync(0);

        await DispatchAsync("请今日清运");
        await DispatchAsync("明早复查前完成");

        await Assertions.Expect(page.Locator("[data-test=unread]")).ToHaveTextAsync("2");
        await Assertions.Expect(page.Locator("[data-test=notice]")).ToHaveCountAsync(2);
        await look.AtAsync("notices");
        await page.Locator("[data-test=notice]")
            .Filter(new() { HasText = "请今日清运" })
            .Locator("[data-test=open]")
            .ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync("请今日清运");
        await Assertions.Expect(page.Locator("[data-test=unread]")).ToHaveTextAsync("1");
        await page.Locator("[data-test=notices-page]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=notice]")).ToHaveCountAsync(1);
        await page.Locator("[data-test=read-all]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=unread]")).ToHaveCountAsync(0);
        await page.Locator("[data-test=show-all]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=notice]")).ToHaveCountAsync(2);
        Assert.Empty(look.Findings);
    }

    [Fact]
    public async Task What_has_no_room_in_the_header_is_behind_more()
    {
        var page = await chromium.PhoneAsync(fixture.App.Http);
        var look = new Look(page, "phone");
        await page.LogInAsync("supervisor", address: "/cases");

        await page.Locator("[data-test=more-pages]").ClickAsync();
        await page.Locator(".el-dropdown-menu [data-test=figures-page]").WaitForAsync();
        await look.AtAsync("header-more");
        await page.Locator(".el-dropdown-menu [data-test=figures-page]").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/figures$"));
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= screen.width"),
            "the page is wider than the screen"
        );
        await page.SetViewportSizeAsync(1600, 900);
        await Assertions.Expect(page.Locator("[data-test=more-pages]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("nav [data-test=operations]")).ToBeVisibleAsync();
        Assert.Empty(look.Findings);
    }

    private async Task DispatchAsync(string note)
    {
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        using var supervisor = await fixture.App.LogInAsync("supervisor", Ct);
        using var sent = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                observedAt = DateTimeOffset.UtcNow,
                position = new
                {
                    lon = 113.36,
                    lat = 22.56,
                    coordSystem = "wgs84",
                },
            },
            Ct
        );
        foreach (var step in new[] { "file", "dispatch" })
        {
            using var taken = await supervisor.PostJsonAsync(
                $"/api/v1/cases/{sent["case.id"].GetGuid()}/{step}",
                new { note },
                Ct
            );
            Assert.Equal((200, null), (taken.Status, taken.Code));
        }
    }
}
