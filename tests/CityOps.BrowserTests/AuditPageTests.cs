using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The audit log: what an auditor sees of what an administrator did.</summary>
public sealed class AuditPageTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task An_auditor_sees_the_log_and_nothing_else_and_narrows_it(int width)
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        using var made = await admin.PutJsonAsync(
            $"/api/v1/accounts/zhao.{width}",
            new
            {
                name = "赵六",
                role = "officer",
                organisation = "parks",
            },
            Ct
        );
        using var moved = await admin.PutJsonAsync(
            $"/api/v1/accounts/zhao.{width}",
            new
            {
                name = "赵六",
                role = "handler",
                organisation = "parks",
            },
            Ct
        );
        var page =
            width > 1000 ? await chromium.DesktopAsync(fixture.App.Http) : await chromium.PhoneAsync(fixture.App.Http);
        await page.LogInAsync("auditor", address: "/");
        var look = new Look(page, width > 1000 ? "desk" : "phone");
        var lines = page.Locator("[data-test=lines] tbody tr");

        await Assertions.Expect(lines.First).ToContainTextAsync("登录");
        await look.AtAsync("audit");
        await page.Locator("[data-test=action]").SelectOptionAsync("account.changed");
        var changed = page.Locator("tr[data-action='account.changed']", new() { HasText = $"zhao.{width}" });
        await Assertions.Expect(changed).ToContainTextAsync("修改账号");
        await Assertions.Expect(changed.Locator("del")).ToHaveTextAsync("officer");
        await Assertions.Expect(changed.Locator("ins")).ToHaveTextAsync("handler");
        await changed.GetByRole(AriaRole.Link).ClickAsync();

        await Assertions.Expect(lines).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-test=cases-page]")).ToHaveCountAsync(0);
        await Assertions
            .Expect(page.Locator("[data-test=csv]"))
            .ToHaveAttributeAsync("href", $"/api/v1/audit.csv?kind=account&subject=zhao.{width}");
        Assert.Empty(look.Findings);
    }
}
