using System.Text;
using CityOps.App.Features.Demo;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The set-up's pages: the main thing of each is done by keyboard.</summary>
public sealed class SetupPagesTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_organisation_is_made_changed_and_refused_to_go_while_something_refers_to_it()
    {
        var page = await OpenAsync("organisations");
        await PressAsync(page, "new");
        await TypeAsync(page, "code", "bridges");
        await TypeAsync(page, "name", "桥梁中心");
        await page.Locator("[data-test=name]").PressAsync("Enter");

        await Assertions.Expect(page.Locator("[data-test=organisations]")).ToContainTextAsync("桥梁中心");
        await Assertions.Expect(page.Locator("h2")).ToContainTextAsync("桥梁中心 · bridges");
        await TypeAsync(page, "name", "桥隧中心");
        await page.Locator("[data-test=name]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-test=saved]")).ToBeVisibleAsync();
        await page.Locator("[data-test=delete] button").PressAsync("Enter");
        await page.Locator("[data-test=confirm]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-test=organisations]")).Not.ToContainTextAsync("桥隧中心");

        await page.Locator("[data-test=organisations] a", new() { HasText = "环卫中心" }).PressAsync("Enter");
        await page.Locator("[data-test=delete] button").PressAsync("Enter");
        await page.Locator("[data-test=confirm]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-test=not-deleted]")).ToContainTextAsync("使用该机构");
    }

    [Fact]
    public async Task What_was_half_entered_is_there_again_after_a_reload()
    {
        var page = await OpenAsync("organisations");
        await PressAsync(page, "new");
        await TypeAsync(page, "code", "tunnels");
        await TypeAsync(page, "name", "隧道中心");
        await page.ReloadAsync();

        await Assertions.Expect(page.Locator("[data-test=name]")).ToHaveValueAsync("隧道中心");
        await page.Locator("[data-test=discard]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-test=name]")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task An_account_is_made_with_a_password_that_is_shown_once_then_reset_and_disabled()
    {
        var page = await OpenAsync("accounts");
        await PressAsync(page, "new");
        await TypeAsync(page, "login", "li.wei");
        await TypeAsync(page, "name", "李伟");
        await page.Locator("[data-test=role]").SelectOptionAsync("officer");
        await page.Locator("[data-test=organisation]").SelectOptionAsync("parks");
        await page.Locator("[data-test=name]").PressAsync("Enter");

        var secret = page.Locator("[data-test=secret-text]");
        var first = await secret.TextContentAsync();
        await PressAsync(page, "noted");
        await Assertions.Expect(secret).ToHaveCountAsync(0);
        await page.Locator("[data-test=reset] button").PressAsync("Enter");
        await page.Locator("[data-test=confirm]").PressAsync("Enter");
        await Assertions.Expect(secret).Not.ToHaveTextAsync(first!);
        await PressAsync(page, "noted");
        await page.Locator("[data-test=disable] button").PressAsync("Enter");
        await page.Locator("[data-test=confirm]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-test=enable]")).ToBeVisibleAsync();

        await page.Locator("[data-test=filter-state]").SelectOptionAsync("true");
        await Assertions.Expect(page.Locator("[data-test=accounts] tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-test=accounts]")).ToContainTextAsync("李伟");
        await PressAsync(page, "enable");
        await Assertions.Expect(page.Locator("[data-test=accounts]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Many_accounts_are_tried_from_a_table_whose_bad_rows_are_shown_and_left_out()
    {
        var page = await OpenAsync("accounts");
        await PressAsync(page, "many");
        await ChooseAsync(
            page,
            "people.csv",
            "账号,姓名,角色,单位\nwang.fang,王芳,巡查员,环卫中心\nchen.jun,陈军,巡查员,没有的单位\n"
        );

        await Assertions.Expect(page.Locator("[data-test=sample]")).ToContainTextAsync("王芳");
        await Assertions.Expect(page.Locator("[data-test=bad-rows] tbody tr")).ToContainTextAsync("没有的单位");
        await Assertions.Expect(page.Locator("[data-test=run]")).ToBeDisabledAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => PressAsync(page, "bad-csv"));
        Assert.Contains(
            "没有的单位",
            await File.ReadAllTextAsync(await download.PathAsync(), Ct),
            StringComparison.Ordinal
        );
        await page.Locator("[data-test=skip-bad]").PressAsync("Space");
        await PressAsync(page, "run");
        await Assertions.Expect(page.Locator("[data-test=kept]")).ToContainTextAsync("新增 1");
        await Assertions.Expect(page.Locator("[data-test=passwords]")).ToContainTextAsync("wang.fang");
        await Assertions.Expect(page.Locator("[data-test=accounts]")).ToContainTextAsync("王芳");
    }

    [Fact]
    public async Task A_list_is_tried_before_it_is_imported_and_what_is_no_list_is_told()
    {
        var page = await OpenAsync("imports");
        await PressAsync(page, "kind-facilities");
        await ChooseAsync(page, "letter.csv", "Dear all\n");
        await Assertions.Expect(page.Locator("[data-test=import] [data-test=refused]")).ToBeVisibleAsync();

        await ChooseAsync(page, "toilets.csv", "编码,类型,名称,经度,纬度\nT-900,公厕,兴中公厕,113.36,22.55\n");
        await Assertions.Expect(page.Locator("[data-test=sample]")).ToContainTextAsync("兴中公厕");
        await using (var db = fixture.App.NewContext())
        {
            Assert.DoesNotContain(db.Facilities, f => f.Code == "T-900");
        }

        await PressAsync(page, "run");
        await Assertions.Expect(page.Locator("[data-test=kept]")).ToContainTextAsync("新增 1");
    }

    [Fact]
    public async Task A_gateway_is_made_with_a_secret_that_is_shown_once_then_rotated_and_taken_out_of_service()
    {
        var page = await OpenAsync("gateways");
        await PressAsync(page, "new");
        await TypeAsync(page, "id", "gw-nanqu");
        await TypeAsync(page, "name", "南区网关");
        await page.Locator("[data-test=hears-all]").PressAsync("Space");
        await page.Locator("[data-test=sends-reports]").PressAsync("Space");
        await TypeAsync(page, "categories", "03101，01101");
        await page.Locator("[data-test=name]").PressAsync("Enter");

        var secret = page.Locator("[data-test=secret-text]");
        var first = await secret.TextContentAsync();
        await PressAsync(page, "noted");
        await Assertions.Expect(page.Locator("[data-test=quotas]")).ToContainTextAsync("MessagesPerSecond");
        await Assertions.Expect(page.Locator("[data-test=hears-all]")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("[data-test=sends-reports]")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("[data-test=categories]")).ToHaveValueAsync("01101 03101");
        await page.Locator("[data-test=overlap]").SelectOptionAsync("3");
        await page.Locator("[data-test=rotate] button").PressAsync("Enter");
        await page.Locator("[data-test=confirm]").PressAsync("Enter");
        await Assertions.Expect(secret).Not.ToHaveTextAsync(first!);
        await Assertions.Expect(page.Locator("[data-test=former-until]")).ToBeVisibleAsync();
        await page.Locator("[data-test=in-service]").PressAsync("Space");
        await page.Locator("[data-test=name]").PressAsync("Enter");
        await Assertions
            .Expect(page.Locator("[data-test=gateways] a", new() { HasText = "南区网关" }))
            .ToContainTextAsync("已停用");
    }

    [Fact]
    public async Task A_category_has_conditions_with_limits_as_bureaus_write_them()
    {
        var page = await OpenAsync("categories");
        await PressAsync(page, "new");
        await TypeAsync(page, "code", "05999");
        await TypeAsync(page, "name", "乱堆物料");
        await PressAsync(page, "add-condition");
        await TypeAsync(page, "condition", "占用人行道");
        await TypeAsync(page, "limit", "快点");
        await page.Locator("[data-test=limit]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-test=refused]")).ToBeVisibleAsync();
        await TypeAsync(page, "limit", "5个工作日");
        await page.Locator("[data-test=limit]").PressAsync("Enter");

        await Assertions.Expect(page.Locator("h2")).ToContainTextAsync("乱堆物料 · 05999");
        await Assertions.Expect(page.Locator("[data-test=limit]")).ToHaveValueAsync("5工作日");
    }

    [Fact]
    public async Task A_form_is_designed_ordered_by_keyboard_tried_published_and_compared()
    {
        var page = await OpenAsync("forms");
        await PressAsync(page, "new");
        await TypeAsync(page, "code", "road_work");
        await TypeAsync(page, "name", "路面修复");
        await AddQuestionAsync(page, "损坏类型", "choice");
        await TypeAsync(page, "choice-zh", "坑洞");
        await PressAsync(page, "add-choice");
        await page.Locator("[data-test=choice-zh]").Last.FillAsync("裂缝");
        await AddQuestionAsync(page, "沥青面积", "decimal");
        await TypeAsync(page, "unit", "㎡");
        await TypeAsync(page, "min", "0");
        await TypeAsync(page, "max", "500");
        await page.Locator("[data-test=measured]").PressAsync("Space");
        await TypeAsync(page, "measure-code", "asphalt_m2");
        await TypeAsync(page, "measure-name", "沥青面积");
        await AddQuestionAsync(page, "坑洞深度", "integer");
        await PressAsync(page, "add-rule"); // about the question before it
        await page.Locator("[data-test=rule-field]").SelectOptionAsync(new SelectOptionValue { Label = "损坏类型" });
        await Assertions.Expect(page.Locator("[data-test=rule-value]")).ToHaveValueAsync("c1");

        // The phone beside it asks by the rule, with the phone's own questions.
        var phone = page.Locator("[data-test=preview]");
        await Assertions.Expect(phone).ToContainTextAsync("沥青面积");
        await Assertions.Expect(phone).Not.ToContainTextAsync("坑洞深度");
        await phone.Locator(".van-radio").First.ClickAsync();
        await Assertions.Expect(phone).ToContainTextAsync("坑洞深度");

        // Alt and the arrows move a question, and it keeps the focus.
        var questions = page.Locator("[data-test=questions] [data-key]");
        await questions.Nth(1).PressAsync("Alt+ArrowUp");
        await Assertions.Expect(questions.Nth(0)).ToContainTextAsync("沥青面积");
        await Assertions.Expect(questions.Nth(0)).ToBeFocusedAsync();

        await PressAsync(page, "save");
        await Assertions.Expect(page.Locator("h2")).ToContainTextAsync("路面修复 · road_work");
        await phone.Locator("[data-test=field-q2] input").FillAsync("12.5");
        await PressAsync(page, "try");
        await Assertions.Expect(page.Locator("[data-test=tried]")).ToContainTextAsync("沥青面积 12.5 ㎡");
        await PublishAsync(page, 1);

        await questions.Nth(0).PressAsync("Enter");
        await TypeAsync(page, "max", "800");
        await PublishAsync(page, 2);
        await PressAsync(page, "compare-versions");
        await Assertions.Expect(page.Locator("[data-test=diff-changed]")).ToContainTextAsync("500 → 800");
    }

    [Fact]
    public async Task A_question_is_dragged_to_another_place()
    {
        var page = await OpenAsync("forms");
        await PressAsync(page, "new");
        await AddQuestionAsync(page, "第一", "text");
        await AddQuestionAsync(page, "第二", "text");
        var rows = page.Locator("[data-test=questions] li");
        await rows.Nth(1).DragToAsync(rows.Nth(0));

        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("第二");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("第一");
    }

    [Fact]
    public async Task A_type_of_facility_is_made_with_what_its_page_offers()
    {
        var page = await OpenAsync("types");
        await PressAsync(page, "new");
        await TypeAsync(page, "code", "bench");
        await TypeAsync(page, "name", "座椅");
        await page.Locator("[data-test=has-page]").PressAsync("Space");
        await PressAsync(page, "add-kind");
        await page.GetByPlaceholder("名称", new() { Exact = true }).FillAsync("损坏");
        await page.GetByPlaceholder("编码").FillAsync("broken");
        await page.Locator("[data-test=name]").PressAsync("Enter");

        await Assertions.Expect(page.Locator("h2")).ToContainTextAsync("座椅 · bench");
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByPlaceholder("编码")).ToHaveValueAsync("broken");
        await page.Locator("[data-test=delete] button").PressAsync("Enter");
        await page.Locator("[data-test=confirm]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-test=types]")).Not.ToContainTextAsync("座椅");
    }

    [Fact]
    public async Task A_subsystem_comes_in_goes_out_as_a_file_and_comes_in_again()
    {
        var page = await OpenAsync("subsystems");
        await PressAsync(page, "add-fitness");
        await Assertions.Expect(page.Locator("[data-test=done]")).ToContainTextAsync("已加入");
        var download = await page.RunAndWaitForDownloadAsync(() => PressAsync(page, "export"));
        var file = await File.ReadAllBytesAsync(await download.PathAsync(), Ct);
        await page.Locator("[data-test=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "fitness.json",
                    MimeType = "application/json",
                    Buffer = file,
                }
            );
        await Assertions.Expect(page.Locator("[data-test=chosen]")).ToContainTextAsync("表单");
        await PressAsync(page, "run");
        await Assertions.Expect(page.Locator("[data-test=done]")).ToContainTextAsync("已加入");
    }

    [Fact]
    public async Task Codes_are_issued_for_the_facilities_of_a_filter_and_stand_alone_on_paper()
    {
        var page = await OpenAsync("codes");
        await page.Locator("[data-test=type]").SelectOptionAsync("toilet");
        await PressAsync(page, "find");
        var plate = page.Locator("[data-test=sheet] li", new() { HasText = "T-001" });
        await Assertions.Expect(plate).ToContainTextAsync("松苑公厕");
        await PressAsync(page, "issue");
        await Assertions.Expect(plate.Locator("img")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-test=print]")).ToBeEnabledAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('[data-test=sheet] img').naturalWidth > 0");

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(plate.Locator("img")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".header")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator(".set-nav")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_notice_on_holidays_is_pasted_looked_at_and_imported_and_a_day_is_put_right()
    {
        var page = await OpenAsync("calendar");
        await page.GotoAsync("/setup/calendar?year=2031");
        await page.Locator("[data-test=notice]")
            .FillAsync(
                """
                国务院办公厅关于2031年部分节假日安排的通知
                一、元旦：1月1日（周三）放假1天，不调休。
                二、春节：1月22日（农历除夕、周三）至29日（农历正月初七、周三）放假调休，共8天。1月19日（周日）、2月1日（周六）上班。
                """
            );
        await PressAsync(page, "read-notice");
        await Assertions.Expect(page.Locator("[data-test=found] tr")).ToHaveCountAsync(4);
        await PressAsync(page, "run");
        await Assertions.Expect(page.Locator("[data-test=kept]")).ToContainTextAsync("新增 4");
        await Assertions.Expect(page.Locator("[data-test=summary]")).ToContainTextAsync("节假日 9 天");

        await PressAsync(page, "day-2031-01-01");
        await page.Locator("[data-test=state-worked]").PressAsync("Space");
        await PressAsync(page, "save");
        await Assertions.Expect(page.Locator("[data-test=day-2031-01-01]")).ToContainTextAsync("班");
    }

    [Fact]
    public async Task Rights_settings_and_jobs_are_shown_and_searched()
    {
        var page = await OpenAsync("rights");
        await TypeAsync(page, "find", "推送");
        await Assertions.Expect(page.Locator("[data-test=rights] tbody tr")).ToHaveCountAsync(1);

        await PressAsync(page, "part-settings");
        await TypeAsync(page, "find", "Quotas:Connections");
        await Assertions.Expect(page.Locator("[data-test=settings] tbody tr")).ToContainTextAsync("默认");

        await PressAsync(page, "part-jobs");
        await Assertions.Expect(page.Locator("[data-test=jobs]")).ToContainTextAsync("月报封账");
        await page.Locator("[data-test=run-webhook-log] button").PressAsync("Enter");
        await page.Locator("[data-test=run-webhook-log] [data-test=confirm]").PressAsync("Enter");
        var row = page.Locator("[data-test=jobs] tbody tr", new() { HasText = "webhook-log" });
        await Assertions.Expect(row.Locator("[data-test=requested]")).ToContainTextAsync("admin");
    }

    [Fact]
    public async Task An_accounts_log_ins_are_listed_and_ended_by_an_administrator_and_by_their_owner()
    {
        using var phone = await fixture.App.LogInAsync("verifier", Ct);
        var console = await chromium.DesktopAsync(fixture.App.Http);
        await console.LogInAsync("verifier", address: "/password");
        var own = console.Locator("[data-test=session]");
        await Assertions.Expect(own).ToHaveCountAsync(2);
        await Assertions.Expect(own.Locator("[data-test=current]")).ToHaveCountAsync(1);
        await Assertions
            .Expect(own.Filter(new() { Has = console.Locator("[data-test=current]") }))
            .ToContainTextAsync("Chrome · Linux");
        foreach (var isPhone in new[] { false, true })
        {
            var look = new Look(console, isPhone ? "phone" : "desk");
            await console.SetViewportSizeAsync(isPhone ? 390 : 1440, isPhone ? 844 : 900);
            await look.AtAsync("own-sessions");
            Assert.Empty(look.Findings);
        }

        await console.Locator("[data-test=end-session]").PressAsync("Enter");
        await Assertions.Expect(own).ToHaveCountAsync(1);
        using var ended = await phone.ReadAsync("/api/v1/session", Ct);
        Assert.Equal(401, ended.Status);

        var page = await OpenAsync("accounts", "?code=verifier");
        await page.Locator("[data-test=end-session]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-test=sessions]")).ToContainTextAsync("目前没有登录");
        await console.ReloadAsync();
        await Assertions.Expect(console.Locator("#password")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_target_is_set_and_stands_beside_its_rate_on_the_overview()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("admin", address: "/setup/targets");
        var target = page.Locator("[data-test=target-closing_rate]");
        await target.FillAsync("95");
        await target.BlurAsync();
        await Assertions.Expect(page.Locator("[data-test=targets]")).ToContainTextAsync("已保存");

        await page.GotoAsync($"{fixture.App.Http}/?period=month");

        await Assertions
            .Expect(page.Locator("[data-test=kpi-closing_rate] [data-test=target]"))
            .ToContainTextAsync("目标 95.00%");
    }

    [Fact]
    public async Task Who_has_no_right_finds_no_way_to_it_and_is_told_at_its_address()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("dispatcher", address: "/setup/accounts");

        await Assertions.Expect(page.Locator("[data-test=not-allowed]")).ToContainTextAsync("无权");
        await Assertions.Expect(page.Locator("[data-test=setup-page]")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("organisations", "?code=sanitation")]
    [InlineData("accounts", "?code=officer")]
    [InlineData("imports", "?kind=accounts")]
    [InlineData("gateways", "?code=gw-01")]
    [InlineData("channels", "?code=new")]
    [InlineData("categories", "?code=03101")]
    [InlineData("forms", "?code=litter_bin")]
    [InlineData("types", "?code=toilet")]
    [InlineData("routines", "?code=new")]
    [InlineData("subsystems", "")]
    [InlineData("codes", "")]
    [InlineData("calendar", "?year=2026")]
    [InlineData("targets", "")]
    [InlineData("rights", "")]
    [InlineData("settings", "")]
    [InlineData("jobs", "")]
    public async Task Each_page_has_no_serious_finding_and_fits_a_phone(string part, string query)
    {
        if (part == "forms")
        {
            await using var db = fixture.App.NewContext();
            await DemoForms.LoadAsync(db, new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), Ct);
            query = "?code=" + db.Forms.Select(f => f.Code).OrderBy(c => c).First();
        }

        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            var page = await OpenAsync(part, query, width < 500);
            if (part == "imports")
            {
                await ChooseAsync(
                    page,
                    "people.csv",
                    "账号,姓名,角色,单位\nsun.li,孙丽,巡查员,环卫中心\nwu.bo,吴波,巡查员,无\n"
                );
                await page.Locator("[data-test=bad-rows]").WaitForAsync();
            }

            if (part == "codes")
            {
                await PressAsync(page, "find");
                await page.Locator("[data-test=sheet]").WaitForAsync();
            }

            var look = new Look(page, $"{width}x{height}");
            await look.AtAsync($"setup-{part}");
            Assert.Empty(look.Findings);
            Assert.True(
                await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
                $"{part} is wider than the screen"
            );
        }
    }

    private async Task<IPage> OpenAsync(string part, string query = "", bool isPhone = false)
    {
        var page = await (isPhone ? chromium.PhoneAsync(fixture.App.Http) : chromium.DesktopAsync(fixture.App.Http));
        await page.LogInAsync("admin", address: $"/setup/{part}{query}");
        await page.Locator($"[data-test=part-{part}][aria-current=page]").WaitForAsync();
        await page.Locator(".set-page .set-card:visible").First.WaitForAsync();
        return page;
    }

    private static Task PressAsync(IPage page, string button) =>
        page.Locator($"[data-test={button}]").PressAsync("Enter");

    private static Task TypeAsync(IPage page, string input, string text) =>
        page.Locator($"[data-test={input}]").FillAsync(text);

    private static Task ChooseAsync(IPage page, string name, string content) =>
        page.Locator("[data-test=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = name,
                    MimeType = "text/csv",
                    Buffer = Encoding.UTF8.GetBytes(content),
                }
            );

    private static async Task AddQuestionAsync(IPage page, string words, string kind)
    {
        await PressAsync(page, "add-question");
        await Assertions.Expect(page.Locator("[data-test=question-zh]")).ToHaveValueAsync("");
        await TypeAsync(page, "question-zh", words);
        await page.Locator("[data-test=question-kind]").SelectOptionAsync(kind);
    }

    private static async Task PublishAsync(IPage page, int version)
    {
        await page.Locator("[data-test=publish] button").PressAsync("Enter");
        await PressAsync(page, "confirm");
        await Assertions.Expect(page.Locator("[data-test=published]")).ToContainTextAsync($"第 {version} 版");
    }
}
