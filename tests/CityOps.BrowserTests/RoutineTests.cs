using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>Routine checks: made on the phone without a line, seen and skipped at the desk.</summary>
public sealed class RoutineTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_is_made_on_the_phone_in_airplane_mode_and_the_desk_sees_it()
    {
        await SetUpAsync("daily_round", "D-1", 113.3521);
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("handler");
        await phone.IsInstalledAsync();
        await phone.Page.Locator("[data-test=tab-tasks]").TapAsync();
        var check = phone.Page.Locator("[data-test=check]", new() { HasText = "健身点 D-1" });
        await Assertions.Expect(check).ToContainTextAsync("今天截止");
        var look = new Look(phone.Page, "phone");
        await look.AtAsync("checks");
        await phone.CutAsync();
        await check.TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=distance]")).ToContainTextAsync("可以检查");
        await phone.Page.Locator("[data-test=make-check]").TapAsync(); // the form is not filled in
        await Assertions.Expect(phone.Page.Locator("[data-faulty=true]")).ToHaveCountAsync(1);
        await phone.Page.Locator("[data-test=field-state] .van-radio").First.TapAsync();
        await look.AtAsync("check");
        await phone.Page.Locator("[data-test=make-check]").TapAsync();
        await phone.Page.Locator("[data-test=as-of]").WaitForAsync();
        await Assertions.Expect(check).ToHaveCountAsync(0);
        phone.Restore();
        await phone.Page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=item-arrived]")).ToHaveCountAsync(1);
        Assert.Empty(look.Findings);

        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/routines?tab=done");
        var row = page.Locator("[data-test=checks] tbody tr", new() { HasText = "健身点 D-1" });
        await Assertions.Expect(row).ToContainTextAsync("按期完成");
        await row.Locator("[data-test=check]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=check-record]")).ToContainTextAsync("计入");
    }

    [Fact]
    public async Task The_code_on_a_plate_leads_to_its_check_and_says_that_somebody_was_there()
    {
        await SetUpAsync("scanned_round", "S-1", 113.45); // far from where the phone says that it is
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        using var issued = await admin.PostJsonAsync("/api/v1/facilities/S-1/qr-code", null, Ct);
        using var scratch = new ScratchFolder();
        var plate = await admin.GetByteArrayAsync("/api/v1/facilities/S-1/qr.png", Ct);
        await File.WriteAllBytesAsync(scratch["plate.y4m"], PlateFilm.Of(plate), Ct);
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http, scratch["plate.y4m"]);
        await phone.LogInAsync("handler");
        await phone.Page.Locator("[data-test=tab-tasks]").TapAsync();
        await phone.Page.Locator("[data-test=scan]").TapAsync();
        await phone.Page.Locator("[data-test=scanned]").WaitForAsync();
        var look = new Look(phone.Page, "phone");
        await phone.Page.Locator("[data-test=field-state] .van-radio").First.TapAsync();
        await look.AtAsync("check-scanned");
        await phone.Page.Locator("[data-test=make-check]").TapAsync();
        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=item-arrived]")).ToHaveCountAsync(1);

        using var done = await admin.ReadAsync("/api/v1/routines/checks?state=done&routine=scanned_round", Ct);
        using var record = await admin.ReadAsync($"/api/v1/routines/checks/{done["items"][0].GetProperty("id")}", Ct);
        Assert.Equal(201, issued.Status);
        Assert.Equal("scan", Assert.Single(record["made"].EnumerateArray()).GetProperty("proof").GetString());
        Assert.Empty(look.Findings);
    }

    [Fact]
    public async Task A_log_is_written_at_the_desk()
    {
        await SetUpAsync("any_round", "A-1", 113.37);
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        await DoneAsync(
            admin.PutJsonAsync(
                "/api/v1/routines/site_log",
                new
                {
                    name = "监理日志",
                    document = new { name = "二号工地监理日志", town = TestCity.WestTown },
                    rule = "FREQ=DAILY",
                    organisation = "sanitation",
                    category = "X12",
                },
                Ct
            )
        );
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/routines?routine=site_log");
        await page.Locator("[data-test=checks] [data-test=check]", new() { HasText = "二号工地监理日志" }).ClickAsync();
        await page.Locator("[data-test=field-state]").SelectOptionAsync("good");
        var look = new Look(page, "desk");
        await look.AtAsync("routines-document");
        await page.Locator("[data-test=make-check]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=check-record] [data-test=state]")).ToHaveTextAsync("按期完成");
        Assert.Empty(look.Findings);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_desk_sees_what_is_due_and_skips_with_a_reason(int width)
    {
        var code = $"K-{width}";
        await SetUpAsync($"round_{width}", code, 113.37);
        var page =
            width > 1000 ? await chromium.DesktopAsync(fixture.App.Http) : await chromium.PhoneAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/routines");
        var look = new Look(page, width > 1000 ? "desk" : "phone");
        var row = page.Locator("[data-test=checks] tbody tr", new() { HasText = $"健身点 {code}" });
        await Assertions.Expect(row).ToContainTextAsync("待检查");
        await look.AtAsync("routines");
        await page.GetByText("检查计划", new() { Exact = true }).First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=routines]")).ToContainTextAsync("每天");
        await look.AtAsync("routines-plans");
        await page.GotoAsync("/routines");
        await row.Locator("[data-test=check]").ClickAsync();
        await page.Locator("[data-test=reason]").FillAsync("公园封闭施工");
        await look.AtAsync("routines-check");
        await page.Locator("[data-test=skip]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=check-record] [data-test=state]")).ToHaveTextAsync("已跳过");
        await Assertions.Expect(page.Locator("[data-test=check-record]")).ToContainTextAsync("公园封闭施工");
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= screen.width"),
            "the page is wider than the screen"
        );
        Assert.Empty(look.Findings);
    }

    [Fact]
    public async Task What_was_missed_and_told_of_has_a_list_with_its_count()
    {
        await SetUpAsync("missed_round", "M-1", 113.36);
        await using (var db = fixture.App.NewContext())
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                update due_check
                set opens_on = opens_on - 2, due_on = opens_on - 2, ends_on = opens_on - 2, missed_on = opens_on - 1,
                  escalated_at = now()
                where routine_code = 'missed_round' and opens_on = city_day(now())
                """,
                Ct
            );
        }

        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/routines");
        await page.GetByText("漏检通报 1").ClickAsync();
        var row = page.Locator("[data-test=checks] tbody tr");
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await Assertions.Expect(row).ToContainTextAsync("健身点 M-1");
        await Assertions.Expect(row).ToContainTextAsync("已通报");
        var look = new Look(page, "desk");
        await look.AtAsync("routines-escalated");
        var small = await chromium.PhoneAsync(fixture.App.Http);
        await small.LogInAsync("supervisor", address: "/routines?tab=escalated");
        await Assertions.Expect(small.Locator("[data-test=checks] tbody tr")).ToHaveCountAsync(1);
        var lookAtSmall = new Look(small, "phone");
        await lookAtSmall.AtAsync("routines-escalated");
        Assert.Empty(look.Findings.Concat(lookAtSmall.Findings));
    }

    /// <summary>A facility that is checked every day.</summary>
    private async Task SetUpAsync(string routine, string facility, double lon)
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        using var known = await admin.ReadAsync("/api/v1/categories/X12", Ct);
        if (known.Status == 404)
        {
            await DoneAsync(
                admin.PutJsonAsync(
                    "/api/v1/forms/daily_form",
                    """
                    {"name":"检查表","fields":[{"code":"state","kind":"choice","label":{"zh":"状况"},"required":true,
                      "choices":[{"code":"good","label":{"zh":"完好"}},{"code":"fault","label":{"zh":"损坏"}}]}]}
                    """,
                    Ct
                )
            );
            await DoneAsync(admin.PostJsonAsync("/api/v1/forms/daily_form/publish", null, Ct));
            await DoneAsync(
                admin.PutJsonAsync(
                    "/api/v1/categories/X12",
                    """{"name":"健身设施日检","kind":"inspection","form":"daily_form"}""",
                    Ct
                )
            );
        }

        await DoneAsync(
            admin.PutJsonAsync(
                $"/api/v1/facilities/{Guid.NewGuid()}",
                new
                {
                    code = facility,
                    type = "fitness",
                    name = $"健身点 {facility}",
                    position = new
                    {
                        lon,
                        lat = 22.5512,
                        coordSystem = "wgs84",
                    },
                    organisation = "sanitation",
                },
                Ct
            )
        );
        await DoneAsync(
            admin.PutJsonAsync(
                $"/api/v1/routines/{routine}",
                new
                {
                    name = $"健身设施日检 {facility}",
                    nameEn = "Daily round",
                    facilities = new { type = "fitness", codes = new[] { facility } },
                    rule = "FREQ=DAILY",
                    category = "X12",
                },
                Ct
            )
        );
    }

    private static async Task DoneAsync(Task<ApiAnswer> call)
    {
        using var answer = await call;
        Assert.True(answer.Status is 200 or 201, answer.Body.ToString());
    }
}
