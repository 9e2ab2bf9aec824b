using System.Net.Http.Json;
using System.Text.Json;
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

    [Fact]
    public async Task Whoever_has_a_password_from_an_administrator_chooses_another_first()
    {
        var ct = TestContext.Current.CancellationToken;
        using var admin = await fixture.App.LogInAsync("admin", ct);
        using var reset = await admin.PostAsync("/api/v1/accounts/dispatcher/password", null, ct);
        var first = (await reset.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("password").GetString()!;
        var page = await chromium.DesktopAsync(fixture.App.Http);

        await page.LogInAsync("dispatcher", first);
        await Assertions.Expect(page.Locator("[data-test=first-password]")).ToBeVisibleAsync();
        await page.GotoAsync("/cases");
        await Assertions.Expect(page.Locator("[data-test=first-password]")).ToBeVisibleAsync();
        await page.FillAsync("#current", first);
        await page.FillAsync("#next", "123456789012");
        await page.FillAsync("#again", "123456789012");
        await page.ClickAsync("[data-test=change-password]");
        await Assertions.Expect(page.Locator("[data-test=refusal]")).ToContainTextAsync("太容易被猜到");
        await page.FillAsync("#next", "typhoon-signal-number-8");
        await page.FillAsync("#again", "typhoon-signal-number-8");
        await page.ClickAsync("[data-test=change-password]");

        await Assertions.Expect(page.Locator("[data-test=cases-page]")).ToBeVisibleAsync();
    }
}
