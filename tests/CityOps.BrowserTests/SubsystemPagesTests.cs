using System.Text;
using System.Text.Json;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>A subsystem from nothing, on screens alone: form, categories, type, facilities, routine, and the set of
/// them.</summary>
public sealed class SubsystemPagesTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subsystem_is_made_from_nothing_on_screens_to_the_check_that_is_due_and_the_file()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("admin", address: "/setup/forms");

        await FormAsync(page);
        await CategoryAsync(page, "L0791", "座椅损坏", "event", form: null);
        await CategoryAsync(page, "L0792", "座椅检查", "inspection", "bench_check");
        await TypeAsync(page);
        await ImportAsync(page);
        await RoutineAsync(page);
        await GoToAsync(page, "subsystems");
        await page.Locator("[data-test=compose-type]").SelectOptionAsync("bench");
        await page.Locator("[data-test=compose-code]").FillAsync("benches");
        await page.Locator("[data-test=compose-name]").FillAsync("公园座椅");
        await page.Locator("[data-test=compose-save]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=done]")).ToContainTextAsync("公园座椅");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-test=export]").ClickAsync());
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync(), Ct));

        await page.GotoAsync("/routines");
        var due = page.Locator("[data-test=checks] tbody tr", new() { HasText = "一号座椅" });
        await Assertions.Expect(due).ToContainTextAsync("待检查");

        // What was changed holds from tomorrow on, and is what is changed further.
        await page.GotoAsync("/setup/routines?code=bench_round");
        await page.Locator("[data-test=window]").FillAsync("4");
        await page.Locator("[data-test=save]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=holds-from]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-test=window]")).ToHaveValueAsync("4");

        await page.GotoAsync("/map?facility=B-1");
        await Assertions.Expect(page.Locator("[data-test=facility-checks]")).ToContainTextAsync("待检查");

        Assert.Equal("bench", file.RootElement.GetProperty("type").GetProperty("code").GetString());
        Assert.Equal(["bench_check"], Codes(file, "forms"));
        Assert.Equal(["L0791", "L0792"], Codes(file, "categories"));
        Assert.Equal(["bench_round"], Codes(file, "routines"));
    }

    private static IEnumerable<string?> Codes(JsonDocument file, string part) =>
        file.RootElement.GetProperty(part).EnumerateArray().Select(one => one.GetProperty("code").GetString());

    private static async Task GoToAsync(IPage page, string part)
    {
        await page.Locator($"[data-test=part-{part}]").ClickAsync();
        await page.Locator($"[data-test=part-{part}][aria-current=page]").WaitForAsync();
    }

    private static async Task FormAsync(IPage page)
    {
        await page.Locator("[data-test=new]").ClickAsync();
        await page.Locator("[data-test=code]").FillAsync("bench_check");
        await page.Locator("[data-test=name]").FillAsync("座椅检查表");
        await page.Locator("[data-test=add-question]").ClickAsync();
        await page.Locator("[data-test=question-zh]").FillAsync("椅面");
        await page.Locator("[data-test=question-kind]").SelectOptionAsync("choice");
        await page.Locator("[data-test=choice-zh]").FillAsync("完好");
        await page.Locator("[data-test=add-choice]").ClickAsync();
        await page.Locator("[data-test=choice-zh]").Last.FillAsync("松动");
        await page.Locator("[data-test=save]").ClickAsync();
        await page.Locator("[data-test=publish] button").ClickAsync();
        await page.Locator("[data-test=confirm]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=published]")).ToContainTextAsync("第 1 版");
    }

    private static async Task CategoryAsync(IPage page, string code, string name, string kind, string? form)
    {
        await GoToAsync(page, "categories");
        await page.Locator("[data-test=new]").ClickAsync();
        await page.Locator("[data-test=code]").FillAsync(code);
        await page.Locator("[data-test=name]").FillAsync(name);
        await page.Locator("[data-test=kind]").SelectOptionAsync(kind);
        if (form is not null)
        {
            await page.Locator("[data-test=form]").SelectOptionAsync(form);
        }

        await page.Locator("[data-test=save]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=categories]")).ToContainTextAsync(name);
    }

    private static async Task TypeAsync(IPage page)
    {
        await GoToAsync(page, "types");
        await page.Locator("[data-test=new]").ClickAsync();
        await page.Locator("[data-test=code]").FillAsync("bench");
        await page.Locator("[data-test=name]").FillAsync("座椅");
        await page.Locator("[data-test=save]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=types]")).ToContainTextAsync("座椅");
    }

    private static async Task ImportAsync(IPage page)
    {
        await GoToAsync(page, "imports");
        await page.Locator("[data-test=kind-facilities]").ClickAsync();
        await page.Locator("[data-test=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "benches.csv",
                    MimeType = "text/csv",
                    Buffer = Encoding.UTF8.GetBytes("编码,类型,名称,经度,纬度\nB-1,座椅,一号座椅,113.36,22.55\n"),
                }
            );
        await Assertions.Expect(page.Locator("[data-test=sample]")).ToContainTextAsync("一号座椅");
        await page.Locator("[data-test=run]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=kept]")).ToContainTextAsync("新增 1");
    }

    private static async Task RoutineAsync(IPage page)
    {
        await GoToAsync(page, "routines");
        await page.Locator("[data-test=new]").ClickAsync();
        await page.Locator("[data-test=code]").FillAsync("bench_round");
        await page.Locator("[data-test=name]").FillAsync("座椅检查");
        await page.Locator("[data-test=type]").SelectOptionAsync("bench");
        await page.Locator("[data-test=often]").SelectOptionAsync("daily");
        await page.Locator("[data-test=every]").FillAsync("3");
        await page.Locator("[data-test=window]").FillAsync("2");
        await page.Locator("[data-test=category]").SelectOptionAsync("L0792");
        await page.Locator("[data-test=organisation]").SelectOptionAsync("sanitation");
        await page.Locator("[data-test=add-problem]").ClickAsync();
        await page.Locator("[data-test=choice-c2]").CheckAsync();
        await page.Locator("[data-test=problem-category]").SelectOptionAsync("L0791");
        await page.Locator("[data-test=save]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=routines]")).ToContainTextAsync("每 3 天");
        await Assertions.Expect(page.Locator("[data-test=holds-from]")).ToHaveCountAsync(0);
    }
}
