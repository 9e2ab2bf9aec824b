using System.IO.Compression;
using System.Net.Http.Json;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The officer's phone, /field: what is written in it arrives, whatever happens on the way.</summary>
public sealed class FieldTests(TestApp.ForClass fixture, ITestOutputHelper output) : IClassFixture<TestApp.ForClass>
{
    private const int MaxFirstLoadBytes = 220 * 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_takes_four_taps()
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("officer");
        await phone.IsInstalledAsync();
        await ReportAsync(phone, Pictures.Scene(1)); // what was used last is offered first

        await phone.Page.EvaluateAsync(
            "window.taps = 0; addEventListener('pointerdown', ({ isTrusted }) => { window.taps += isTrusted ? 1 : 0; }, true)"
        );
        await phone.PhotographAsync(Pictures.Scene(2));
        await phone.Page.Locator("[data-test=recent]").First.TapAsync();
        await phone.Page.Locator("[data-test=take-place]").TapAsync();
        await phone.Page.Locator("[data-test=send]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=item-arrived]")).ToHaveCountAsync(2);

        var taps = await phone.Page.EvaluateAsync<int>("window.taps");
        output.WriteLine($"{taps} taps from the camera to the end");
        Assert.Equal(4, taps);
    }

    [Fact]
    public async Task A_report_written_in_airplane_mode_survives_a_kill_and_a_bad_line_and_arrives_once()
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("officer");
        await phone.IsInstalledAsync();
        await phone.CloseAsync();
        await phone.CutAsync();

        await phone.StartAsync();
        await phone.Page.GotoAsync("/field/");
        await phone.PhotographAsync(
            Pictures.Scene(11, 2400, 1800, 95, "2026:06:01 08:00:00"),
            Pictures.Scene(12, 1800, 2400, 95)
        );
        await phone.Page.Locator("[data-test=search] , input[type=search]").First.FillAsync("lmps");
        await phone.Page.Locator("[data-test=found]").First.TapAsync();
        await phone.Page.Locator("[data-test=take-place]").TapAsync();
        await phone
            .Page.Locator("[data-test=description]")
            .Locator("textarea")
            .Or(phone.Page.Locator("textarea[data-test=description]"))
            .First.FillAsync("路口东侧");
        await phone.Page.Locator("[data-test=send]").TapAsync();
        await phone.Page.Locator("[data-test=item-waiting]").WaitForAsync();
        await phone.KillAsync();

        phone.Restore(seed: 7, bytes: (20_000, 400_000));
        await phone.StartAsync();
        await phone.Page.GotoAsync("/field/#/day");
        await phone.Page.Locator("[data-test=item-arrived]").First.WaitForAsync(new() { Timeout = 180_000 });
        await phone.Page.Locator("[data-test=item-arrived]").First.TapAsync();
        await phone.Page.Locator("[data-test=case-number]").WaitForAsync();
        await phone.CutAsync();
        output.WriteLine($"{phone.Cuts} connections were cut on the way");

        await using var db = fixture.App.NewContext();
        var report = await db.Reports.SingleAsync(r => r.Description == "路口东侧", Ct);
        Assert.NotNull(report.CaseId);
        Assert.Equal((113.3521, 22.5512), (Math.Round(report.RawLon, 4), Math.Round(report.RawLat, 4)));
        Assert.Equal(8, report.AccuracyMetres);
        var attached = await db.Attachments.Where(a => a.SubjectId == report.Id).Select(a => a.Sha256).ToListAsync(Ct);
        var photos = await db.Photos.Where(p => attached.Contains(p.Sha256)).ToListAsync(Ct);
        Assert.Equal(2, photos.Count);
        Assert.All(photos, photo => Assert.InRange(photo.Bytes, 1000, 1_000_000)); // shrunk
        Assert.Contains(photos, photo => photo.TakenAt is not null); // and its time kept
    }

    [Fact]
    public async Task A_log_in_that_has_run_out_loses_nothing()
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("verifier");
        await phone.IsInstalledAsync();
        await using (var db = fixture.App.NewContext())
        {
            var id = await db.Accounts.Where(a => a.Login == "verifier").Select(a => a.Id).SingleAsync(Ct);
            await db.Set<Session>().Where(s => s.AccountId == id).ExecuteDeleteAsync(Ct);
        }

        await Task.Delay(TimeSpan.FromSeconds(4), Ct); // what is known of log-ins is known for three seconds
        await ReportAsync(phone, Pictures.Scene(21), "03101");
        await phone.Page.Locator("[data-test=log-in-again]").WaitForAsync();
        await phone.Page.Locator("[data-test=item-waiting]").WaitForAsync();
        await phone.Page.Locator("[data-test=log-in-again]").TapAsync();
        await phone.Page.Locator("input[name=password]").FillAsync(TestCity.Password);
        await phone.Page.Locator("[data-test=log-in]").TapAsync();
        await phone.Page.Locator("[data-test=item-arrived]").WaitForAsync();
    }

    [Fact]
    public async Task A_refused_report_says_why_and_can_be_mended()
    {
        await using (var db = fixture.App.NewContext())
        {
            await db.Database.ExecuteSqlAsync(
                $"insert into category (code, standard, name, kind) values ('09999', 'test', '临时类别', 'event')",
                Ct
            );
        }

        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("officer");
        await phone.IsInstalledAsync();
        await using (var db = fixture.App.NewContext())
        {
            await db.Database.ExecuteSqlAsync($"delete from category where code = '09999'", Ct);
        }

        await ReportAsync(phone, Pictures.Scene(31), "09999");
        await phone.Page.Locator("[data-test=item-problem]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[role=alert]")).ToContainTextAsync("类别");
        await phone.Page.Locator("[data-test=remedy-change]").TapAsync();
        await phone.Page.Locator("[data-test=to-category]").TapAsync();
        await phone.Page.Locator("[data-test=category-03101]").TapAsync();
        await phone.Page.Locator("[data-test=send]").TapAsync();
        await phone.Page.Locator("[data-test=item-arrived]").First.WaitForAsync();
    }

    [Fact]
    public async Task My_day_says_what_became_of_a_report()
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("officer");
        await phone.IsInstalledAsync();
        await ReportAsync(phone, Pictures.Scene(51));
        await Assertions.Expect(phone.Page.Locator("[data-test=item-arrived]")).ToContainTextAsync("待立案");
        await using var db = fixture.App.NewContext();
        var opened = await db.Reports.OrderByDescending(r => r.ReceivedAt).Select(r => r.CaseId).FirstAsync(Ct);
        using var dispatcher = await fixture.App.LogInAsync("dispatcher", Ct);
        using var filed = await dispatcher.PostAsJsonAsync($"/api/v1/cases/{opened}/file", new { }, Ct);
        filed.EnsureSuccessStatusCode();

        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=item-arrived]")).ToContainTextAsync("待派遣");
    }

    [Fact]
    public async Task The_first_load_is_small()
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        var loaded = new List<(string Path, byte[] Body)>();
        var loading = new List<Task>();
        phone.Page.Response += (_, response) =>
        {
            if (response.Request.ResourceType is "document" or "script" or "stylesheet" or "image")
            {
                loading.Add(Keep(response));
            }
        };
        await phone.Page.GotoAsync("/field/", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Task.WhenAll(loading);

        var bytes = loaded.Sum(file => Gzipped(file.Body));
        output.WriteLine($"First load: {loaded.Count} files, {bytes / 1024.0:F1} kB gzip");
        Assert.InRange(bytes, 20_000, MaxFirstLoadBytes);

        async Task Keep(IResponse response) => loaded.Add((response.Url, await response.BodyAsync()));
    }

    [Theory]
    [InlineData(390, 844, ColorScheme.Light, "zh")]
    [InlineData(360, 640, ColorScheme.Dark, "en")]
    [InlineData(360, 640, ColorScheme.Light, "zh")]
    [InlineData(390, 844, ColorScheme.Dark, "zh")]
    public async Task Every_screen_can_be_read_by_everybody(int width, int height, ColorScheme scheme, string language)
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.Page.SetViewportSizeAsync(width, height);
        await phone.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await phone.Page.GotoAsync("/field/");
        if (language == "en")
        {
            await phone.Page.EvaluateAsync("localStorage.setItem('cityops-language', 'en')");
            await phone.Page.ReloadAsync();
        }

        var look = new Look(phone.Page, $"{width}x{height}-{scheme}-{language}");
        await phone.Page.Locator("[data-test=log-in]").WaitForAsync();
        await look.AtAsync("login");
        await phone.LogInAsync("officer");
        await phone.IsInstalledAsync();
        await ReportAsync(phone, Pictures.Scene(41));
        await phone.Page.Locator("[data-test=item-arrived]").First.WaitForAsync();
        await look.AtAsync("home");
        await phone.PhotographAsync(Pictures.Scene(42), Pictures.Scene(43));
        await phone.Page.Locator("[data-test=recent]").First.WaitForAsync();
        await look.AtAsync("category");
        await phone.Page.Locator("[data-test=recent]").First.TapAsync();
        await phone.Page.Locator("[data-test=accuracy]").WaitForAsync();
        await look.AtAsync("place");
        await phone.Page.Locator("[data-test=take-place]").TapAsync();
        await phone.Page.Locator("[data-test=send]").WaitForAsync();
        await look.AtAsync("send");
        await phone.CutAsync();
        await phone.Page.Locator("[data-test=send]").TapAsync();
        await phone.Page.Locator("[data-test=item-waiting]").WaitForAsync();
        await look.AtAsync("home-waiting");
        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await phone.Page.Locator("[data-test=item-waiting]").WaitForAsync();
        await look.AtAsync("day");
        await phone.Page.Locator("[data-test=item-waiting]").TapAsync();
        await phone.Page.Locator("[data-test=state]").WaitForAsync();
        await look.AtAsync("item");
        await phone.Page.Locator("[data-test=back]").TapAsync();
        await phone.Page.Locator("[data-test=tab-me]").TapAsync();
        await phone.Page.Locator("[data-test=log-out]").WaitForAsync();
        await look.AtAsync("me");
        Assert.True(look.Findings.Count == 0, string.Join("\n", look.Findings));
    }

    /// <summary>Reports what is seen, where the phone is.</summary>
    private static async Task ReportAsync(FieldPhone phone, byte[] photo, string category = "03101")
    {
        await phone.PhotographAsync(photo);
        await phone.Page.Locator($"[data-test=category-{category}]").TapAsync();
        await phone.Page.Locator("[data-test=take-place]").TapAsync();
        await phone.Page.Locator("[data-test=send]").TapAsync();
        await phone.Page.Locator("[data-test=camera]").WaitForAsync();
    }

    private static long Gzipped(byte[] body)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            zip.Write(body);
        }

        return zipped.Length;
    }
}
