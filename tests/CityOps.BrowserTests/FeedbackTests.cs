using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Facilities.Types;
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
