using System.Net.Http.Headers;
using System.Text;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The operators' page: a gateway's count leads to its rejected messages, and one is tried again after the
/// mend.</summary>
public sealed class OperationsTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rejected_message_is_found_by_its_gateway_and_stored_by_the_replay_button()
    {
        await SendAsync("""{"sensor":"WL-0100","observedAt":"2026-06-01T08:00:00+08:00","depthMm":132}""");
        var page = await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("admin", address: "/map");
        await page.MapIsReadyAsync();
        await page.Locator("[data-test=operations]").ClickAsync();

        await page.Locator("[data-test=gateways] tr", new() { HasText = "gw-01" }).Locator("a").ClickAsync();
        var row = page.Locator("[data-test=rejected] tbody tr");
        await Assertions.Expect(row).ToContainTextAsync("未知终端");
        await row.Locator("[data-test=replay]").ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("再次被拒");
        await AddSensorAsync();
        await row.Locator("[data-test=replay]").ClickAsync();

        await Assertions.Expect(row).ToContainTextAsync("已入库");
        await Assertions.Expect(row.Locator("[data-test=replay]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_supervisor_sees_gateways_and_health_on_a_phone_but_no_rejected_messages()
    {
        var page = await chromium.PhoneAsync(fixture.App.Http);
        await page.LogInAsync("supervisor", address: "/map");
        await page.MapIsReadyAsync();
        await page.OpenPageAsync("operations");

        await Assertions.Expect(page.Locator("[data-test=gateways]")).ToContainTextAsync("gw-02");
        await Assertions.Expect(page.GetByText("被拒消息")).ToHaveCountAsync(0);
        await page.GetByText("终端健康").ClickAsync();
        await Assertions.Expect(page.Locator("[data-test=health]")).ToContainTextAsync("在用终端");
        await Assertions.Expect(page.Locator("[data-test=service]")).ToContainTextAsync("工作");
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= screen.width"),
            "the page is wider than the phone"
        );
    }

    [Fact]
    public async Task What_of_the_service_does_not_work_is_told_with_its_cause()
    {
        var records = fixture.App.Database.DataSource;
        await ExecuteAsync("drop trigger canary_echo on canary");
        try
        {
            var page = await chromium.DesktopAsync(fixture.App.Http);
            await page.LogInAsync("admin", address: "/operations?tab=health");

            await Assertions
                .Expect(page.Locator("[data-test=service-database]"))
                .ToContainTextAsync("数据库未执行触发器", new() { Timeout = 40_000 });
            var look = new Look(page, "desktop");
            await look.AtAsync("service-health");
            Assert.Empty(look.Findings);
        }
        finally
        {
            await ExecuteAsync(
                "create trigger canary_echo before insert on canary for each row execute function canary_echo()"
            );
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = records.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_terminals_profile_and_latest_messages_are_shown_and_a_sample_is_tried(bool isPhone)
    {
        await AddTerminalAsync();
        var page = isPhone
            ? await chromium.PhoneAsync(fixture.App.Http)
            : await chromium.DesktopAsync(fixture.App.Http);
        await page.LogInAsync("admin", address: "/map");
        await page.MapIsReadyAsync();
        await page.OpenPageAsync("operations");
        await page.Locator("[data-test=profile]").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=terminal]")).ToContainTextAsync("/iotinfo/861551056415409");
        var heard = page.Locator("[data-test=heard] tbody tr");
        await Assertions.Expect(heard).ToContainTextAsync("缺少字段");
        await Assertions.Expect(heard).ToContainTextAsync("level");
        await page.Locator("[data-test=try] textarea")
            .FillAsync("""{"d":"{\"111111111112\":{\"level\":\"132\"}}","o":5}""");
        await page.Locator("[data-test=try] button").ClickAsync();

        await Assertions.Expect(page.Locator("[data-test=trial]")).ToContainTextAsync("WL-0003");
        await Assertions.Expect(page.Locator("[data-test=trial]")).ToContainTextAsync("132 mm");
        var look = new Look(page, isPhone ? "phone" : "desk");
        await look.AtAsync("terminal");
        Assert.Empty(look.Findings);
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= screen.width"),
            "the page is wider than the screen"
        );
    }

    private async Task AddTerminalAsync()
    {
        await using var add = fixture.App.Database.DataSource.CreateCommand(
            """
            insert into terminal (gateway_id, profile_code, device) values ('gw-02', 'mujiyun-iotinfo', '861551056415409')
            on conflict do nothing;
            insert into terminal_sensor (gateway_id, number, sensor_id)
            select 'gw-02', '111111111112', id from sensor where code = 'WL-0003' on conflict do nothing;
            delete from payload_heard;
            insert into payload_heard (id, gateway_id, heard_at, channel, topic, payload, bytes, readings, passed_over)
            values (gen_random_uuid(), 'gw-02', now(), 'mqtt', '/iotinfo/861551056415409',
              convert_to('{"d":"{\"111111111112\":{\"testKey\":\"\"}}","o":5}', 'UTF8'), 51, 1, 0)
            """
        );
        await add.ExecuteNonQueryAsync(Ct);
    }

    private async Task SendAsync(string reading)
    {
        using var gateway = fixture.App.Client();
        gateway.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestCity.Gateway}:{TestCity.GatewaySecret}"))
        );
        using var body = new StringContent(reading, Encoding.UTF8, "application/json");
        using var answer = await gateway.PostAsync("/api/v1/readings", body, Ct);
        answer.EnsureSuccessStatusCode();
        // The page counts what an uplink has added up, a second later at most.
        await using var tallied = fixture.App.Database.DataSource.CreateCommand(
            "select count(*) from gateway_hour where rejected > 0"
        );
        while ((long)(await tallied.ExecuteScalarAsync(Ct))! == 0)
        {
            await Task.Delay(100, Ct);
        }
    }

    private async Task AddSensorAsync()
    {
        await using var add = fixture.App.Database.DataSource.CreateCommand(
            """
            insert into sensor (code, gateway_id, section_code, position, created_at)
            values ('WL-0100', 'gw-01', 'S-01', st_setsrid(st_makepoint(113.352, 22.551), 4326), now())
            """
        );
        await add.ExecuteNonQueryAsync(Ct);
    }
}
