using System.Net.Http.Json;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>Every number of the figures page leads to as many records, also from the link in a printed
/// bulletin.</summary>
public sealed class FiguresTests(Chromium chromium, TestApp.ForClass fixture)
    : IClassFixture<TestApp.ForClass>,
        IAsyncLifetime
{
    private const string October = "from=2023-10-01&to=2023-10-31";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        await PatrolAsync(
            officer,
            "2023-10-09T09:00:00+08:00",
            new
            {
                lon = 113.352,
                lat = 22.551,
                coordSystem = "wgs84",
                accuracyMetres = 5,
            }
        );
        await PatrolAsync(officer, "2023-10-10T09:00:00+08:00", null);
        await PatrolAsync(officer, "2023-10-31T23:30:00+08:00", null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_click_on_a_number_lists_as_many_records_as_it_says()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor");
        await page.Locator("[data-test=figures-page]").ClickAsync();
        await page.GotoAsync($"/figures?{October}&by=town&metric=patrols,closing_rate");
        await Assertions.Expect(page.Locator("[data-test=figures]")).ToContainTextAsync("未注明");

        // The patrols that say no town: a row of its own, with its own records.
        var number = page.Locator("[data-test=row-none] a").First;
        var said = (await number.InnerTextAsync()).Trim();
        await number.ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=evidence-total]")).ToHaveTextAsync(said);
        await Assertions
            .Expect(page.Locator("[data-test=evidence] tbody tr"))
            .ToHaveCountAsync(int.Parse(said, System.Globalization.CultureInfo.InvariantCulture));
        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-test=csv]").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await file.PathAsync(), Ct);
        Assert.Equal(said, $"{lines.Length - 1}");
    }

    [Fact]
    public async Task The_weeks_of_a_month_lead_to_the_records_of_their_days_inside_it()
    {
        var page = await chromium.PhoneAsync(fixture.App.Http);
        await page.LogInAsync("supervisor");
        await page.Locator("[data-test=overview-page]").WaitForAsync();
        await page.GotoAsync($"/figures?{October}&by=week&metric=patrols");
        await Assertions.Expect(page.Locator("[data-test=figures]")).ToBeVisibleAsync();
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= screen.width"),
            "the page is wider than the phone"
        );

        var number = page.Locator("[data-test=row-2023-W44] a").First;
        var said = (await number.InnerTextAsync()).Trim();
        await number.ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=evidence-total]")).ToHaveTextAsync(said);
        Assert.Contains("from=2023-10-30&to=2023-10-31", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_from_a_bulletin_opens_its_records_after_the_log_in_and_a_rate_names_its_parts()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.GotoAsync($"/figures/closing_rate/evidence?{October}");
        await page.GetByLabel("账号").FillAsync("supervisor");
        await page.Locator("#password").FillAsync(TestCity.Password);
        await page.Locator("button[type=submit]").ClickAsync();

        await page.Locator("[data-test=parts] a").First.ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=evidence-total]")).ToHaveTextAsync("0");
        Assert.Contains("/figures/cases_due_closed/evidence", page.Url, StringComparison.Ordinal);
    }

    private static async Task PatrolAsync(HttpClient officer, string startedAt, object? position)
    {
        using var stored = await officer.PutAsJsonAsync(
            $"/api/v1/patrols/{Guid.NewGuid()}",
            new
            {
                category = "X01",
                startedAt,
                position,
            },
            Ct
        );
        stored.EnsureSuccessStatusCode();
    }
}
