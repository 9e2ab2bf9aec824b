using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>What the record of a case guards against: slips of the hand, two people at once, an ended session, an
/// upgrade, a machine without WebGL.</summary>
public sealed class CaseRecordTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_refuses_a_case_asks_why_and_one_click_does_nothing()
    {
        var (id, _) = await CaseAsync();
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: $"/cases?case={id}");

        await page.Locator("[data-test=step-reject]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=step-send]")).ToBeDisabledAsync();
        Assert.Equal("pending_register", await StatusAsync(id));
        await page.Locator("[data-test=step-note]").FillAsync("不属于职责范围");
        await page.Locator("[data-test=step-send]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("不予受理");
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync("不属于职责范围");
        Assert.Equal("not_accepted", await StatusAsync(id));
    }

    [Fact]
    public async Task A_second_tap_after_600_ms_falls_on_no_next_step()
    {
        var (id, _) = await CaseAsync("file", "dispatch");
        var page = await chromium.PhoneAsync(fixture.App.Http);
        await page.LogInAsync("handler", address: $"/cases?case={id}");
        var accept = page.Locator("[data-test=step-accept]");
        await accept.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(accept).ToBeEnabledAsync();
        var box = (await accept.BoundingBoxAsync())!;
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        var taken = page.WaitForResponseAsync(response => response.Url.EndsWith("/accept", StringComparison.Ordinal));
        await page.Clock.InstallAsync();
        await page.Clock.PauseAtAsync(DateTime.UtcNow.AddSeconds(2)); // 600 ms are as long on a slow machine

        await page.Touchscreen.TapAsync(x, y);
        await taken;
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("处置中");
        await page.Clock.RunForAsync(600);
        await page.Touchscreen.TapAsync(x, y);
        await page.Clock.ResumeAsync();

        await Assertions.Expect(page.Locator("[data-test=step-handle]")).ToBeEnabledAsync(); // it is there, later
        Assert.Equal("handling", await StatusAsync(id));
    }

    [Fact]
    public async Task A_form_of_where_the_case_stood_closes_when_somebody_else_moves_it_on_and_keeps_the_note()
    {
        var (id, _) = await CaseAsync("file");
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: $"/cases?case={id}");
        await page.Locator("[data-test=note] textarea, textarea[data-test=note]").FillAsync("请今日处理");
        await page.Locator("[data-test=step-dispatch]").ClickAsync();
        await page.Locator("[data-test=step-organisation]").WaitForAsync();

        await StepAsync("dispatcher", id, "dispatch");

        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待处置");
        await Assertions.Expect(page.Locator("[data-test=step-details]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[data-test=moved-on]")).ToBeVisibleAsync();
        await Assertions
            .Expect(page.Locator("[data-test=note] textarea, textarea[data-test=note]"))
            .ToHaveValueAsync("请今日处理");
    }

    [Fact]
    public async Task After_the_end_of_a_session_the_log_in_returns_to_the_case_and_to_what_was_written()
    {
        var (id, words) = await CaseAsync();
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: $"/cases?text={words}&case={id}");
        await page.Locator("[data-test=step-reject]").ClickAsync();
        await page.Locator("[data-test=step-note]").FillAsync("重复上报");
        await page.Context.ClearCookiesAsync();
        await page.Locator("[data-test=step-send]").ClickAsync();

        await page.Locator("#password").WaitForAsync();
        await page.GetByLabel("账号").FillAsync("supervisor");
        await page.Locator("#password").FillAsync(TestCity.Password);
        await page.Locator("button[type=submit]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync(words);
        await Assertions.Expect(page.Locator("[data-test=step-note]")).ToHaveValueAsync("重复上报");
        Assert.Contains($"case={id}", page.Url, StringComparison.Ordinal);
        await page.Locator("[data-test=step-send]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("不予受理");
    }

    [Fact]
    public async Task Back_goes_from_record_to_record_to_the_map_alone()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/figures");
        await page.Locator("[data-test=cases-page]").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "地图" }).ClickAsync();
        await page.MapIsReadyAsync();
        await page.Locator("[data-test=layer-cases]").ClickAsync(); // one may lie at the toilet
        await OpenOnMapAsync(page, 113.35, 22.55, "toilets");
        await Assertions.Expect(page.Locator("[data-test=facility-record]")).ToBeVisibleAsync();
        await page.EvaluateAsync(
            """
            () => new Promise(drawn => {
              const map = document.querySelector('[data-test=map]').cityMap;
              map.once('idle', () => drawn()); // until then the toilet is still found where it was drawn last
              map.jumpTo({ center: [113.32, 22.52] });
            })
            """
        );
        var (x, y) = await page.RenderedAtAsync(["towns"], 113.32, 22.52);
        await page.Mouse.ClickAsync(x, y);
        await Assertions.Expect(page.Locator("[data-test=town-record]")).ToBeVisibleAsync();

        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("[data-test=facility-record]")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("[data-test=record]")).ToHaveCountAsync(0);
        await page.GoForwardAsync();
        await Assertions.Expect(page.Locator("[data-test=facility-record]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_stage_that_is_switched_off_is_not_in_the_list_of_a_click_and_stays_off_by_the_address()
    {
        var ids = await fixture.App.ReportAsync("路口垃圾", 3, Ct, spread: 0, lat: 22.575);
        await StepAsync("dispatcher", ids[0], "file");
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/map?levels=-");
        await page.MapIsReadyAsync();
        await OpenOnMapAsync(page, 113.355, 22.575, "cases");
        await page.Locator("[data-test=here-list] li").First.WaitForAsync();
        var all = await page.Locator("[data-test=here-list] li").CountAsync();
        Assert.True(all >= 3, $"{all} listed");

        await page.Locator("[data-test=stage-dispatch]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=here-list] li")).ToHaveCountAsync(all - 1);
        await Assertions.Expect(page.Locator("[data-test=here-list]")).Not.ToContainTextAsync("待派遣");
        Assert.DoesNotContain("dispatch", Stages(page.Url), StringComparison.Ordinal);
        Assert.Contains("register", Stages(page.Url), StringComparison.Ordinal);
        await page.ReloadAsync();
        await page.MapIsReadyAsync();
        await Assertions
            .Expect(page.Locator("[data-test=stage-dispatch]"))
            .ToHaveAttributeAsync("aria-checked", "false");

        static string Stages(string url) => System.Web.HttpUtility.ParseQueryString(new Uri(url).Query)["stages"] ?? "";
    }

    [Fact]
    public async Task A_page_whose_file_is_gone_after_an_upgrade_is_read_anew_once_and_not_for_ever()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        var asked = 0;
        var everGone = false;
        await page.RouteAsync("**/assets/FiguresPage-*.js", route =>
            ++asked == 1 || everGone ? route.FulfillAsync(new() { Status = 404 }) : route.ContinueAsync()
        );
        await page.LogInAsync("supervisor", address: "/cases");
        await page.Locator("[data-test=figures-page]").ClickAsync();
        await Assertions.Expect(page.Locator(".fig-dimensions")).ToBeVisibleAsync();
        Assert.True(asked > 1, $"asked {asked} times");

        everGone = true;
        await page.GotoAsync("/cases");
        await page.EvaluateAsync("sessionStorage.clear()");
        await page.Locator("[data-test=figures-page]").ClickAsync();
        await Assertions.Expect(page.Locator(".state--page[role=alert]")).ToBeVisibleAsync();
        var once = asked;
        await page.WaitForTimeoutAsync(2_000);
        Assert.Equal(once, asked);
    }

    [Fact]
    public async Task Without_a_network_the_page_that_was_left_reads_on_and_the_wanted_one_is_there_after_trying_again()
    {
        var (id, _) = await CaseAsync();
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: $"/cases?case={id}");
        var record = page.Locator("[data-test=case-record]");
        await Assertions.Expect(record).ToBeVisibleAsync();
        await page.Context.SetOfflineAsync(true);
        await page.Locator("[data-test=figures-page]").ClickAsync();
        var away = page.Locator(".state--page[role=alert]");
        await away.Locator("[data-test=try-again]").ClickAsync();
        await Assertions.Expect(away).ToBeVisibleAsync();
        await Assertions.Expect(record).ToBeHiddenAsync();
        await away.Locator("[data-test=stay]").ClickAsync();
        await Assertions.Expect(record).ToBeVisibleAsync();
        await Assertions.Expect(away).ToBeHiddenAsync();

        await page.Locator("[data-test=figures-page]").ClickAsync();
        await Assertions.Expect(away).ToBeVisibleAsync();
        await page.Context.SetOfflineAsync(false);
        await away.Locator("[data-test=try-again]").ClickAsync();

        await Assertions.Expect(page.Locator(".fig-dimensions")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_WebGL_a_case_is_read_and_worked_on_beside_the_map_that_is_not_there()
    {
        var (id, words) = await CaseAsync();
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.AddInitScriptAsync(
            """
            const real = HTMLCanvasElement.prototype.getContext;
            HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
              return String(kind).includes('webgl') ? null : real.call(this, kind, ...rest);
            };
            """
        );
        await page.LogInAsync("supervisor", address: $"/map?case={id}");

        await Assertions.Expect(page.Locator("[data-test=no-map]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync(words);
        await page.Locator("[data-test=step-file]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待派遣");
        await page.Locator("[data-test=no-map] a").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=case-row]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_patrols_way_is_drawn_on_request_and_positions_that_cannot_be_are_grey_beside_it()
    {
        var (patrol, start) = (Guid.NewGuid(), DateTimeOffset.UtcNow.AddHours(-1));
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        object Position(int minute, double lon, double lat, double accuracyMetres = 8) =>
            new
            {
                observedAt = start.AddMinutes(minute),
                lon,
                lat,
                accuracyMetres,
            };
        var positions = new[]
        {
            Position(0, 113.350, 22.550),
            Position(2, 113.351, 22.551),
            Position(3, 113.600, 22.551), // and back within two minutes
            Position(4, 113.352, 22.550),
            Position(5, 0, 0),
            Position(6, 113.353, 22.552, 2500),
            Position(8, 113.353, 22.551),
        };
        using var started = await officer.PutJsonAsync($"/api/v1/patrols/{patrol}", new { startedAt = start }, Ct);
        using var track = await officer.PostJsonAsync($"/api/v1/patrols/{patrol}/track", new { positions }, Ct);
        using var report = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                observedAt = start.AddMinutes(8),
                patrolId = patrol,
                position = new
                {
                    lon = 113.353,
                    lat = 22.551,
                    coordSystem = "wgs84",
                },
            },
            Ct
        );
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: $"/cases?case={report["case.id"].GetGuid()}");

        await page.Locator("[data-test=track-show]").ClickAsync();

        var doubted = page.Locator("[data-test=track-doubted]");
        await Assertions.Expect(doubted).ToHaveCountAsync(3);
        await Assertions.Expect(doubted.First).ToHaveCSSAsync("fill", "rgb(154, 163, 173)");
        Assert.Equal(4, (await page.Locator("[data-test=track-way]").GetAttributeAsync("points"))!.Split(' ').Length);
        await Assertions.Expect(page.Locator("[data-test=track]")).ToContainTextAsync("灰色的不计入：");
        var look = new Look(page, "desktop");
        await look.AtAsync("patrol-track");
        Assert.True(look.Findings.Count == 0, string.Join("\n", look.Findings));
    }

    [Fact]
    public async Task What_a_citizen_said_stands_on_the_case()
    {
        string code;
        await using (var db = fixture.App.NewContext())
        {
            var toilet = await db.Facilities.SingleAsync(f => f.Code == "T-001", Ct);
            code = (await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DateTimeOffset.UtcNow, Ct)).Code;
            await db.SaveChangesAsync(Ct);
        }

        using var citizen = fixture.App.Client();
        using var said = await citizen.PostJsonAsync(
            $"/api/v1/feedback/{code}",
            new
            {
                id = Guid.NewGuid(),
                kind = "no_supplies",
                stars = 2,
                words = "没有纸也没有洗手液",
            },
            Ct
        );
        Assert.Equal(201, said.Status);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/cases?source=feedback");
        await page.Locator("[data-test=case-row]").First.ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=case-feedback]")).ToContainTextAsync("没有纸也没有洗手液");
        await Assertions
            .Expect(page.Locator("[data-test=case-feedback] [role=img]"))
            .ToHaveAttributeAsync("aria-label", "2 星");
    }

    private async Task<(Guid Id, string Words)> CaseAsync(params string[] steps)
    {
        var words = $"垃圾{Guid.NewGuid().ToString("N")[..8]}";
        var id = (await fixture.App.ReportAsync(words, 1, Ct)).Single();
        foreach (var step in steps)
        {
            await StepAsync("dispatcher", id, step);
        }

        return (id, words);
    }

    private async Task StepAsync(string login, Guid id, string step)
    {
        using var account = await fixture.App.LogInAsync(login, Ct);
        using var taken = await account.PostJsonAsync($"/api/v1/cases/{id}/{step}", new { }, Ct);
        Assert.Equal(200, taken.Status);
    }

    private async Task<string?> StatusAsync(Guid id)
    {
        using var supervisor = await fixture.App.LogInAsync("supervisor", Ct);
        using var record = await supervisor.ReadAsync($"/api/v1/cases/{id}", Ct);
        return record["status"].GetString();
    }

    private static async Task OpenOnMapAsync(IPage page, double lon, double lat, string layer)
    {
        await page.EvaluateAsync(
            "place => void document.querySelector('[data-test=map]').cityMap.jumpTo({ center: place, zoom: 16 })",
            new[] { lon, lat }
        );
        var (x, y) = await page.RenderedAtAsync([layer], lon, lat);
        await page.Mouse.ClickAsync(x, y);
    }
}
