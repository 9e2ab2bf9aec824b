using System.Diagnostics;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>A city that holds nothing but its bureau and an administrator is set up on the console's screens alone, to
/// its first closed case.</summary>
public sealed class SetupJourneyTests(Chromium chromium) : IAsyncLifetime
{
    private const string OwnPassword = "harbour-bridge-at-dusk";

    private const string Towns = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"442000001","name":"石岐街道"},"geometry":{"type":"Polygon","coordinates":
        [[[113.3,22.5],[113.4,22.5],[113.4,22.6],[113.3,22.6],[113.3,22.5]]]}},
        {"type":"Feature","properties":{"code":"442000002","name":"东区街道"},"geometry":{"type":"Polygon","coordinates":
        [[[113.4,22.5],[113.5,22.5],[113.5,22.6],[113.4,22.6],[113.4,22.5]]]}}]}
        """;

    private const string City = """
        {"bureau":{"code":"bureau","name":"城管局"},"administrator":{"login":"admin","name":"管理员"}}
        """;

    private readonly ScratchFolder _scratch = new();
    private CityOpsProcess _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await CityOpsProcess.StartAsync(new(), Ct);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task An_empty_city_is_set_up_on_screens_to_its_first_closed_case()
    {
        var page = await EnterAsync("admin", await FoundAsync());

        await ImportTownsAsync(page);
        await AddOrganisationAsync(page, "sanitation", "环卫中心", "centre", null);
        await AddOrganisationAsync(page, "shiqi", "石岐城管办", "town", "石岐街道");
        var dispatcher = await AddAccountAsync(page, "dispatcher", "派遣员", "bureau");
        var handler = await AddAccountAsync(page, "handler", "处置人员", "sanitation");
        var verifier = await AddAccountAsync(page, "verifier", "核查员", "bureau");
        await PublishFormAsync(page);
        await AddCategoryAsync(page);

        var desk = await EnterAsync("dispatcher", dispatcher);
        await desk.GotoAsync("/cases");
        await desk.Locator("[data-test=call]").ClickAsync();
        await desk.Locator("[data-test=call-category]").SelectOptionAsync("03101");
        await desk.Locator("[data-test=call-town]").SelectOptionAsync("442000001");
        await desk.Locator("[data-test=call-words]").FillAsync("孙文东路垃圾桶满溢");
        await desk.Locator("[data-test=field-q1]").FillAsync("3");
        await desk.Locator("[data-test=call-send]").ClickAsync();
        await StepAsync(desk, "file", "待派遣");
        await desk.Locator("[data-test=step-dispatch]").ClickAsync();
        await Assertions.Expect(desk.Locator("[data-test=step-organisation]")).ToHaveValueAsync("sanitation");
        await desk.Locator("[data-test=step-send]").ClickAsync();
        await Assertions.Expect(Badge(desk)).ToHaveTextAsync("待处置");
        await Assertions.Expect(desk.Locator("[data-test=case-record]")).ToContainTextAsync("4工作时");
        var address = new Uri(desk.Url).PathAndQuery;

        var team = await EnterAsync("handler", handler);
        await team.GotoAsync(address);
        await StepAsync(team, "accept", "处置中");
        await team.Locator("[data-test=note] textarea, textarea[data-test=note]").FillAsync("已清运");
        await StepAsync(team, "handle", "待核查");

        var check = await EnterAsync("verifier", verifier);
        await check.GotoAsync(address);
        await StepAsync(check, "verify", "待结案");

        await StepAsync(desk, "close", "已结案");
    }

    private static ILocator Badge(IPage page) => page.Locator("[data-test=badge]");

    private static async Task StepAsync(IPage page, string step, string becomes)
    {
        await page.Locator($"[data-test=step-{step}]").ClickAsync();
        await Assertions.Expect(Badge(page)).ToHaveTextAsync(becomes);
    }

    private async Task<string> FoundAsync()
    {
        await File.WriteAllTextAsync(_scratch["city.json"], City, Ct);
        var start = new ProcessStartInfo(
            CityOpsProcess.Executable,
            ["setup", "--file", _scratch["city.json"], "--data", _app.DataFolder]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, await output + await error);
        return (await output)
            .Split('\n')
            .Single(line => line.StartsWith("admin ", StringComparison.Ordinal))[6..]
            .Trim();
    }

    /// <summary>Logs in with a first password, in a browser of its own, and chooses another.</summary>
    private async Task<IPage> EnterAsync(string login, string first)
    {
        var page = await chromium.DesktopAsync(_app.Http);
        await page.LogInAsync(login, first);
        await page.FillAsync("#current", first);
        await page.FillAsync("#next", OwnPassword);
        await page.FillAsync("#again", OwnPassword);
        await page.ClickAsync("[data-test=change-password]");
        await page.Locator("[data-test=overview-page]").WaitForAsync();
        return page;
    }

    private async Task ImportTownsAsync(IPage page)
    {
        await page.Locator("[data-test=setup-page]").ClickAsync();
        await page.Locator("[data-test=part-imports]").ClickAsync();
        await File.WriteAllTextAsync(_scratch["towns.geojson"], Towns, Ct);
        await page.Locator("[data-test=file]").SetInputFilesAsync(_scratch["towns.geojson"]);
        await Assertions.Expect(page.Locator("[data-test=sample]")).ToContainTextAsync("石岐街道");
        await page.Locator("[data-test=run]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=kept]")).ToContainTextAsync("新增 2");
    }

    private static async Task AddOrganisationAsync(IPage page, string code, string name, string kind, string? town)
    {
        await page.Locator("[data-test=part-organisations]").ClickAsync();
        await page.Locator("[data-test=new]").ClickAsync();
        await page.Locator("[data-test=code]").FillAsync(code);
        await page.Locator("[data-test=name]").FillAsync(name);
        await page.Locator("[data-test=kind]").SelectOptionAsync(kind);
        if (town is not null)
        {
            await page.Locator("[data-test=town]").SelectOptionAsync(new SelectOptionValue { Label = town });
        }

        await page.Locator("[data-test=save]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=organisations]")).ToContainTextAsync(name);
    }

    /// <returns>The first password.</returns>
    private static async Task<string> AddAccountAsync(IPage page, string login, string role, string organisation)
    {
        await page.Locator("[data-test=part-accounts]").ClickAsync();
        await page.Locator("[data-test=new]").ClickAsync();
        await page.Locator("[data-test=login]").FillAsync(login);
        await page.Locator("[data-test=name]").FillAsync(role + "甲");
        await page.Locator("[data-test=role]").SelectOptionAsync(new SelectOptionValue { Label = role });
        await page.Locator("[data-test=organisation]").SelectOptionAsync(organisation);
        await page.Locator("[data-test=save]").ClickAsync();
        var password = await page.Locator("[data-test=secret-text]").TextContentAsync();
        await page.Locator("[data-test=noted]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=accounts]")).ToContainTextAsync(login);
        return password!;
    }

    private static async Task PublishFormAsync(IPage page)
    {
        await page.Locator("[data-test=part-forms]").ClickAsync();
        await page.Locator("[data-test=new]").ClickAsync();
        await page.Locator("[data-test=code]").FillAsync("litter");
        await page.Locator("[data-test=name]").FillAsync("暴露垃圾上报");
        await page.Locator("[data-test=add-question]").ClickAsync();
        await page.Locator("[data-test=question-zh]").FillAsync("垃圾数量");
        await page.Locator("[data-test=question-kind]").SelectOptionAsync("integer");
        await Assertions.Expect(page.Locator("[data-test=preview]")).ToContainTextAsync("垃圾数量");
        await page.Locator("[data-test=save]").ClickAsync();
        await page.Locator("[data-test=publish] button").ClickAsync();
        await page.Locator("[data-test=confirm]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=published]")).ToContainTextAsync("第 1 版");
    }

    private static async Task AddCategoryAsync(IPage page)
    {
        await page.Locator("[data-test=part-categories]").ClickAsync();
        await page.Locator("[data-test=new]").ClickAsync();
        await page.Locator("[data-test=code]").FillAsync("03101");
        await page.Locator("[data-test=name]").FillAsync("暴露垃圾");
        await page.Locator("[data-test=organisation]").SelectOptionAsync("sanitation");
        await page.Locator("[data-test=form]").SelectOptionAsync("litter");
        await page.Locator("[data-test=add-condition]").ClickAsync();
        await page.Locator("[data-test=condition]").FillAsync("影响市容");
        await page.Locator("[data-test=limit]").FillAsync("4小时");
        await page.Locator("[data-test=save]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=categories]")).ToContainTextAsync("暴露垃圾");
    }
}
