using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

public sealed class LogInTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    [Fact]
    public async Task A_wrong_password_is_told_in_words_and_the_right_one_opens_the_overview()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);

        await page.LogInAsync("supervisor", "wrong");
        await Assertions.Expect(page.Locator("[data-test=refusal]")).ToContainTextAsync("账号或密码错误");
        await page.LogInAsync("supervisor");
        await Assertions.Expect(page.Locator("[data-test=kpis]")).ToBeVisibleAsync();

        Assert.Equal("/", new Uri(page.Url).PathAndQuery);
    }

    [Fact]
    public async Task A_page_that_needs_a_log_in_leads_to_it()
    {
        var page = await chromium.PhoneAsync(fixture.App.Http);

        await page.GotoAsync("/map");

        await Assertions.Expect(page.GetByLabel("账号")).ToBeVisibleAsync();
    }
}
