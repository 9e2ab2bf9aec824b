using System.IO.Compression;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Toilets;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

public sealed class FeedbackTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_taps_send_a_complaint_and_the_receipt_page_shows_it()
    {
        var code = await PlateAsync();
        var page = await chromium.PhoneAsync(fixture.App.Http);

        await page.GotoAsync($"/q/{code}");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("松苑公厕");
        await page.Locator("[data-kind=no_supplies]").TapAsync();
        await page.Locator("[data-stars='2']").TapAsync();
        await page.Locator("button.submit").TapAsync();
        await page.Locator("[data-status]").WaitForAsync();

        var receipt = page.Url.Split("receipt=")[^1];
        await using var db = fixture.App.NewContext();
        var stored = await db.Feedback.SingleAsync(f => f.Receipt == receipt.Replace("-", ""), _ct);
        Assert.Equal(("no_supplies", 2), (stored.Kind, (int)stored.Stars));
        Assert.NotNull(stored.CaseId);
        await page.ReloadAsync(); // the link can be kept
        await Assertions.Expect(page.Locator("[data-status]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_code_that_is_not_ours_is_told_on_a_page_in_Chinese()
    {
        var page = await chromium.PhoneAsync(fixture.App.Http);

        await page.GotoAsync("/q/T-001-1-XXXXXXXX");

        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("二维码");
    }

    [Fact]
    public async Task A_photo_that_cannot_be_read_is_named_beside_the_good_ones_and_is_taken_again()
    {
        var page = await chromium.PhoneAsync(fixture.App.Http);
        await page.GotoAsync($"/q/{await PlateAsync()}");

        await page.Locator(".photos__add input")
            .SetInputFilesAsync([Photo("IMG_1.jpg"), Photo("IMG_2.jpg", [1, 2, 3]), Photo("IMG_3.jpg")]);

        var bad = page.Locator(".photos__bad");
        await Assertions.Expect(bad).ToContainTextAsync("照片“IMG_2.jpg”无法读取，没有加入。");
        await Assertions.Expect(page.Locator(".photos__one")).ToHaveCountAsync(2);
        await bad.Locator("input").SetInputFilesAsync(Photo("IMG_4.jpg"));
        await Assertions.Expect(page.Locator(".photos__one")).ToHaveCountAsync(3);
        await Assertions.Expect(bad).ToHaveCountAsync(0);

        await page.Locator(".photos__one").First.TapAsync(); // taken out
        await page.Locator(".photos__add input").SetInputFilesAsync([Photo("IMG_5.jpg"), Photo("IMG_6.jpg")]);
        await Assertions.Expect(bad).ToHaveTextAsync("最多 3 张照片，IMG_6.jpg没有加入。");
        await page.Locator("[data-kind=dirt]").TapAsync();
        await page.Locator("[data-stars='1']").TapAsync();
        await page.Locator("button.submit").TapAsync();
        await page.Locator("[data-status]").WaitForAsync();

        var receipt = page.Url.Split("receipt=")[^1].Replace("-", "");
        await using var db = fixture.App.NewContext();
        var id = (await db.Feedback.SingleAsync(f => f.Receipt == receipt, _ct)).Id;
        Assert.Equal(3, await db.Attachments.CountAsync(a => a.SubjectId == id, _ct));
    }

    [Fact]
    public async Task A_phone_six_minutes_fast_sends_and_the_feedback_counts_now()
    {
        var page = await chromium.PhoneAsync(fixture.App.Http);
        await page.Clock.InstallAsync(new() { TimeDate = DateTime.UtcNow.AddMinutes(6) });
        await page.GotoAsync($"/q/{await PlateAsync()}");

        await FillInAsync(page);
        await page.Locator("button.submit").TapAsync();
        await page.Locator("[data-status]").WaitForAsync();

        var receipt = page.Url.Split("receipt=")[^1].Replace("-", "");
        await using var db = fixture.App.NewContext();
        var stored = await db.Feedback.SingleAsync(f => f.Receipt == receipt, _ct);
        Assert.Contains("time_skew", stored.Flags);
        Assert.InRange((stored.ReceivedAt - stored.ObservedAt).TotalSeconds, -1, 60);
    }

    [Fact]
    public async Task What_is_refused_stays_on_the_phone_with_the_reason_and_is_corrected_or_discarded()
    {
        var (page, address) = (await chromium.PhoneAsync(fixture.App.Http), $"/q/{await PlateAsync()}");
        await page.GotoAsync(address);
        await FillInAsync(page, phone: "12");
        await page.Locator("button.submit").TapAsync();
        await Assertions.Expect(page.Locator(".hint")).ToHaveTextAsync("电话号码无效");

        await page.GotoAsync(address); // another day
        var refused = page.Locator("[data-refused]");
        await Assertions.Expect(refused).ToContainTextAsync("没有被接收：松苑公厕");
        await Assertions.Expect(refused).ToContainTextAsync("电话号码无效");
        await refused.GetByText("修改后再交").TapAsync();
        await Assertions.Expect(page.Locator("textarea")).ToHaveValueAsync("地面有积水");
        await page.Locator("[name=phone]").FillAsync("13800138000");
        await page.Locator("button.submit").TapAsync();
        await page.Locator("[data-status]").WaitForAsync();
        await Assertions.Expect(refused).ToHaveCountAsync(0);

        await page.GotoAsync(address);
        await FillInAsync(page, phone: "34");
        await page.Locator("button.submit").TapAsync();
        await Assertions.Expect(page.Locator(".hint")).ToHaveTextAsync("电话号码无效");
        await page.GotoAsync(address);
        await refused.GetByText("删除").TapAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("button.submit")).ToBeVisibleAsync();
        await Assertions.Expect(refused).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_waited_for_a_network_is_announced_with_its_receipt_once_it_is_sent()
    {
        var (page, address) = (await chromium.PhoneAsync(fixture.App.Http), $"/q/{await PlateAsync()}");
        await page.GotoAsync(address);
        await page.RouteAsync("**/api/v1/feedback/**", route => route.AbortAsync());
        await FillInAsync(page);
        await page.Locator("button.submit").TapAsync();
        await Assertions.Expect(page.Locator(".state")).ToContainTextAsync("网络不通，已保存在手机里");

        await page.UnrouteAsync("**/api/v1/feedback/**");
        await page.GotoAsync(address);

        var told = page.Locator(".news a");
        await Assertions.Expect(page.Locator(".news")).ToContainTextAsync("之前保存的反馈已提交：松苑公厕");
        var receipt = await told.InnerTextAsync();
        await using var db = fixture.App.NewContext();
        Assert.True(await db.Feedback.AnyAsync(f => f.Receipt == receipt.Replace("-", ""), _ct));
        await told.TapAsync();
        await Assertions.Expect(page.Locator(".receipt__number")).ToHaveTextAsync(receipt);
    }

    [Fact]
    public async Task Every_text_of_the_page_stands_out_from_its_ground()
    {
        var (page, address) = (await chromium.PhoneAsync(fixture.App.Http), $"/q/{await PlateAsync()}");
        var look = new Look(page, "qr");
        await page.GotoAsync(address);
        Assert.InRange(await ContrastAsync(page, "button.submit"), 4.5, 21);
        await look.AtAsync("form");
        await page.Locator(".photos__add input").SetInputFilesAsync([Photo("IMG_1.jpg"), Photo("IMG_2.jpg", [1])]);
        await FillInAsync(page, phone: "12");
        Assert.InRange(await ContrastAsync(page, "button.submit"), 4.5, 21);
        await page.Locator("button.submit").TapAsync();
        await Assertions.Expect(page.Locator(".hint")).ToHaveTextAsync("电话号码无效");
        await look.AtAsync("refused");
        await page.GotoAsync(address);
        await page.Locator("[data-refused]").WaitForAsync();
        await look.AtAsync("earlier");
        await page.RouteAsync("**/api/v1/feedback/**", route => route.AbortAsync());
        await FillInAsync(page);
        await page.Locator("button.submit").TapAsync();
        await Assertions.Expect(page.Locator(".state")).ToContainTextAsync("网络不通");
        await look.AtAsync("waiting");
        await page.UnrouteAsync("**/api/v1/feedback/**");
        await page.Locator(".state .link").TapAsync();
        await page.Locator("[data-status]").WaitForAsync();
        await look.AtAsync("receipt");

        Assert.Empty(look.Findings);
    }

    [Fact]
    public async Task The_page_says_what_it_keeps_and_the_receipt_shows_and_erases_it()
    {
        var page = await chromium.PhoneAsync(fixture.App.Http);
        var look = new Look(page, "qr");
        await page.GotoAsync($"/q/{await PlateAsync()}");
        await page.Locator(".privacy summary").TapAsync();
        await Assertions.Expect(page.Locator(".privacy")).ToContainTextAsync("满 180 天后自动删除");
        await look.AtAsync("privacy");
        await FillInAsync(page, phone: "13900139000");
        await page.Locator("button.submit").TapAsync();
        await page.Locator("[data-status]").WaitForAsync();

        await page.Locator(".privacy summary").TapAsync();
        await page.Locator("[name=own-phone]").FillAsync("13900139001");
        await page.Locator("[name=export]").TapAsync();
        await Assertions.Expect(page.Locator(".privacy [role=status]")).ToHaveTextAsync("回执编号不存在");
        await page.Locator("[name=own-phone]").FillAsync("13900139000");
        var file = await page.RunAndWaitForDownloadAsync(() => page.Locator("[name=export]").TapAsync());
        Assert.EndsWith(".json", file.SuggestedFilename, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator(".privacy pre")).ToContainTextAsync("13900139000");
        await look.AtAsync("own-data");
        await page.Locator("[name=erase]").TapAsync();
        await page.Locator("[name=erase]").TapAsync();
        await Assertions.Expect(page.Locator("[name=own-phone]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("body")).Not.ToContainTextAsync("地面有积水");

        Assert.Empty(look.Findings);
    }

    [Fact]
    public async Task The_page_is_under_30_kB()
    {
        var address = $"/q/{await PlateAsync()}";
        var page = await chromium.PhoneAsync(fixture.App.Http);
        await page.GotoAsync(address);
        var parts = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('script[src], link[rel=stylesheet]')].map((part) => part.src || part.href)"
        );
        Assert.True(parts.Length >= 2);

        using var http = fixture.App.Client();
        var bytes = 0;
        foreach (var part in parts.Append(new Uri(fixture.App.Http, address).ToString()))
        {
            using var zipped = new MemoryStream();
            await using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true))
            {
                await gzip.WriteAsync(await http.GetByteArrayAsync(new Uri(part), _ct), _ct);
            }

            bytes += (int)zipped.Length;
        }

        Assert.InRange(bytes, 5_000, 30_000);
    }

    private static async Task FillInAsync(IPage page, string phone = "")
    {
        await page.Locator("[data-kind=wet_floor]").TapAsync();
        await page.Locator("[data-stars='2']").TapAsync();
        await page.Locator("textarea").FillAsync("地面有积水");
        await page.Locator("[name=phone]").FillAsync(phone);
    }

    private static FilePayload Photo(string name, byte[]? bytes = null) =>
        new()
        {
            Name = name,
            MimeType = "image/jpeg",
            Buffer = bytes ?? Pictures.Jpeg(),
        };

    /// <summary>WCAG 2.2, 1.4.3: of a text to its own background.</summary>
    private static Task<double> ContrastAsync(IPage page, string selector) =>
        page.EvaluateAsync<double>(
            """
            (selector) => {
              const { color, backgroundColor } = getComputedStyle(document.querySelector(selector));
              const light = (said) => said.match(/\d+/g).slice(0, 3).map((part) => Number(part) / 255)
                .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
                .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
              const [a, b] = [light(color), light(backgroundColor)];
              return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            }
            """,
            selector
        );

    [Fact]
    public async Task A_fitness_points_page_asks_and_says_what_its_type_does_in_both_languages()
    {
        var code = await FitnessPointAsync();
        var page = await chromium.PhoneAsync(fixture.App.Http);

        await page.GotoAsync($"/q/{code}");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("二号健身点");
        await Assertions.Expect(page.Locator(".facts")).ToHaveTextAsync("责任单位园林中心");
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("给这处健身设施打分");
        await Assertions.Expect(page.Locator("body")).Not.ToContainTextAsync("公厕");
        await Assertions.Expect(page.Locator("[data-kind]")).ToHaveCountAsync(2);
        await page.Locator("button.language").TapAsync();
        await Assertions.Expect(page.Locator("[data-kind=broken]")).ToHaveTextAsync("Broken part");
        await page.Locator("[data-kind=broken]").TapAsync();
        await page.Locator("[data-stars='1']").TapAsync();
        await page.Locator("button.submit").TapAsync();
        await Assertions.Expect(page.Locator("[data-status]")).ToHaveTextAsync("Received, waiting to be looked at.");

        var receipt = page.Url.Split("receipt=")[^1];
        await using var db = fixture.App.NewContext();
        var stored = await db.Feedback.SingleAsync(f => f.Receipt == receipt.Replace("-", ""), _ct);
        Assert.Equal(("fitness", "broken"), (stored.FacilityType, stored.Kind));
    }

    private async Task<string> FitnessPointAsync()
    {
        await using var db = fixture.App.NewContext();
        var (_, refusal) = await PutFacilityType.RunAsync(
            db,
            "fitness",
            new(
                "健身设施",
                "Fitness point",
                HasPage: true,
                Page: new(
                    Title: new("健身设施反馈", "Fitness point"),
                    Rating: new("给这处健身设施打分"),
                    Facts: [PageWords.Organisation]
                ),
                Kinds: [new("broken", "部件损坏", "Broken part", Category: "01101"), new("praise", "表扬", "Praise")]
            ),
            _ct
        );
        Assert.Null(refusal);
        var point = new Facility
        {
            Code = "FIT-2",
            Type = "fitness",
            Name = "二号健身点",
            Position = TestCity.Point(113.36, 22.56),
            TownCode = TestCity.WestTown,
            OrganisationCode = "parks",
            CreatedAt = DateTimeOffset.UtcNow,
        };
        db.Facilities.Add(point);
        await db.SaveChangesAsync(_ct);
        var code = await QrCodes.IssueAsync(db, point.Id, point.Code, DateTimeOffset.UtcNow, _ct);
        await db.SaveChangesAsync(_ct);
        return code.Code;
    }

    private async Task<string> PlateAsync()
    {
        await using var db = fixture.App.NewContext();
        var toilet = await db.Facilities.SingleAsync(f => f.Code == "T-001", _ct);
        var code = await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DateTimeOffset.UtcNow, _ct);
        await db.SaveChangesAsync(_ct);
        return code.Code;
    }
}
