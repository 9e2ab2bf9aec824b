using System.Security.Cryptography;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Demo;
using CityOps.App.Features.Photos;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The cases in one's hands on the phone, /field/#/tasks: worked with and without a line.</summary>
public sealed class FieldTaskTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Category = "03102";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_is_handled_in_airplane_mode_with_its_form_and_photos()
    {
        var id = await DispatchedAsync("路面坑洼", Pictures.Scene(61), "road_repair");
        using (var dispatcher = await fixture.App.LogInAsync("dispatcher", Ct))
        {
            using var urged = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/urge", new { }, Ct);
            Assert.Equal(200, urged.Status);
        }

        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("handler");
        await phone.IsInstalledAsync();
        await phone.Page.Locator("[data-test=tab-tasks]").TapAsync();
        var task = phone.Page.Locator("[data-test=task]", new() { HasText = "路面坑洼" });
        await Assertions.Expect(task.Locator("[data-test=clock]")).ToContainTextAsync("剩余");
        await Assertions.Expect(task.Locator("[data-test=urged]")).ToHaveTextAsync("催办");
        await task.TapAsync();
        await phone.Page.Locator("[data-test=case-photo]").WaitForAsync();
        var amap = await phone.Page.Locator("[data-test=way-amap]").GetAttributeAsync("href");
        Assert.Contains("to=113.357", amap, StringComparison.Ordinal); // GCJ-02, not WGS84's 113.352

        await phone.CutAsync();
        await phone.Page.Locator("[data-test=step-accept]").TapAsync();
        await phone.Page.Locator("[data-test=take-step]").TapAsync();
        await Assertions.Expect(task).ToContainTextAsync("待发送");
        await task.TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=status]")).ToHaveTextAsync("处置中");
        await phone.Page.Locator("[data-test=step-handle]").TapAsync();
        await phone.PhotographAsync(Pictures.Scene(62));
        await phone.Page.Locator("[data-test=photo]").WaitForAsync();
        await phone.Page.Locator("[data-test=field-road] textarea").FillAsync("东明路");
        await phone.Page.Locator("[data-test=field-kinds] .van-checkbox").First.TapAsync();
        await phone.Page.Locator("[data-test=take-step]").TapAsync(); // its measure is missing
        await phone.Page.Locator("[data-faulty=true] input").FillAsync("12.5");
        await phone.Page.WaitForTimeoutAsync(1000);
        await phone.KillAsync();

        // What was written is there again, without a line.
        await phone.StartAsync();
        await phone.Page.GotoAsync($"/field/#/tasks/{id}/step/handle");
        await Assertions.Expect(phone.Page.Locator("[data-test=photo]")).ToHaveCountAsync(1);
        await Assertions.Expect(phone.Page.Locator("[data-test=field-road] textarea")).ToHaveValueAsync("东明路");
        await phone.Page.Locator("[data-test=take-step]").TapAsync();
        phone.Restore();
        await phone.Page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=item-arrived]")).ToHaveCountAsync(2);
        await phone.Page.Locator("[data-test=tab-tasks]").TapAsync();
        await phone.Page.Locator("[data-test=as-of]").WaitForAsync();
        await Assertions
            .Expect(phone.Page.Locator("[data-test=task]", new() { HasText = "路面坑洼" }))
            .ToHaveCountAsync(0);

        await using var db = fixture.App.NewContext();
        var handled = await db.Cases.SingleAsync(c => c.Id == id, Ct);
        Assert.Equal("pending_check", handled.Status);
        var log = await db.CaseEvents.Where(e => e.CaseId == id).OrderBy(e => e.Seq).ToListAsync(Ct);
        Assert.Equal(["accept", "handle"], log.TakeLast(2).Select(e => e.Action));
        Assert.All(log.TakeLast(2), entry => Assert.NotNull(entry.DeviceAt));
        Assert.Equal(
            12.5m,
            log[^1].Detail!.RootElement.GetProperty("measures").EnumerateObject().Single().Value.GetDecimal()
        );
        var entry = log[^1].Id;
        var photo = await db.Attachments.SingleAsync(a => a.SubjectId == entry, Ct);
        Assert.True(await db.Photos.AnyAsync(p => p.Sha256 == photo.Sha256, Ct));
    }

    [Fact]
    public async Task A_step_that_meets_a_case_that_moved_on_says_so_and_keeps_what_was_written()
    {
        var id = await DispatchedAsync("井盖缺失");
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("handler");
        await phone.IsInstalledAsync();
        await phone.Page.Locator("[data-test=tab-tasks]").TapAsync();
        await phone.Page.Locator("[data-test=task]", new() { HasText = "井盖缺失" }).TapAsync();
        await phone.Page.Locator("[data-test=steps]").WaitForAsync();
        await phone.CutAsync();
        await phone.Page.Locator("[data-test=step-return]").TapAsync();
        await phone.Page.Locator("[data-test=take-step]").TapAsync(); // it needs a note
        await Assertions.Expect(phone.Page.Locator("[role=status]")).ToContainTextAsync("1");
        await phone.Page.Locator("textarea").FillAsync("不属于本单位管养范围");
        await phone.PhotographAsync(Pictures.Scene(63));
        await phone.Page.Locator("[data-test=photo]").WaitForAsync();
        await phone.Page.Locator("[data-test=take-step]").TapAsync();

        using (var colleague = await fixture.App.LogInAsync("handler", Ct))
        {
            using var accepted = await colleague.PostJsonAsync($"/api/v1/cases/{id}/accept", new { }, Ct);
            Assert.Equal(200, accepted.Status);
        }

        phone.Restore();
        await phone.Page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await phone.Page.Locator("[data-test=item-problem]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[role=alert]")).ToContainTextAsync("处置中");
        await phone.Page.Locator("[data-test=remedy-look]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=moved-on]")).ToContainTextAsync("退回");
        await Assertions.Expect(phone.Page.Locator("textarea")).ToHaveValueAsync("不属于本单位管养范围");
        await Assertions.Expect(phone.Page.Locator("[data-test=photo]")).ToHaveCountAsync(1);
        await phone.Page.Locator("[data-test=instead-comment]").TapAsync();
        await phone.Page.Locator("[data-test=take-step]").TapAsync();
        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await phone.Page.Locator("[data-test=item-arrived]").WaitForAsync();

        await using var db = fixture.App.NewContext();
        var log = await db.CaseEvents.Where(e => e.CaseId == id).OrderBy(e => e.Seq).ToListAsync(Ct);
        Assert.Equal(["accept", "comment"], log.TakeLast(2).Select(e => e.Action));
        Assert.Equal("不属于本单位管养范围", log[^1].Note);
    }

    [Fact]
    public async Task A_verifier_checks_a_case_and_a_handler_asks_for_more_time()
    {
        var (handled, running) = (await DispatchedAsync("广告牌松动"), await DispatchedAsync("绿化缺株"));
        using (var handler = await fixture.App.LogInAsync("handler", Ct))
        {
            using var done = await handler.PostJsonAsync(
                $"/api/v1/cases/{handled}/handle",
                new { note = "已加固" },
                Ct
            );
            Assert.Equal(200, done.Status);
        }

        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("verifier");
        await phone.IsInstalledAsync();
        await phone.Page.Locator("[data-test=tab-tasks]").TapAsync();
        await phone.Page.Locator("[data-test=task]", new() { HasText = "广告牌松动" }).TapAsync();
        await phone.Page.Locator("[data-test=step-verify]").TapAsync();
        await phone.PhotographAsync(Pictures.Scene(64));
        await phone.Page.Locator("[data-test=photo]").WaitForAsync();
        await phone.Page.Locator("[data-test=take-step]").TapAsync();
        await Assertions
            .Expect(phone.Page.Locator("[data-test=task]", new() { HasText = "广告牌松动" }))
            .ToHaveCountAsync(0);
        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await phone.Page.Locator("[data-test=item-arrived]").WaitForAsync();
        await using (var db = fixture.App.NewContext())
        {
            Assert.Equal("pending_close", (await db.Cases.SingleAsync(c => c.Id == handled, Ct)).Status);
        }

        await using var other = await FieldPhone.NewAsync(fixture.App.Http);
        await other.LogInAsync("handler");
        await other.IsInstalledAsync();
        await other.Page.Locator("[data-test=tab-tasks]").TapAsync();
        await other.Page.Locator("[data-test=task]", new() { HasText = "绿化缺株" }).TapAsync();
        await other.Page.Locator("[data-test=ask-extension]").TapAsync();
        await other.Page.Locator("textarea").PressSequentiallyAsync("苗木周五到货");
        await other.Page.Locator("[data-test=take-step]").TapAsync();
        await other.Page.Locator("[data-test=tab-day]").TapAsync();
        await other.Page.Locator("[data-test=item-arrived]").WaitForAsync();
        await using var after = fixture.App.NewContext();
        var said = await after.CaseEvents.Where(e => e.CaseId == running).OrderBy(e => e.Seq).LastAsync(Ct);
        Assert.Equal(("comment", "申请延期：苗木周五到货"), (said.Action, said.Note));
    }

    [Theory]
    [InlineData(390, 844, ColorScheme.Light, "zh")]
    [InlineData(390, 844, ColorScheme.Dark, "en")]
    public async Task Its_screens_can_be_read_by_everybody(int width, int height, ColorScheme scheme, string language)
    {
        var id = await DispatchedAsync("占道经营，影响行人通行", Pictures.Scene(65), "road_repair");
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.Page.SetViewportSizeAsync(width, height);
        await phone.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await phone.Page.GotoAsync("/field/");
        await phone.Page.EvaluateAsync($"localStorage.setItem('cityops-language', '{language}')");
        var look = new Look(phone.Page, $"{width}x{height}-{scheme}-{language}");
        await phone.LogInAsync("handler");
        await phone.IsInstalledAsync();
        await phone.Page.Locator("[data-test=tab-tasks]").TapAsync();
        var task = phone.Page.Locator("[data-test=task]", new() { HasText = "占道经营" }).First;
        await task.WaitForAsync();
        await look.AtAsync("tasks");
        await phone.Page.Locator("[data-test=as-map]").TapAsync();
        await phone.Page.Locator("[data-test=map]").WaitForAsync();
        await look.AtAsync("tasks-map");
        await phone.Page.Locator("[data-test=as-map]").TapAsync();
        await task.TapAsync();
        await phone.Page.Locator("[data-test=case-photo]").First.WaitForAsync();
        await look.AtAsync("task");
        await phone.CutAsync();
        await phone.Page.Locator("[data-test=step-handle]").TapAsync();
        await phone.PhotographAsync(Pictures.Scene(66));
        await phone.Page.Locator("[data-test=photo]").WaitForAsync();
        await phone.Page.Locator("[data-test=take-step]").TapAsync();
        await look.AtAsync("step");
        await phone.Page.Locator("[data-test=field-road] textarea").FillAsync("东明路");
        await phone.Page.Locator("[data-test=field-kinds] .van-checkbox").First.TapAsync();
        await phone.Page.Locator("[data-faulty=true] input").FillAsync("3");
        await phone.Page.Locator("[data-test=take-step]").TapAsync();
        await task.WaitForAsync();
        await look.AtAsync("tasks-waiting");
        using (var supervisor = await fixture.App.LogInAsync("supervisor", Ct))
        {
            using var suspended = await supervisor.PostJsonAsync(
                $"/api/v1/cases/{id}/suspend",
                new { note = "等待权属单位", until = DateTimeOffset.UtcNow.AddDays(3) },
                Ct
            );
            Assert.Equal(200, suspended.Status);
        }

        phone.Restore();
        await phone.Page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await phone.Page.Locator("[data-test=item-problem]").TapAsync();
        await phone.Page.Locator("[data-test=remedy-look]").WaitForAsync();
        await look.AtAsync("step-problem");
        await phone.Page.Locator("[data-test=remedy-look]").TapAsync();
        await phone.Page.Locator("[data-test=moved-on]").WaitForAsync();
        await look.AtAsync("step-moved-on");
        Assert.True(look.Findings.Count == 0, string.Join("\n", look.Findings));
    }

    private async Task SetCategoryAsync(string? handlingForm)
    {
        if (handlingForm is not null)
        {
            await using var db = fixture.App.NewContext();
            await DemoForms.LoadAsync(db, new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), Ct);
            await db.SaveChangesAsync(Ct);
        }

        using var admin = await fixture.App.LogInAsync("admin", Ct);
        using var saved = await admin.PutJsonAsync(
            $"/api/v1/categories/{Category}",
            new
            {
                name = "积存垃圾渣土",
                kind = "event",
                organisation = "sanitation",
                handlingForm,
                conditions = new[] { new { condition = "一般", limit = "5工作日" } },
            },
            Ct
        );
        Assert.True(saved.Response.IsSuccessStatusCode, saved.Code);
    }

    /// <summary>A case that waits to be handled.</summary>
    /// <param name="handlingForm">What handling it asks.</param>
    private async Task<Guid> DispatchedAsync(string description, byte[]? photo = null, string? handlingForm = null)
    {
        await SetCategoryAsync(handlingForm);
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        var sha256 = photo is null ? null : Convert.ToHexStringLower(SHA256.HashData(photo));
        using var sent = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = Category,
                description,
                observedAt = DateTimeOffset.UtcNow,
                position = new
                {
                    lon = 113.352,
                    lat = 22.551,
                    coordSystem = "wgs84",
                },
                photos = photo is null
                    ? []
                    : new[]
                    {
                        new
                        {
                            sha256,
                            bytes = photo.Length,
                            type = "image/jpeg",
                        },
                    },
            },
            Ct
        );
        if (photo is not null)
        {
            using var upload = await TusUpload.CreateAsync(officer, photo.Length, sha256!, Ct);
            if (upload.Response.Headers.Location is { } location && upload.Status == 201)
            {
                using var _ = await TusUpload.PatchAsync(officer, location, 0, photo, Ct);
            }
        }

        var id = sent["case.id"].GetGuid();
        using var dispatcher = await fixture.App.LogInAsync("dispatcher", Ct);
        foreach (var action in new[] { "file", "dispatch" })
        {
            using var taken = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/{action}", new { }, Ct);
            Assert.Equal(200, taken.Status);
        }

        return id;
    }
}
