using System.IO.Compression;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The working day's page: queues, the list of one, and the record beside it.</summary>
public sealed class CasesPageTests(Chromium chromium, TestApp.ForClass fixture, ITestOutputHelper output)
    : IClassFixture<TestApp.ForClass>
{
    private const int MostBeforeLogInBytes = 180_000;
    private const int MostWithListBytes = 450_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dispatcher_works_a_queue_off_by_keys_and_its_count_follows()
    {
        var words = Words();
        var ids = await fixture.App.ReportAsync(words, 3, Ct);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("dispatcher");
        await page.Locator("[data-test=cases-page]").ClickAsync();
        await page.Locator("[data-test=queue-file]").ClickAsync();
        await page.Locator("[data-test=search]").FillAsync(words);
        await page.RowsAsync(3);
        var before = await page.CountAsync("file");
        await page.Locator("[data-test=search]").PressAsync("Escape");

        for (var left = 2; left >= 0; left--)
        {
            await page.Keyboard.PressAsync("j");
            await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync(words);
            await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待立案");
            await Assertions.Expect(page.Locator("[data-primary]")).ToBeEnabledAsync();
            await page.Keyboard.PressAsync("e");
            await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待派遣");
            await page.RowsAsync(left);
            await Assertions.Expect(page.Locator("[data-test=queue-file] b")).ToHaveTextAsync($"{before - 3 + left}");
        }

        await Assertions.Expect(page.Locator("[data-test=no-cases]")).ToHaveTextAsync("该队列已办完");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToHaveCountAsync(0);
        using var dispatcher = await fixture.App.LogInAsync("dispatcher", Ct);
        foreach (var id in ids)
        {
            using var record = await dispatcher.ReadAsync($"/api/v1/cases/{id}", Ct);
            Assert.Equal("pending_dispatch", record["status"].GetString());
        }
    }

    [Fact]
    public async Task Another_desks_step_shows_in_the_queues_and_in_the_open_record_by_itself()
    {
        var words = Words();
        var id = (await fixture.App.ReportAsync(words, 1, Ct)).Single();
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: $"/cases?text={words}&case={id}");
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待立案");
        await page.RowsAsync(1);
        var before = await page.CountAsync("dispatch");

        using var dispatcher = await fixture.App.LogInAsync("dispatcher", Ct);
        using var filed = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/file", new { }, Ct);

        Assert.Equal(200, filed.Status);
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待派遣");
        await Assertions.Expect(page.Locator("[data-test=queue-dispatch] b")).ToHaveTextAsync($"{before + 1}");
        await Assertions.Expect(page.Locator("[data-test=case-row]")).ToContainTextAsync("待派遣");
    }

    [Fact]
    public async Task What_is_filtered_stands_in_the_address_and_the_chosen_columns_are_kept()
    {
        var words = Words();
        await fixture.App.ReportAsync(words, 2, Ct);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/cases");
        await page.Locator("[data-test=search]").FillAsync(words);
        await page.RowsAsync(2);
        await page.Locator("[data-test=filters]").ClickAsync();
        await page.Locator("[data-test=filter-status]").SelectOptionAsync("pending_register");
        await page.Locator("[data-test=filter-town]").SelectOptionAsync(TestCity.WestTown);
        await page.Locator("[data-test=filter-source]").SelectOptionAsync("patrol");
        await page.Locator("[data-test=filter-from]").FillAsync("2020-01-31");
        await page.RowsAsync(2);
        var address = Uri.UnescapeDataString(page.Url);
        foreach (
            var part in new[]
            {
                $"text={words}",
                "status=pending_register",
                $"town={TestCity.WestTown}",
                "source=patrol",
                "from=2020-01-31",
            }
        )
        {
            Assert.Contains(part, address, StringComparison.Ordinal);
        }

        await Assertions.Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "来源" })).ToHaveCountAsync(0);
        await page.GetByText("列", new() { Exact = true }).ClickAsync();
        await page.Locator("[data-test=column-source]").CheckAsync();
        await page.ReloadAsync();

        await page.RowsAsync(2);
        await Assertions.Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "来源" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-test=search]")).ToHaveValueAsync(words);
        await page.Locator("[data-test=filters]").ClickAsync();
        await page.Locator("[data-test=filter-town]").SelectOptionAsync(TestCity.EastTown);
        await page.GetByRole(AriaRole.Button, new() { Name = "去掉“西镇”" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=no-cases]")).ToHaveTextAsync("没有符合条件的案件");
        await page.GoBackAsync(); // the town that was taken away is there again
        await page.RowsAsync(2);
    }

    [Fact]
    public async Task A_long_list_is_read_as_it_is_scrolled_and_holds_the_rows_in_sight_alone()
    {
        var words = Words();
        await fixture.App.ReportAsync(words, 230, Ct);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: $"/cases?text={words}");
        await Assertions.Expect(page.Locator("[data-test=case-row]").First).ToBeVisibleAsync();
        Assert.InRange(await page.Locator("[data-test=case-row]").CountAsync(), 10, 80);

        await page.Locator("[data-test=case-table]").HoverAsync();
        for (var turns = 0; turns < 60 && !await page.GetByText("共 230 宗").IsVisibleAsync(); turns++)
        {
            await page.Mouse.WheelAsync(0, 1_500);
            await page.WaitForTimeoutAsync(100);
        }

        await Assertions.Expect(page.GetByText("共 230 宗")).ToBeVisibleAsync();
        Assert.InRange(await page.Locator("[data-test=case-row]").CountAsync(), 10, 80);
    }

    [Fact]
    public async Task A_step_with_many_cases_answers_for_each_and_what_somebody_else_moved_on_is_left_alone()
    {
        var words = Words();
        var ids = await fixture.App.ReportAsync(words, 3, Ct);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: $"/cases?queue=file&text={words}");
        await page.RowsAsync(3);
        await page.Locator("[data-test=choose-all]").CheckAsync();
        await Assertions.Expect(page.Locator("[data-test=bulk]")).ToContainTextAsync("已选 3 宗");
        await page.Locator("[data-test=bulk-reject]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=bulk-take]")).ToBeDisabledAsync(); // it says why first
        await page.Locator("[data-test=bulk-note]").FillAsync("不属于职责范围");
        using var dispatcher = await fixture.App.LogInAsync("dispatcher", Ct);
        await page.RouteAsync($"**/api/v1/cases/{ids[1]}/reject", async route =>
        {
            using var filed = await dispatcher.PostJsonAsync($"/api/v1/cases/{ids[1]}/file", new { }, Ct);
            Assert.Equal(200, filed.Status);
            await route.ContinueAsync();
        });
        await page.Locator("[data-test=bulk-take]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=bulk-outcomes] li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("[data-test=bulk-outcomes]")).ToContainTextAsync("2 宗已办理");
        await Assertions.Expect(page.Locator("[data-test=bulk-outcomes]")).ToContainTextAsync("1 宗未办理");
        var statuses = new List<string?>();
        foreach (var id in ids)
        {
            using var record = await dispatcher.ReadAsync($"/api/v1/cases/{id}", Ct);
            statuses.Add(record["status"].GetString());
        }

        Assert.Equal(["not_accepted", "pending_dispatch", "not_accepted"], statuses);
        await page.RowsAsync(0);
    }

    [Fact]
    public async Task A_dispatcher_enters_a_call_and_puts_its_category_and_place_right()
    {
        var words = Words();
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("dispatcher", address: "/cases");
        await page.Locator("[data-test=call]").ClickAsync();
        await page.Locator("[data-test=call-category]").SelectOptionAsync("03101");
        await page.Locator("[data-test=call-town]").SelectOptionAsync(TestCity.WestTown);
        await page.Locator("[data-test=call-words]").FillAsync(words);
        await page.Locator("[data-test=call-send]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync(words);
        await Assertions.Expect(page.Locator("[data-test=badge]")).ToHaveTextAsync("待立案");

        await page.Locator("[data-test=step-recategorise]").ClickAsync();
        await page.Locator("[data-test=step-category]").SelectOptionAsync("01101");
        await page.Locator("[data-test=step-note]").FillAsync("应为路面破损");
        await page.Locator("[data-test=step-send]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=log-change]").First).ToHaveTextAsync("暴露垃圾 → 路面破损");
        await page.Locator("[data-test=step-move]").ClickAsync();
        await page.Locator("[data-test=place-lon]").FillAsync("113.45");
        await page.Locator("[data-test=step-note]").FillAsync("来电人更正地点");
        await page.Locator("[data-test=step-send]").ClickAsync();
        await Assertions
            .Expect(page.Locator("[data-test=log-change]").First)
            .ToHaveTextAsync("113.35000, 22.55000 → 113.45000, 22.55000");
        await page.Locator("[data-test=step-urge]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync("已催办 1 次");

        await page.Locator("[data-test=queue-urged]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=urged]").First).ToBeVisibleAsync();
        using var dispatcher = await fixture.App.LogInAsync("dispatcher", Ct);
        using var listed = await dispatcher.ReadAsync($"/api/v1/cases?source=hotline&text={words}", Ct);
        var item = Assert.Single(listed["items"].EnumerateArray());
        Assert.Equal(
            ("01101", TestCity.EastTown),
            (item.GetProperty("category").GetString(), item.GetProperty("town").GetString())
        );
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_says_so_and_is_tried_again()
    {
        var words = Words();
        await fixture.App.ReportAsync(words, 1, Ct);
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/figures");
        await page.Locator("[data-test=cases-page]").WaitForAsync();
        await page.RouteAsync("**/api/v1/cases?*", route => route.AbortAsync());
        await page.Locator("[data-test=cases-page]").ClickAsync();
        await Assertions.Expect(page.Locator(".cases [role=alert]")).ToBeVisibleAsync();

        await page.UnrouteAsync("**/api/v1/cases?*");
        await page.Locator(".cases [role=alert] button").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=case-row]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_the_record_covers_the_list_and_back_shows_the_list_again()
    {
        var words = Words();
        await fixture.App.ReportAsync(words, 2, Ct);
        var page = await chromium.PhoneAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: $"/cases?text={words}");
        await page.RowsAsync(2);

        await page.Locator("[data-test=case-row]").First.TapAsync();
        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToContainTextAsync(words);
        await page.GoBackAsync();

        await Assertions.Expect(page.Locator("[data-test=case-record]")).ToHaveCountAsync(0);
        await page.RowsAsync(2);
        var over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");
        Assert.Equal(0, over);
    }

    [Fact]
    public async Task What_is_loaded_before_the_log_in_and_with_the_list_is_small()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        var loaded = new Dictionary<string, byte[]>();
        var loading = new List<Task>();
        page.Response += (_, response) =>
        {
            // 304: it was loaded before
            if (response is { Status: 200, Request.ResourceType: "document" or "script" or "stylesheet" or "image" })
            {
                loading.Add(Keep(response));
            }
        };
        await page.GotoAsync("/login", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Task.WhenAll(loading);
        var before = Gzipped(loaded.Values);
        await page.LogInAsync("supervisor", address: "/cases");
        await page.Locator("[data-test=case-table]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Task.WhenAll(loading);
        var withList = Gzipped(loaded.Values);

        output.WriteLine($"before log-in {before / 1000.0:F1} kB, with the list {withList / 1000.0:F1} kB, gzip");
        Assert.InRange(before, 20_000, MostBeforeLogInBytes);
        Assert.InRange(withList, before + 1_000, MostWithListBytes);

        async Task Keep(IResponse response) => loaded[new Uri(response.Url).AbsolutePath] = await response.BodyAsync();
    }

    private static int Gzipped(IEnumerable<byte[]> bodies) =>
        bodies.Sum(body =>
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                gzip.Write(body);
            }

            return (int)packed.Length;
        });

    /// <summary>Words that only the cases of one test have.</summary>
    private static string Words() => $"垃圾{Guid.NewGuid().ToString("N")[..8]}";
}

/// <summary>What the tests of the page have in common.</summary>
internal static class CasesPage
{
    /// <summary>Reports that are cases at once, in the west town.</summary>
    /// <param name="spread">How far they lie apart, in degrees of longitude.</param>
    /// <returns>The cases' ids.</returns>
    public static async Task<IReadOnlyList<Guid>> ReportAsync(
        this TestApp app,
        string words,
        int number,
        CancellationToken ct,
        double spread = 0.0001,
        double lat = 22.555
    )
    {
        using var officer = await app.LogInAsync("officer", ct);
        var ids = new List<Guid>();
        for (var i = 0; i < number; i++)
        {
            var report = Guid.NewGuid();
            using var sent = await officer.PutJsonAsync(
                $"/api/v1/reports/{report}",
                new
                {
                    category = "03101",
                    position = new
                    {
                        lon = 113.355 + (i * spread),
                        lat,
                        coordSystem = "wgs84",
                        accuracyMetres = 8,
                    },
                    observedAt = DateTimeOffset.UtcNow,
                    description = words,
                },
                ct
            );
            Assert.Equal(201, sent.Status);
            ids.Add(sent["case.id"].GetGuid());
        }

        return ids;
    }

    public static Task RowsAsync(this IPage page, int number) =>
        Assertions.Expect(page.Locator("[data-test=case-row]")).ToHaveCountAsync(number);

    /// <summary>What a queue's count says, once it is there.</summary>
    public static async Task<int> CountAsync(this IPage page, string queue) =>
        int.Parse(
            (await page.Locator($"[data-test=queue-{queue}] b").InnerTextAsync()).Replace(
                ",",
                "",
                StringComparison.Ordinal
            ),
            System.Globalization.CultureInfo.InvariantCulture
        );
}
