using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CityOps.App.Features.Accounts;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>
/// The overview: its figures are the API's and open into their records, for everybody who may see them.
/// </summary>
public sealed class DashboardTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static readonly string[] Shown =
    [
        "cases_reported",
        "cases_filed",
        "cases_closed",
        "cases_overdue",
        "closing_rate",
        "patrols",
        "problems_found",
        "ponding_events",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_figures_are_those_of_the_API_and_open_into_as_many_records()
    {
        await fixture.App.ReportAsync("总览", 3, Ct);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/?period=week");
        await ValueOf(page, "cases_reported").WaitForAsync();

        using var supervisor = await fixture.App.LogInAsync("supervisor", Ct);
        foreach (var figure in await FiguresAsync(supervisor, await DaysAsync(page)))
        {
            await Assertions.Expect(ValueOf(page, figure.Metric)).ToContainTextAsync(Printed(figure));
        }

        using var queues = await supervisor.ReadAsync("/api/v1/cases/queues", Ct);
        foreach (var queue in queues["items"].EnumerateArray())
        {
            var shown = page.Locator($"[data-test=stage-{queue.GetProperty("queue").GetString()}] b");
            if (await shown.CountAsync() > 0)
            {
                await Assertions.Expect(shown).ToHaveTextAsync($"{queue.GetProperty("cases").GetInt32()}");
            }
        }

        var said = Digits(await ValueOf(page, "cases_reported").InnerTextAsync());
        Assert.InRange(said, 3, 200);
        await page.Locator("[data-test=kpi-cases_reported]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=evidence-total]")).ToHaveTextAsync($"{said}");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("[data-test=period-week]")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task Another_period_stands_in_the_address_and_has_other_figures()
    {
        await fixture.App.ReportAsync("周期", 1, Ct);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor");
        var today = CityDay(DateTimeOffset.UtcNow);
        await Assertions.Expect(page.Locator("[data-test=days]")).ToContainTextAsync($"{today:yyyy-MM-}01");

        await page.Locator("[data-test=period-year]").ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/\?period=year$"));
        await Assertions.Expect(page.Locator("[data-test=days]")).ToContainTextAsync($"{today:yyyy}-01-01");
        await Assertions
            .Expect(page.Locator("[data-test=kpi-cases_reported]"))
            .ToHaveAttributeAsync(
                "href",
                $"/figures/cases_reported/evidence?from={today:yyyy}-01-01&to={today:yyyy-MM-dd}"
            );

        await page.Locator("[data-test=back]").ClickAsync();

        await Assertions
            .Expect(page.Locator("[data-test=days]"))
            .ToHaveTextAsync($"{today.Year - 1}-01-01 – {today.Year - 1}-12-31");
        await Assertions.Expect(ValueOf(page, "cases_reported")).ToContainTextAsync("0");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-test=days]")).ToContainTextAsync($"{today.Year - 1}-12-31");
        await page.Locator("[data-test=forward]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=forward]")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task What_happens_shows_by_itself()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/?period=today");
        await ValueOf(page, "cases_reported").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-test=now-open] strong")).Not.ToHaveTextAsync("—");
        await Assertions.Expect(page.Locator(".header__live")).ToHaveTextAsync("实时");
        var reported = Digits(await ValueOf(page, "cases_reported").InnerTextAsync());
        var open = Digits(await page.Locator("[data-test=now-open] strong").InnerTextAsync());

        await fixture.App.ReportAsync("自动出现", 2, Ct);

        await Assertions.Expect(ValueOf(page, "cases_reported")).ToContainTextAsync($"{reported + 2}");
        await Assertions.Expect(page.Locator("[data-test=now-open] strong")).ToHaveTextAsync($"{open + 2}");
    }

    [Fact]
    public async Task Marks_of_a_chart_and_the_numbers_of_its_table_open_the_same_records()
    {
        await fixture.App.ReportAsync("镇街", 2, Ct);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/?period=today");
        var towns = page.Locator("[data-test=towns]");
        await towns.Locator("svg path").First.WaitForAsync();
        await towns.Locator("[data-test=table]").ClickAsync();
        var row = towns.Locator("tbody tr", new() { HasText = "西镇" }).Locator("a");
        var said = (await row.InnerTextAsync()).Trim();
        var listed = await row.GetAttributeAsync("href");
        await towns.Locator("[data-test=table]").ClickAsync();

        // The west town is the left half of a map twice as wide as it is high.
        await page.WaitForTimeoutAsync(600); // the chart has been drawn to its size
        await towns.ScrollIntoViewIfNeededAsync();
        var box = (await towns.Locator("svg").BoundingBoxAsync())!;
        var height = Math.Min(box.Width, box.Height);
        await page.Mouse.ClickAsync(box.X + (box.Width / 2) - (height / 4), box.Y + (box.Height / 2));

        await Assertions.Expect(page.Locator("[data-test=evidence-total]")).ToHaveTextAsync(said);
        Assert.Equal(listed, new Uri(page.Url).PathAndQuery);
        Assert.Contains($"town={TestCity.WestTown}", listed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("officer")]
    [InlineData("dispatcher")]
    [InlineData("handler")]
    [InlineData("verifier")]
    [InlineData("supervisor")]
    [InlineData("admin")]
    [InlineData("contractor")]
    [InlineData("supervisor-west")]
    public async Task Nothing_is_asked_for_that_is_refused_and_everybody_sees_what_the_API_gives_them(string login)
    {
        await fixture.App.ReportAsync("权限", 1, Ct);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        var refused = Refusals(page);
        await page.LogInAsync(login, address: "/?period=year");
        await ValueOf(page, "cases_closed").WaitForAsync();
        await page.WaitForLoadStateAsync(LoadState.Load);
        using var client = await fixture.App.LogInAsync(login, Ct);

        foreach (var figure in await FiguresAsync(client, await DaysAsync(page)))
        {
            if (await ValueOf(page, figure.Metric).CountAsync() > 0)
            {
                await Assertions.Expect(ValueOf(page, figure.Metric)).ToContainTextAsync(Printed(figure));
            }
        }

        await Assertions.Expect(page.Locator("[data-test=towns]")).ToHaveCountAsync(login == "supervisor-west" ? 0 : 1);
        await Assertions
            .Expect(page.Locator("[data-test=kpi-patrols]"))
            .ToHaveCountAsync(login == "contractor" ? 0 : 1);
        Assert.Empty(refused);
    }

    [Fact]
    public async Task A_role_without_figures_sees_the_rest_and_asks_for_none()
    {
        await using (var db = fixture.App.NewContext())
        {
            await db.Database.ExecuteSqlAsync(
                $"insert into role (code, position, name, name_en, scope) values ('watch', 30, '值班员', 'Watch', 'city')",
                Ct
            );
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into role_right (role, operation, reach)
                select 'watch', o.code, 'scope' from operation o where o.code in ('cases.read', 'cases.step', 'events.follow')
                """,
                Ct
            );
            var like = await db.Accounts.AsNoTracking().SingleAsync(a => a.Login == "supervisor", Ct);
            db.Accounts.Add(
                new Account
                {
                    Login = "watch",
                    Name = "watch",
                    PasswordHash = like.PasswordHash,
                    Role = "watch",
                    OrganisationCode = like.OrganisationCode,
                    CreatedAt = like.CreatedAt,
                }
            );
            await db.SaveChangesAsync(Ct);
        }

        var page = await chromium.DesktopAsync(fixture.App.Http);
        var refused = Refusals(page);
        await page.LogInAsync("watch");

        await Assertions.Expect(page.Locator("[data-test=now-open] strong")).Not.ToHaveTextAsync("—");
        await Assertions.Expect(page.Locator("[data-test=waiting]")).ToBeVisibleAsync();
        await Assertions
            .Expect(page.Locator("[data-test=kpis], [data-test=trend], [data-test=water], [data-test=now-wet]"))
            .ToHaveCountAsync(0);
        Assert.Empty(refused);
    }

    [Fact]
    public async Task What_cannot_be_read_says_so_in_its_place_and_is_tried_again()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.RouteAsync("**/api/v1/statistics?*", route => route.AbortAsync());
        await page.LogInAsync("supervisor");
        await Assertions.Expect(page.Locator("[data-test=kpis] [role=alert]")).ToContainTextAsync("暂时无法连接服务器");
        await Assertions.Expect(page.Locator("[data-test=categories] [role=alert]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-test=stages] [role=alert]")).ToHaveCountAsync(0);

        await page.UnrouteAsync("**/api/v1/statistics?*");
        await page.Locator("[data-test=kpis] [role=alert] button").ClickAsync();

        await Assertions.Expect(ValueOf(page, "cases_reported")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_wall_has_no_menus_turns_by_itself_and_shows_water_first()
    {
        await using var app = await TestApp.StartAsync(Ct);
        var page = await chromium.DesktopAsync(app.Http);
        await page.LogInAsync("supervisor", address: "/?wall=5");
        var scene = page.Locator("[data-test=scene]");
        await Assertions.Expect(scene).ToHaveAttributeAsync("data-scene", "course");
        await Assertions.Expect(page.Locator(".header")).ToHaveCountAsync(0);
        await Assertions.Expect(scene).ToHaveAttributeAsync("data-scene", "towns");
        await Assertions.Expect(scene).ToHaveAttributeAsync("data-scene", "ranking");

        await TestGateway.SendAsync(
            app.Http,
            "WL-0001",
            [.. Enumerable.Range(0, 3).Select(i => (DateTimeOffset.UtcNow.AddMinutes(i - 3), 320))],
            Ct
        );

        await Assertions.Expect(page.Locator("[data-test=alarm-banner]")).ToContainTextAsync("东明路");
        await Assertions.Expect(page.Locator("[data-test=now-wet] strong")).ToHaveTextAsync("1");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-test=water]")).ToContainTextAsync("东明路");
        await Assertions.Expect(scene).ToHaveAttributeAsync("data-scene", "waiting");
        await page.Locator("[data-test=pause]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForTimeoutAsync(6_000);
        await Assertions.Expect(scene).ToHaveAttributeAsync("data-scene", "waiting");
    }

    [Fact]
    public async Task Charts_are_loaded_with_this_page_alone()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        var scripts = new ConcurrentBag<string>();
        var reading = new ConcurrentBag<Task>();
        page.Response += (_, response) =>
        {
            if (response.Request.ResourceType == "script")
            {
                reading.Add(Keep(response));
            }
        };
        await page.LogInAsync("supervisor", address: "/cases");
        await page.Locator("[data-test=queue-file]").WaitForAsync();
        await Task.WhenAll(reading);
        Assert.DoesNotContain(scripts, IsCharts);

        await page.Locator("[data-test=overview-page]").ClickAsync();
        await page.Locator("[data-test=towns] svg path").First.WaitForAsync();
        await Task.WhenAll(reading);
        Assert.Contains(scripts, IsCharts);

        async Task Keep(IResponse response) => scripts.Add(await response.TextAsync());
        static bool IsCharts(string script) => script.Contains("_echarts_instance_", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1440, 900, false, "zh", "")]
    [InlineData(1440, 900, true, "en", "")]
    [InlineData(390, 844, false, "en", "")]
    [InlineData(390, 844, true, "zh", "")]
    [InlineData(1920, 1080, false, "zh", "&wall")]
    [InlineData(1920, 1080, false, "en", "&wall")]
    public async Task It_can_be_read_by_everybody_on_every_screen(
        int width,
        int height,
        bool isDark,
        string language,
        string view
    )
    {
        await fixture.App.ReportAsync("可读", 1, Ct);
        var page =
            width < 600 ? await chromium.PhoneAsync(fixture.App.Http) : await chromium.DesktopAsync(fixture.App.Http);
        await page.SetViewportSizeAsync(width, height);
        await page.EmulateMediaAsync(new() { ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
        await page.LogInAsync("supervisor", address: $"/?period=year{view}");
        await ValueOf(page, "cases_reported").WaitForAsync();
        if (language == "en")
        {
            await page.EvaluateAsync("localStorage.setItem('cityops-language', 'en')");
            await page.ReloadAsync();
            await ValueOf(page, "cases_reported").WaitForAsync();
        }

        await page.Locator("[data-test=trend] svg").WaitForAsync();
        var look = new Look(page, $"{width}x{height}-{(isDark ? "dark" : "light")}-{language}");
        await look.AtAsync(view.Length > 0 ? "wall" : "overview");
        await FitsAsync();
        if (view.Length == 0)
        {
            foreach (var button in await page.Locator("[data-test=table]").AllAsync())
            {
                await button.ClickAsync();
            }

            await look.AtAsync("tables");
            await FitsAsync();
        }
        else
        {
            foreach (var scene in new[] { "towns", "ranking", "waiting" })
            {
                await page.Keyboard.PressAsync("ArrowRight");
                await Assertions.Expect(page.Locator("[data-test=scene]")).ToHaveAttributeAsync("data-scene", scene);
                await look.AtAsync($"wall-{scene}");
                await FitsAsync();
            }
        }

        Assert.Empty(look.Findings);

        async Task FitsAsync() =>
            Assert.Equal(
                0,
                await page.EvaluateAsync<int>(
                    "Math.max(...['html', '.dash'].map((name) => { const at = document.querySelector(name); return at.scrollWidth - at.clientWidth; }))"
                )
            );
    }

    private static ILocator ValueOf(IPage page, string metric) =>
        page.Locator($"[data-test=kpi-{metric}] [data-test=value]");

    private static async Task<string[]> DaysAsync(IPage page)
    {
        var days = (await page.Locator("[data-test=days]").InnerTextAsync()).Split('–', StringSplitOptions.TrimEntries);
        return [days[0], days[^1]];
    }

    private sealed record Said(string Metric, string Unit, double? Total);

    private static async Task<List<Said>> FiguresAsync(HttpClient client, string[] days)
    {
        using var answer = await client.ReadAsync(
            $"/api/v1/statistics?from={days[0]}&to={days[1]}&metric={string.Join(',', Shown)}",
            Ct
        );
        return
        [
            .. answer
                .Body.EnumerateArray()
                .Select(figure => new Said(
                    figure.GetProperty("metric").GetString()!,
                    figure.GetProperty("unit").GetString()!,
                    figure.GetProperty("total") is { ValueKind: JsonValueKind.Number } total ? total.GetDouble() : null
                )),
        ];
    }

    private static string Printed(Said figure) =>
        figure.Total is not { } total ? "—"
        : figure.Unit == "%" ? total.ToString("N2", CultureInfo.InvariantCulture) + "%"
        : total.ToString("N0", CultureInfo.InvariantCulture);

    private static int Digits(string text) =>
        int.Parse(string.Concat(text.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);

    private static DateOnly CityDay(DateTimeOffset at) =>
        DateOnly.FromDateTime(at.ToOffset(TimeSpan.FromHours(8)).Date);

    /// <summary>The calls of the API that were refused after the log-in.</summary>
    private static ConcurrentBag<string> Refusals(IPage page)
    {
        var refused = new ConcurrentBag<string>();
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 && !response.Url.EndsWith("/api/v1/session", StringComparison.Ordinal))
            {
                refused.Add($"{response.Status} {response.Url}");
            }
        };
        return refused;
    }
}
