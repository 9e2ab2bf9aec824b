using System.Globalization;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>What the past says of the roads: where to dig, how a storm went, and what a section's thresholds
/// are.</summary>
public sealed class PlanningTests(Chromium chromium, PlanningTests.StormOfYesterday storm)
    : IClassFixture<PlanningTests.StormOfYesterday>
{
    [Fact]
    public async Task The_plan_draws_sections_by_frequency_and_leads_from_the_list_to_the_section_and_its_events()
    {
        var page = await OpenAsync("/map");
        await page.MapIsReadyAsync();

        await page.Locator("[data-test=layer-plan]").ClickAsync();
        await page.WaitForFunctionAsync(
            "() => document.querySelector('[data-test=map]').cityMap.queryRenderedFeatures({ layers: ['plan-points'] }).some(({ properties }) => properties.frequency === 'yearly' && properties.events === 1)"
        );
        await page.Locator("[data-test=plan-list]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=plan] [data-test=worst]")).ToHaveCountAsync(1);
        await page.Locator("[data-test=plan] li button").ClickAsync();
        await page.Locator("[data-test=section-record] [data-test=event]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=event-curve] .chart__line")).ToHaveCountAsync(1);

        // A period without the storm has nothing to show.
        await page.Locator("[data-test=plan-from]").FillAsync("2020-01-01");
        await page.Locator("[data-test=plan-to]").FillAsync("2020-12-31");
        await page.WaitForFunctionAsync(
            "() => document.querySelector('[data-test=map]').cityMap.queryRenderedFeatures({ layers: ['plan-points'] }).some(({ properties }) => properties.frequency === 'never')"
        );
    }

    [Fact]
    public async Task The_replays_slider_moves_by_keyboard_and_the_section_takes_the_colour_of_that_instant()
    {
        var page = await OpenAsync(
            $"/map?replay={Instant(storm.Start.AddMinutes(-10))}/{Instant(storm.Start.AddMinutes(50))}"
        );
        await page.MapIsReadyAsync();
        var slider = page.Locator("[data-test=replay-slider]");
        await SectionIsAsync(page, "silent");

        await slider.PressAsync("End");
        await SectionIsAsync(page, "none");
        await slider.FillAsync("11"); // a picture a minute: the water stands since the 11th
        await SectionIsAsync(page, "yellow");
        await Assertions
            .Expect(page.Locator("[data-test=replay-clock]"))
            .ToHaveTextAsync(
                storm
                    .Start.AddMinutes(1)
                    .ToOffset(TimeSpan.FromHours(8))
                    .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            );
        await slider.PressAsync("ArrowRight");
        await SectionIsAsync(page, "orange");

        await slider.FillAsync("0");
        await page.Locator("[data-test=replay-speed]").SelectOptionAsync("10");
        await page.Locator("[data-test=replay-play]").PressAsync("Enter");
        await SectionIsAsync(page, "none"); // it plays to its end by itself
        await page.Locator("[data-test=replay-close]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=replay]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Thresholds_out_of_order_are_refused_in_the_form_and_right_ones_are_saved_and_logged()
    {
        var page = await OpenAsync("/sections", "admin");
        await page.Locator("[data-test=sections] a").ClickAsync();

        await page.Locator("[data-test=yellowMm]").FillAsync("260");
        await Assertions.Expect(page.Locator("[data-test=order]")).ToContainTextAsync("0 < 蓝 < 黄 < 橙 < 红");
        await page.Locator("[data-test=save]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=refused]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-test=section-log] li")).ToHaveCountAsync(1);
        await page.Locator("[data-test=yellowMm]").FillAsync("180");
        await page.Locator("[data-test=save]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=saved]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-test=section-log] li").First).ToContainTextAsync("黄 180");
        await Assertions.Expect(page.Locator("[data-test=sections]")).ToContainTextAsync("180");
    }

    private static string Instant(DateTimeOffset at) =>
        Uri.EscapeDataString(at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    private static Task<IJSHandle> SectionIsAsync(IPage page, string level) =>
        page.WaitForFunctionAsync(
            "level => document.querySelector('[data-test=map]').cityMap.queryRenderedFeatures({ layers: ['replay-points'] }).some(({ properties }) => properties.level === level)",
            level
        );

    private async Task<IPage> OpenAsync(string address, string login = "supervisor")
    {
        var page = await chromium.DesktopAsync(storm.App.Http);
        await page.LogInAsync(login, address: address);
        return page;
    }

    /// <summary>A city that had a storm yesterday: dry, 160 mm, 340 mm, 410 mm, and dry again.</summary>
    public sealed class StormOfYesterday : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        /// <summary>A whole minute.</summary>
        public DateTimeOffset Start { get; } =
            new(
                DateTimeOffset.UtcNow.AddDays(-1).UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute,
                TimeSpan.Zero
            );

        public async ValueTask InitializeAsync()
        {
            var ct = TestContext.Current.CancellationToken;
            App = await TestApp.StartAsync(ct);
            int[] depths = [0, 160, 340, 410, 300, 150, .. Enumerable.Repeat(0, 45)];
            await TestGateway.SendAsync(
                App.Http,
                "WL-0001",
                depths.Select((depth, minute) => (Start.AddMinutes(minute), depth)),
                ct
            );
            await using var events = App.Database.DataSource.CreateCommand(
                "select count(*) from ponding_event where closed_at is not null"
            );
            while ((long)(await events.ExecuteScalarAsync(ct))! == 0)
            {
                await Task.Delay(100, ct);
            }
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
