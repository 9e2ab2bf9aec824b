using System.Net.Http.Json;
using CityOps.App.Features.Demo;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

public sealed class CaseStepTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_is_filed_and_dispatched_from_its_record_and_what_somebody_else_did_is_told()
    {
        using var officer = await fixture.App.LogInAsync("officer", _ct);
        var report = Guid.NewGuid();
        using var sent = await officer.PutAsJsonAsync(
            $"/api/v1/reports/{report}",
            new
            {
                category = "03101",
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                    accuracyMetres = 8,
                },
                observedAt = DateTimeOffset.UtcNow,
                description = "垃圾桶满溢",
            },
            _ct
        );
        sent.EnsureSuccessStatusCode();
        var id = (await officer.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/reports/{report}", _ct))
            .GetProperty("case")
            .GetProperty("id")
            .GetGuid();

        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("dispatcher", address: "/map");
        await page.MapIsReadyAsync();
        await page.GotoAsync($"/map?case={id}");
        await page.Locator("[data-test=step-file]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待派遣");
        await page.Locator("[data-test=note] textarea, textarea[data-test=note]").FillAsync("请今日处理");
        await page.Locator("[data-test=step-dispatch]").ClickAsync();
        // the category's
        await Assertions.Expect(page.Locator("[data-test=step-organisation]")).ToHaveValueAsync("sanitation");
        await page.Locator("[data-test=step-send]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待处置");
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync("请今日处理");

        using var handler = await fixture.App.LogInAsync("handler", _ct);
        using var handled = await handler.PostAsJsonAsync($"/api/v1/cases/{id}/handle", new { note = "已清运" }, _ct);
        handled.EnsureSuccessStatusCode();
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待核查"); // by itself
        await Assertions.Expect(page.Locator("[data-test=step-close]")).ToHaveCountAsync(0); // the verifier comes first
    }

    [Fact]
    public async Task A_case_goes_to_whom_the_dispatcher_says_under_the_condition_and_rests_until_the_day_that_is_said()
    {
        using var admin = await fixture.App.LogInAsync("admin", _ct);
        using var saved = await admin.PutJsonAsync(
            "/api/v1/categories/03103",
            new
            {
                name = "行道树倒伏",
                kind = "event",
                organisation = "sanitation",
                conditions = new[]
                {
                    new { condition = "不影响通行", limit = "5工作日" },
                    new { condition = "影响通行", limit = "4小时" },
                },
            },
            _ct
        );
        Assert.True(saved.Response.IsSuccessStatusCode, saved.Code);
        using var officer = await fixture.App.LogInAsync("officer", _ct);
        using var sent = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03103",
                observedAt = DateTimeOffset.UtcNow,
                position = new
                {
                    lon = 113.354,
                    lat = 22.554,
                    coordSystem = "wgs84",
                },
            },
            _ct
        );
        var id = sent["case.id"].GetGuid();

        var page = await chromium.PhoneAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/map");
        await page.MapIsReadyAsync();
        await page.GotoAsync($"/map?case={id}");
        await page.Locator("[data-test=step-file]").ClickAsync();
        await page.Locator("[data-test=step-condition]").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await page.Locator("[data-test=step-send]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待派遣");
        await page.Locator("[data-test=step-dispatch]").ClickAsync();
        await page.Locator("[data-test=step-organisation]").SelectOptionAsync("parks");
        await page.Locator("[data-test=step-send]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待处置");
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync("园林中心");
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync("4工作时");

        var until = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(30);
        await page.Locator("[data-test=note] textarea, textarea[data-test=note]").FillAsync("等待苗木到货");
        await page.Locator("[data-test=step-suspend]").ClickAsync();
        await page.Locator("[data-test=step-until]")
            .FillAsync(until.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await page.Locator("[data-test=step-send]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("挂账");
        using var resting = await admin.ReadAsync($"/api/v1/cases/{id}", _ct);
        Assert.StartsWith(
            $"{until:yyyy-MM-dd}T23:59:59",
            resting["clock.suspendedUntil"].GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_a_handling_came_to_is_filled_in_and_shown_in_the_log()
    {
        await using (var db = fixture.App.NewContext())
        {
            await DemoForms.LoadAsync(db, new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), _ct);
        }

        using var admin = await fixture.App.LogInAsync("admin", _ct);
        using var officer = await fixture.App.LogInAsync("officer", _ct);
        using var saved = await admin.PutJsonAsync(
            "/api/v1/categories/03102",
            new
            {
                name = "路面破损",
                kind = "event",
                organisation = "sanitation",
                handlingForm = "road_repair",
            },
            _ct
        );
        Assert.True(saved.Response.IsSuccessStatusCode, saved.Code);
        using var sent = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03102",
                observedAt = DateTimeOffset.UtcNow,
                position = new
                {
                    lon = 113.352,
                    lat = 22.552,
                    coordSystem = "wgs84",
                },
            },
            _ct
        );
        var id = sent["case.id"].GetGuid();
        using var dispatcher = await fixture.App.LogInAsync("dispatcher", _ct);
        foreach (var step in new[] { "file", "dispatch" })
        {
            using var taken = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/{step}", new { }, _ct);
            Assert.Equal(200, taken.Status);
        }

        var page = await chromium.PhoneAsync(fixture.App.Http);
        await page.LogInAsync("handler", address: "/map");
        await page.MapIsReadyAsync();
        await page.GotoAsync($"/map?case={id}");
        await page.Locator("[data-test=step-handle]").ClickAsync();
        var form = page.Locator("[data-test=handling-form]");
        // asked once asphalt is chosen
        await Assertions.Expect(page.Locator("[data-test=field-asphalt_m2]")).ToHaveCountAsync(0);
        await form.GetByLabel("沥青").CheckAsync();
        await page.Locator("[data-test=field-asphalt_m2]").FillAsync("12.25");
        await page.Locator("[data-test=handling-send]").ClickAsync();
        // the road is required: the browser says so, and nothing is sent
        await Assertions.Expect(form).ToBeVisibleAsync();
        await page.Locator("[data-test=field-road]").FillAsync("东明路");
        await page.Locator("[data-test=case-steps] [data-test=photos]")
            .First.SetInputFilesAsync(
                new FilePayload
                {
                    Name = "after.jpg",
                    MimeType = "image/jpeg",
                    Buffer = Pictures.Jpeg(),
                }
            );
        await Assertions.Expect(page.Locator("[data-test=case-steps] .photos img")).ToHaveCountAsync(1);
        await page.Locator("[data-test=handling-send]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待核查");
        using var record = await admin.ReadAsync($"/api/v1/cases/{id}", _ct);
        var handled = record["log"]
            .EnumerateArray()
            .Single(entry => entry.GetProperty("action").GetString() == "handle")
            .GetProperty("detail");
        Assert.Equal(12.25m, handled.GetProperty("measures").GetProperty("asphalt_m2").GetDecimal());
        Assert.Equal("verified", record["photos"][0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_was_written_in_the_field_stays_text_and_what_looks_implausible_is_said()
    {
        const string words = "垃圾桶满溢 <b id=\"bold\">粗</b><img src=\"x\" onerror=\"document.title='owned'\">";
        using var officer = await fixture.App.LogInAsync("officer", _ct);
        using var sent = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                position = new
                {
                    lon = 113.36,
                    lat = 22.55,
                    coordSystem = "wgs84",
                    isMock = true,
                },
                observedAt = DateTimeOffset.UtcNow,
                description = words,
            },
            _ct
        );

        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/map");
        await page.MapIsReadyAsync();
        await page.GotoAsync($"/map?case={sent["case.id"].GetGuid()}");

        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync(words);
        await Assertions.Expect(page.Locator("[data-test=flag]")).ToHaveTextAsync("虚拟定位");
        await Assertions.Expect(page.Locator("#bold")).ToHaveCountAsync(0);
        Assert.NotEqual("owned", await page.TitleAsync());
    }
}
