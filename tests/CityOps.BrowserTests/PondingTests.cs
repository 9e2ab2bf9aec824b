using System.Net.Http.Json;
using CityOps.App.Features.Facilities;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>Water on the roads as those on duty see it and act on it.</summary>
public sealed class PondingTests(Chromium chromium) : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow.AddHours(-3);
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(_ct);
        await using var db = _app.NewContext();
        db.Facilities.Add(
            new Facility
            {
                Code = "LC-01",
                Type = "lamp_circuit",
                Name = "东明路一回路",
                Position = TestCity.Point(113.352, 22.5515),
                TownCode = TestCity.WestTown,
                OrganisationCode = "municipal",
                CreatedAt = DateTimeOffset.UtcNow,
            }
        );
        await db.SaveChangesAsync(_ct);
        using var supervisor = await _app.LogInAsync("supervisor", _ct);
        using var named = await supervisor.PutAsJsonAsync(
            "/api/v1/sections/S-01/circuits",
            new { codes = new[] { "LC-01" } },
            _ct
        );
        named.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_alarm_stands_on_every_page_until_somebody_acknowledges_it_and_power_comes_back_only_off_the_water()
    {
        var page = await chromium.DesktopAsync(_app.Http);
        await page.LogInAsync("supervisor", address: "/map");
        await page.MapIsReadyAsync();
        var onlooker = await chromium.PhoneAsync(_app.Http);
        await onlooker.LogInAsync("officer", address: "/map");
        await onlooker.MapIsReadyAsync();

        await FallAsync(0, 150, 310, 320);
        var banner = page.Locator("[data-test=alarm-banner]");
        await Assertions.Expect(banner).ToContainTextAsync("东明路一回路");
        await Assertions.Expect(onlooker.Locator("[data-test=alarm-banner]")).ToContainTextAsync("东明路");
        await Assertions.Expect(onlooker.Locator("[data-test=acknowledge]")).ToHaveCountAsync(0); // not on duty
        await page.ReloadAsync();
        await Assertions.Expect(banner).ToContainTextAsync("东明路一回路");

        await page.Locator("[data-test=wet]").ClickAsync();
        await page.Locator("[data-test=wet-list] button").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=section-depth]")).ToContainTextAsync("320");
        await page.Locator("[data-test=acknowledge]").ClickAsync();
        await Assertions.Expect(banner).ToHaveCountAsync(0);
        await Assertions.Expect(onlooker.Locator("[data-test=alarm-banner]")).ToHaveCountAsync(0);

        var circuit = page.Locator("[data-test=circuit-LC-01]");
        await Assertions.Expect(circuit.Locator("[data-test=cut]")).ToBeDisabledAsync(); // it has to be said how
        await page.Locator("[data-test=note]").FillAsync("电工断电");
        await circuit.Locator("[data-test=cut]").ClickAsync();
        await Assertions.Expect(circuit.Locator("[data-test=restore]")).ToBeDisabledAsync();
        await page.Locator("[data-test=note]").FillAsync("绝缘合格");
        await FallAsync(3, [.. Enumerable.Repeat(0, 80)]);
        await Assertions.Expect(circuit.Locator("[data-test=restore]")).ToBeEnabledAsync();
        await Assertions.Expect(page.Locator("[data-test=finish]")).ToHaveCountAsync(0); // a circuit is off still
        await circuit.Locator("[data-test=restore]").ClickAsync();
        await page.Locator("[data-test=finish]").ClickAsync();

        await Assertions
            .Expect(page.Locator("[data-test=alarm-log] b"))
            .ToHaveTextAsync(["解除警报", "送电 LC-01", "断电 LC-01", "确认警报", "发出警报"]);
    }

    [Fact]
    public async Task A_section_under_water_takes_its_colour_on_the_map_and_a_click_shows_its_depths_over_the_thresholds()
    {
        var page = await chromium.DesktopAsync(_app.Http);
        await page.LogInAsync("supervisor", address: "/map");
        await page.MapIsReadyAsync();
        await page.EvaluateAsync(
            "void document.querySelector('[data-test=map]').cityMap.jumpTo({ center: [113.352, 22.5515], zoom: 16 })"
        );

        await FallAsync(0, 160, 180, 190);

        await page.WaitForFunctionAsync(
            "() => document.querySelector('[data-test=map]').cityMap.queryRenderedFeatures({ layers: ['sections'] }).some(({ properties }) => properties.level === 'yellow')"
        );
        var (x, y) = await page.RenderedAtAsync(["sections"], 113.3525, 22.55175);
        await page.Mouse.ClickAsync(x, y);
        await Assertions.Expect(page.Locator("[data-test=section-record]")).ToContainTextAsync("黄色预警");
        // red is above the chart
        await Assertions.Expect(page.Locator("[data-test=section-record] .chart__limit")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task What_hysteresis_holds_says_so_in_list_record_sensor_and_alarm()
    {
        const string held = "低于涉电风险线 300 mm，未退至 270 mm 以下前仍按涉电风险";
        var page = await chromium.DesktopAsync(_app.Http);
        await page.LogInAsync("supervisor", address: "/map");
        await page.MapIsReadyAsync();

        // Sensors that speak now: of silent ones the alarm says that somebody has to look.
        var minute = DateTimeOffset.UtcNow.AddMinutes(-5);
        int[] depthsMm = [0, 150, 310, 320];
        await TestGateway.SendAsync(_app.Http, "WL-0001", depthsMm.Select((mm, i) => (minute.AddMinutes(i), mm)), _ct);
        await Assertions.Expect(page.Locator("[data-test=alarm-banner]")).ToContainTextAsync("警报时水深 320 mm");
        await TestGateway.SendAsync(_app.Http, "WL-0001", [(minute.AddMinutes(4), 291)], _ct);

        await page.Locator("[data-test=wet]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=wet-list] [data-test=held]")).ToHaveTextAsync(held);
        await Assertions.Expect(page.Locator("[data-test=wet-list]")).ToContainTextAsync("291");
        await page.Locator("[data-test=wet-list] button").ClickAsync();
        var record = page.Locator("[data-test=section-record]");
        await Assertions.Expect(record.Locator("[data-test=held]")).ToHaveTextAsync(held);
        await Assertions
            .Expect(record.Locator("[data-test=alarm]"))
            .ToContainTextAsync($"水深 291 mm {held}，不得送电");
        await Assertions.Expect(record).Not.ToContainTextAsync("水位仍在涉电风险线以上");
        await Assertions.Expect(page.Locator("[data-test=alarm-banner]")).ToContainTextAsync("现水深 291 mm");
        await page.GotoAsync("/map?sensor=WL-0001");
        await Assertions.Expect(page.Locator("[data-test=sensor-record] [data-test=held]")).ToHaveTextAsync(held);
        await Assertions.Expect(page.Locator("[data-test=sensor-record]")).ToContainTextAsync("橙色预警");
        await Assertions.Expect(page.Locator("[data-test=sensor-record]")).Not.ToContainTextAsync("已达到涉电风险线");
    }

    private Task FallAsync(int fromMinute, params int[] depthsMm) =>
        TestGateway.SendAsync(
            _app.Http,
            "WL-0001",
            depthsMm.Select((depth, minute) => (_start.AddMinutes(fromMinute + minute), depth)),
            _ct
        );
}
