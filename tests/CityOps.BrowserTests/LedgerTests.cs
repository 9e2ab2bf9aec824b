using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The ledgers: patrols, reports and feedback as lists, and the record of each.</summary>
public sealed class LedgerTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_figures_record_opens_the_patrol_and_from_there_its_report_and_its_case(int width)
    {
        var (patrol, report, start) = await PatrolAsync();
        var page = await PageAsync(width);
        var look = new Look(page, width > 1000 ? "desk" : "phone");
        var day = start.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await page.LogInAsync("supervisor", address: $"/figures/patrols/evidence?from={day}&to={day}");

        await page.Locator($"[data-test=evidence] a[href='/patrols/{patrol}']").ClickAsync();

        var record = page.Locator("[data-test=patrol-record]");
        await Assertions.Expect(record).ToContainTextAsync("officer、officer-parks");
        await Assertions.Expect(record).ToContainTextAsync("2 辆");
        await Assertions.Expect(page.Locator("[data-test=doubts]")).ToContainTextAsync("灰点不计入：");
        await page.MapIsReadyAsync();
        Assert.Equal((true, true), await DrawnAsync(page));
        await look.AtAsync("patrol-record");
        await page.Locator("[data-test=found-report]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=report-record]")).ToContainTextAsync("占道堆放纸箱");
        await Assertions.Expect(page.Locator("[data-test=flag-reason]").First).ToContainTextAsync("虚拟定位");
        await Assertions.Expect(page.Locator("[data-test=photo] img")).ToHaveJSPropertyAsync("complete", true);
        Assert.EndsWith($"/reports/{report}", page.Url, StringComparison.Ordinal);
        await look.AtAsync("report-record");
        await page.Locator("[data-test=report-case] [data-test=case]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync("占道堆放纸箱");
        Assert.Empty(look.Findings);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Lists_are_narrowed_in_the_address_and_walked_by_keys(int width)
    {
        var (patrol, report, _) = await PatrolAsync();
        var page = await PageAsync(width);
        var look = new Look(page, width > 1000 ? "desk" : "phone");
        await page.LogInAsync("supervisor", address: "/cases");
        await page.OpenPageAsync("ledgers-page");
        await page.Locator($"[data-row='{patrol}']").WaitForAsync();
        await look.AtAsync("patrols");

        await page.Locator("[data-test=tab-reports]").ClickAsync();
        await page.Locator("[data-test=filter-source]").SelectOptionAsync("patrol");
        await page.Locator("[data-test=filter-flag]").SelectOptionAsync("mock_location");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("flag=mock_location"));
        var row = page.Locator($"[data-row='{report}']");
        await row.WaitForAsync();
        await look.AtAsync("reports");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-test=report-record]").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("[data-test=reports]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-row]").First).ToBeFocusedAsync();
        Assert.Contains("flag=mock_location", page.Url, StringComparison.Ordinal);

        await page.GotoAsync($"/reports?patrol={patrol}");
        await Assertions.Expect(page.Locator("[data-test=reports] tbody tr")).ToHaveCountAsync(1);
        await page.Locator("[data-test=filter-source]").SelectOptionAsync("camera");
        await Assertions.Expect(page.GetByText("没有符合条件的上报记录")).ToBeVisibleAsync();
        await page.RouteAsync("**/api/v1/reports?*", route => route.AbortAsync());
        await page.Locator("[data-test=clear]").ClickAsync();
        await page.Locator("[role=alert] button").WaitForAsync();
        await page.UnrouteAsync("**/api/v1/reports?*");
        await page.Locator("[role=alert] button").ClickAsync();
        await row.WaitForAsync();
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= screen.width"),
            "the page is wider than the screen"
        );
        Assert.Empty(look.Findings);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task What_a_citizen_said_has_its_stars_a_masked_phone_and_its_case(int width)
    {
        var feedback = await SayAsync();
        var page = await PageAsync(width);
        var look = new Look(page, width > 1000 ? "desk" : "phone");
        await page.LogInAsync("supervisor", address: "/feedback?stars=1,2");
        await page.Locator($"[data-row='{feedback}']").WaitForAsync();
        await look.AtAsync("feedback");
        await page.Locator($"[data-row='{feedback}']").ClickAsync();

        var record = page.Locator("[data-test=feedback-record]");
        await Assertions.Expect(record).ToContainTextAsync("138****8000");
        await Assertions.Expect(record).ToContainTextAsync("没有纸也没有洗手液");
        await Assertions.Expect(record.Locator("[role=img]")).ToHaveAttributeAsync("aria-label", "2 星");
        await Assertions.Expect(record.Locator("[data-test=feedback-case] [data-test=case]")).ToBeVisibleAsync();
        await look.AtAsync("feedback-record");
        await page.Locator("[data-test=see-phone]").ClickAsync();
        var dialog = page.Locator("dialog[open]");
        await Assertions.Expect(dialog.Locator("[data-test=phone-confirm]")).ToBeDisabledAsync();
        await dialog.Locator("[data-test=phone-reason]").FillAsync("回访：核实是哪一间");
        await look.AtAsync("feedback-phone");
        await dialog.Locator("[data-test=phone-confirm]").ClickAsync();
        await Assertions.Expect(record.Locator("[data-test=phone-number]")).ToHaveTextAsync("13800138000");
        await page.Locator("[data-test=back]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=feedback]")).ToBeVisibleAsync();
        Assert.Contains("stars=1,2", Uri.UnescapeDataString(page.Url), StringComparison.Ordinal);
        Assert.Empty(look.Findings);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_letter_is_written_from_a_case_numbered_printed_and_answered(int width)
    {
        var about = (await fixture.App.ReportAsync($"占道{width}", 1, Ct)).Single();
        var page = await PageAsync(width);
        var look = new Look(page, width > 1000 ? "desk" : "phone");
        await page.LogInAsync("dispatcher", address: $"/cases?case={about}");
        await page.Locator("[data-test=write-letter]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=about]")).ToHaveCountAsync(1);
        await page.Locator("[data-test=to]").SelectOptionAsync("sanitation");
        await Assertions.Expect(page.Locator("[data-test=title]")).ToHaveValueAsync(TheUsualTitle());
        const string words = "请于期限内清理。\n并回复处理情况。";
        await page.Locator("[data-test=body]").FillAsync(words);
        await page.ReloadAsync(); // what is half written stays
        await Assertions.Expect(page.Locator("[data-test=body]")).ToHaveValueAsync(words);
        await page.Locator("[data-test=due]").FillAsync("2099-06-10");
        await page.Locator("[data-test=case-number]").FillAsync("没有这个");
        await page.Locator("[data-test=case-number]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[role=alert]")).ToContainTextAsync("没有编号为");
        await look.AtAsync("letter-form");
        await page.Locator("[data-test=issue]").ClickAsync();

        var record = page.Locator("[data-test=letter-record]");
        await Assertions.Expect(record).ToContainTextAsync("中城函〔");
        await Assertions.Expect(record.Locator("[data-test=badge]")).ToHaveTextAsync("待复函");
        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-test=docx]").ClickAsync());
        Assert.EndsWith(".docx", file.SuggestedFilename, StringComparison.Ordinal);
        await page.Locator("[data-test=letter-cases] [data-test=case]").ClickAsync();
        await page.Locator("[data-test=case-letters] [data-test=letter]").ClickAsync();
        var letter = page.Url.Split('/')[^1];

        Assert.Empty(look.Findings);

        var recipient = await PageAsync(width);
        look = new Look(recipient, width > 1000 ? "desk" : "phone");
        await recipient.LogInAsync("handler", address: "/letters?state=open");
        await recipient.Locator($"[data-row='{letter}']").WaitForAsync();
        await look.AtAsync("letters");
        await recipient.Locator($"[data-row='{letter}']").ClickAsync();
        await recipient.Locator("[data-test=answer]").FillAsync("已清理完毕。");
        await look.AtAsync("letter-record");
        await recipient.Locator("[data-test=send-answer]").ClickAsync();
        await Assertions.Expect(recipient.Locator("[data-test=badge]")).ToHaveTextAsync("已复函");
        await Assertions.Expect(recipient.Locator("[data-test=letter-answer]")).ToContainTextAsync("已清理完毕。");
        await recipient.Locator("[data-test=back]").ClickAsync();
        await Assertions.Expect(recipient.Locator($"[data-row='{letter}']")).ToHaveCountAsync(0);
        Assert.Empty(look.Findings);

        static Regex TheUsualTitle() => new("^关于.+的督办函$");
    }

    private Task<IPage> PageAsync(int width) =>
        width > 1000 ? chromium.DesktopAsync(fixture.App.Http) : chromium.PhoneAsync(fixture.App.Http);

    /// <summary>Whether a position in doubt is drawn, and whether a way is.</summary>
    private static async Task<(bool Doubted, bool Way)> DrawnAsync(IPage page)
    {
        var drawn = await page.EvaluateAsync<int[]>(
            """
            ['track-doubted', 'track-way'].map((layer) =>
              document.querySelector('[data-test=map]').cityMap.queryRenderedFeatures({ layers: [layer] }).length)
            """
        );
        return (drawn[0] > 0, drawn[1] > 0);
    }

    /// <summary>A patrol of two with a track in which some positions cannot be, and one report with a photo.</summary>
    private async Task<(Guid Patrol, Guid Report, DateTimeOffset Start)> PatrolAsync()
    {
        var (patrol, report, start) = (Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UtcNow.AddHours(-1));
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        object Position(int minute, double lon, double lat, double accuracyMetres = 8) =>
            new
            {
                observedAt = start.AddMinutes(minute),
                lon,
                lat,
                accuracyMetres,
            };
        await DoneAsync(
            officer.PutJsonAsync(
                $"/api/v1/patrols/{patrol}",
                new
                {
                    kind = "joint",
                    category = "X01",
                    startedAt = start,
                    persons = 2,
                    vehicles = 2,
                    officers = new[] { "officer-parks" },
                },
                Ct
            )
        );
        await DoneAsync(
            officer.PostJsonAsync(
                $"/api/v1/patrols/{patrol}/track",
                new
                {
                    positions = new[]
                    {
                        Position(0, 113.350, 22.550),
                        Position(2, 113.351, 22.551),
                        Position(3, 113.600, 22.551), // and back within two minutes
                        Position(4, 113.352, 22.550),
                        Position(5, 0, 0),
                        Position(6, 113.3522, 22.5507, 2500),
                        Position(8, 113.353, 22.551),
                    },
                },
                Ct
            )
        );
        var photo = Pictures.Scene(Random.Shared.Next());
        using var form = new MultipartFormDataContent();
        form.Add(
            JsonContent.Create(
                new
                {
                    id = report,
                    category = "03101",
                    observedAt = start.AddMinutes(8),
                    patrolId = patrol,
                    description = "占道堆放纸箱",
                    position = new
                    {
                        lon = 113.353 + (Random.Shared.NextDouble() / 10_000),
                        lat = 22.551,
                        coordSystem = "wgs84",
                        accuracyMetres = 8,
                        isMock = true,
                    },
                    photos = new[]
                    {
                        new
                        {
                            sha256 = Pictures.Sha256(photo),
                            bytes = photo.Length,
                            type = "image/jpeg",
                        },
                    },
                }
            ),
            "report"
        );
        var part = new ByteArrayContent(photo);
        part.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        form.Add(part, "photo", "a.jpg");
        await DoneAsync(officer.PostJsonAsync("/api/v1/reports", form, Ct));
        return (patrol, report, start);
    }

    /// <summary>A complaint with a phone number.</summary>
    private async Task<Guid> SayAsync()
    {
        string code;
        await using (var db = fixture.App.NewContext())
        {
            var toilet = await db.Facilities.SingleAsync(f => f.Code == "T-001", Ct);
            code = (await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DateTimeOffset.UtcNow, Ct)).Code;
            await db.SaveChangesAsync(Ct);
        }

        var id = Guid.NewGuid();
        using var citizen = fixture.App.Client();
        await DoneAsync(
            citizen.PostJsonAsync(
                $"/api/v1/feedback/{code}",
                new
                {
                    id,
                    kind = "no_supplies",
                    stars = 2,
                    words = "没有纸也没有洗手液",
                    phone = "138 0013 8000",
                },
                Ct
            )
        );
        return id;
    }

    private static async Task DoneAsync(Task<ApiAnswer> call)
    {
        using var answer = await call;
        Assert.True(answer.Status is 200 or 201, answer.Body.ToString());
    }
}
