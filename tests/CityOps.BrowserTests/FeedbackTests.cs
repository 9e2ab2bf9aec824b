using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Toilets;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

public sealed class FeedbackTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_taps_send_a_complaint_and_the_receipt_page_shows_it()
    {
        var code = await PlateAsync();
        var page = await chromium.PhoneAsync(fixture.App.Http);

        await page.GotoAsync($"/q/{code}");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("松苑公厕");
        await page.Locator("[data-kind=no_supplies]").TapAsync();
        await page.Locator("[data-stars='2']").TapAsync();
        await page.Locator("button.submit").TapAsync();
        await page.Locator("[data-status]").WaitForAsync();

        var receipt = page.Url.Split("receipt=")[^1];
        await using var db = fixture.App.NewContext();
        var stored = await db.Feedback.SingleAsync(f => f.Receipt == receipt.Replace("-", ""), _ct);
        Assert.Equal(("no_supplies", 2), (stored.Kind, (int)stored.Stars));
        Assert.NotNull(stored.CaseId);
        await page.ReloadAsync(); // the link can be kept
        await Assertions.Expect(page.Locator("[data-status]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_code_that_is_not_ours_is_told_on_a_page_in_Chinese()
    {
        var page = await chromium.PhoneAsync(fixture.App.Http);

        await page.GotoAsync("/q/T-001-1-XXXXXXXX");

        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("二维码");
    }

    private async Task<string> PlateAsync()
    {
        await using var db = fixture.App.NewContext();
        var toilet = await db.Facilities.SingleAsync(f => f.Code == "T-001", _ct);
        var code = await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DateTimeOffset.UtcNow, _ct);
        await db.SaveChangesAsync(_ct);
        return code.Code;
    }
}
