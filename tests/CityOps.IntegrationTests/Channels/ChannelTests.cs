using System.Text.Json;
using CityOps.App.Features.Channels;
using CityOps.App.Features.Webhooks;
using CityOps.App.Hosting;
using CityOps.IntegrationTests.Ingest;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Channels;

/// <summary>Notices leave the house: to robots, by e-mail and by the city's SMS gateway, each answering as it
/// does.</summary>
public sealed class ChannelTests : IAsyncLifetime
{
    private static readonly string[] Dispatched = ["dispatched"];
    private static readonly string[] AllOfPonding =
    [
        "power_risk",
        "ponding_red",
        "ponding_orange",
        "ponding_blue",
        "ponding_closed",
    ];

    private readonly ShiftedTime _time = new();
    private TestApp _app = null!;
    private OtherSide _other = null!;
    private HttpClient _admin = null!;
    private Guid _channel;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _other = await OtherSide.StartAsync(Ct);
        _app = await StartAsync(loopback: true);
        _admin = await _app.LogInAsync("admin", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task A_burst_is_one_message_with_counts_to_whom_it_concerns_alone()
    {
        await MakeAsync(Robot("wecom", new { kinds = Dispatched, organisation = "sanitation" }));
        await PostAsync("dispatched", "parks", "号外");

        await Stored.ExecuteAsync(
            _app.Database,
            """
            select channel_post('dispatched', false, '442000001', 'sanitation',
              jsonb_build_object('number', '案' || i, 'town', '西镇'))
            from generate_series(1, 30) as i
            """,
            Ct
        );

        await _other.ArriveAsync(1, Ct);
        await LogAsync("delivered", 1);
        var told = Assert.Single(_other.Requests);
        Assert.Equal(("/cgi-bin/webhook/send", "693a91f6-7xxx-4bc4"), (told.Path, told.Query["key"].ToString()));
        Assert.Equal("text", told.Json.GetProperty("msgtype").GetString());
        Assert.StartsWith("【城管】派遣到本单位 30 条\n案1 西镇\n", told.Text, StringComparison.Ordinal);
        Assert.EndsWith("……共 30 条，其余请在收件箱查看", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("号外", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_of_a_case_is_told_if_it_commits_and_without_words_of_people()
    {
        await MakeAsync(Robot("feishu", new { kinds = Dispatched, town = TestCity.WestTown }));
        _other.Answer = _ => Task.FromResult((200, """{"code":0,"msg":"success","data":{}}"""));
        await using var db = _app.NewContext();
        var id = (await NewCase.OpenAsync(db, Ct, 113.35)).Id;
        foreach (var action in new[] { "file", "dispatch" })
        {
            using var taken = await _admin.PostJsonAsync(
                $"/api/v1/cases/{id}/{action}",
                new { note = "找王女士 13800000000" },
                Ct
            );
            Assert.Equal(200, taken.Status);
        }

        await Stored.ExecuteAsync(
            _app.Database,
            "begin; select channel_post('dispatched', false, null, null, '{\"number\":\"没有的\"}'); rollback",
            Ct
        );
        await _other.ArriveAsync(1, Ct);

        var told = Assert.Single(_other.Requests);
        var sign = told.Json.GetProperty("sign").GetString();
        Assert.Equal(32, Convert.FromBase64String(sign!).Length);
        Assert.Contains("暴露垃圾 西镇 环卫中心", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("王女士", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("没有的", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_robot_refuses_with_status_200_is_tried_again_and_the_log_holds_its_words_without_the_key()
    {
        var answers = new Queue<(int, string)>([
            (200, """{"errcode":310000,"errmsg":"sign not match 693a91f6-7xxx-4bc4xxxx"}"""),
            (429, "too many"),
            (500, "oops"),
            (200, """{"errcode":0,"errmsg":"ok"}"""),
        ]);
        _other.Answer = _ => Task.FromResult(answers.Dequeue());
        await MakeAsync(Robot("dingtalk", new { kinds = Dispatched }, key: "693a91f6-7xxx-4bc4xxxx"));

        await PostAsync("dispatched", "sanitation", "案1");
        await _other.ArriveAsync(1, Ct);
        var refused = (
            await LogAsync("waiting", 1, log => log.GetProperty("status").ValueKind == JsonValueKind.Number)
        )[0];
        await _other.ArriveAsync(3, Ct);

        Assert.DoesNotContain("693a91f6", refused.GetProperty("answer").GetString(), StringComparison.Ordinal);
        var taken = (await LogAsync("delivered", 1))[0];
        Assert.Equal((4, 200), (taken.GetProperty("attempts").GetInt32(), taken.GetProperty("status").GetInt32()));
        foreach (var request in _other.Requests)
        {
            Assert.Equal(
                Signed(request.Query["timestamp"].ToString(), "SEC-of-robot"),
                request.Query["sign"].ToString()
            );
        }
    }

    [Fact]
    public async Task Quiet_hours_hold_what_is_not_urgent_until_their_end_and_never_water_at_the_lamps()
    {
        var night = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).Date.AddDays(1).AddHours(23);
        _time.Set(new DateTimeOffset(night, TimeSpan.FromHours(8)));
        _admin.Dispose();
        _admin = await _app.LogInAsync("admin", Ct); // the log-in of a day ago is over
        await MakeAsync(
            Robot(
                "wecom",
                new
                {
                    kinds = (string[])[.. AllOfPonding, .. Dispatched],
                    quietFrom = "22:00",
                    quietTo = "07:30",
                }
            )
        );
        await PostAsync("dispatched", "sanitation", "案1");
        await PostAsync("ponding_orange", null, "案2");
        await PostAsync("power_risk", null, "东明路", isUrgent: true);
        await _other.ArriveAsync(1, Ct);
        await Stored.ExecuteAsync(
            _app.Database,
            """select channel_post_ponding('{"what":"alert","alert":"red","name":"东明路","town":"442000001","depthMm":510}')""",
            Ct
        );
        await _other.ArriveAsync(1, Ct);
        await Task.Delay(500, Ct); // ten looks into the outbox
        var atNight = _other.Requests.Select(request => request.Text).ToArray();

        _time.Set(new DateTimeOffset(night.AddHours(8.6), TimeSpan.FromHours(8)));
        await _other.ArriveAsync(1, Ct);

        Assert.Equal(["【城管】涉电风险\n东明路 西镇", "【城管】积水红色预警\n东明路 西镇 水深 510 毫米"], atNight);
        Assert.Equal(
            "【城管】通知 2 条：积水橙色预警 1、派遣到本单位 1\n［积水橙色预警］案2 西镇\n［派遣到本单位］案1 西镇",
            _other.Requests.Last().Text
        );
    }

    [Fact]
    public async Task A_robot_is_told_no_quicker_than_its_limit()
    {
        await MakeAsync(Robot("wecom", new { kinds = AllOfPonding }));
        for (var i = 0; i < 4; i++)
        {
            await PostAsync("power_risk", null, $"路{i}", isUrgent: true);
            await _other.ArriveAsync(1, Ct);
        }

        var at = _other.Requests.Select(request => request.At).ToArray();
        Assert.All(at.Zip(at.Skip(1)), pair => Assert.True(pair.Second - pair.First >= Pace * 0.9));
    }

    [Fact]
    public async Task A_gateway_of_SMS_gets_each_phone_by_itself_and_says_by_its_body_whether_it_took_it()
    {
        _other.Answer = request =>
            Task.FromResult(
                request.Json.GetProperty("to").GetString() == "13800000001"
                    ? (200, """{"data":{"code":"OK"}}""")
                    : (200, """{"data":{"code":"BLACKLIST"}}""")
            );
        await MakeAsync(
            new
            {
                name = "短信",
                kind = "http",
                prefix = "【城管】",
                secret = "appkey-123456",
                recipients = (string[])["13800000001", "13800000002"],
                http = new
                {
                    url = $"{_other.Url}sms?app={{{{secret}}}}",
                    headers = new Dictionary<string, string> { ["X-Key"] = "{{secret}}" },
                    body = """{"to":"{{ phone }}","content":"{{text}}","ref":"{{number}}"}""",
                    successPath = "data.code",
                    successValue = "OK",
                },
                rules = new object[] { new { kinds = Dispatched } },
            }
        );
        await PostAsync("dispatched", "sanitation", "案\"1\"\\");

        var delivered = (await LogAsync("delivered", 1))[0];
        var refused = (await LogAsync("waiting", 1, log => log.GetProperty("attempts").GetInt32() > 1))[0];

        Assert.Equal("13800000001", delivered.GetProperty("recipient").GetString());
        Assert.Contains("BLACKLIST", refused.GetProperty("answer").GetString(), StringComparison.Ordinal);
        var first = _other.Requests.First();
        Assert.Equal(("appkey-123456", "appkey-123456"), (first.Key, first.Query["app"].ToString()));
        Assert.Equal("案\"1\"\\", first.Json.GetProperty("ref").GetString());
        Assert.Equal("【城管】派遣到本单位\n案\"1\"\\ 西镇", first.Json.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Mail_is_handed_to_a_server_that_asks_for_a_log_in_and_one_unknown_address_holds_up_nobody()
    {
        await using var host = new MailHost();
        object Body(string? password, string? user = MailHost.User, string? tls = "none") =>
            new
            {
                name = "值班邮箱",
                kind = "email",
                secret = password,
                recipients = (string[])["nobody@city.test", "duty@city.test"],
                email = new
                {
                    host = "127.0.0.1",
                    port = host.Port,
                    tls,
                    user,
                    from = "cityops@city.test",
                },
                rules = new object[] { new { kinds = Dispatched } },
            };
        await MakeAsync(Body("wrong"));
        using var wrong = await _admin.PostJsonAsync($"/api/v1/channels/{_channel}/test", new { }, Ct);
        using var elsewhere = await _admin.PutJsonAsync(
            $"/api/v1/channels/{_channel}",
            Body(null, tls: "starttls"),
            Ct
        );
        using var nobody = await _admin.PutJsonAsync($"/api/v1/channels/{_channel}", Body(null, user: null), Ct);
        using var notLoggedIn = await _admin.PostJsonAsync($"/api/v1/channels/{_channel}/test", new { }, Ct);
        using var mended = await _admin.PutJsonAsync($"/api/v1/channels/{_channel}", Body(MailHost.Password), Ct);

        await PostAsync("dispatched", "sanitation", "案1");
        var delivered = (await LogAsync("delivered", 1))[0];
        var unknown = (await LogAsync("waiting", 1, log => log.GetProperty("attempts").GetInt32() > 0))[0];

        Assert.False(wrong["delivered"].GetBoolean());
        Assert.Equal((422, "field_missing"), (elsewhere.Status, elsewhere.Code)); // the password is not told to others
        Assert.Equal(200, nobody.Status);
        Assert.False(notLoggedIn["delivered"].GetBoolean());
        Assert.Equal(200, mended.Status);
        Assert.Equal("duty@city.test", delivered.GetProperty("recipient").GetString());
        Assert.Contains("queued as 4711", delivered.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Equal("nobody@city.test", unknown.GetProperty("recipient").GetString());
        Assert.Equal(550, unknown.GetProperty("status").GetInt32());
        var mail = Assert.Single(host.Mails);
        Assert.Equal(
            ("派遣到本单位", "duty@city.test", "案1 西镇"),
            (mail.Subject, mail.To.ToString(), mail.TextBody!.Trim().Split('\n')[1])
        );
    }

    [Fact]
    public async Task What_waits_for_a_channel_that_is_out_of_use_is_dropped_with_the_reason_and_can_be_sent_again()
    {
        _other.Answer = _ => Task.FromResult((503, ""));
        await MakeAsync(Robot("wecom", new { kinds = Dispatched }));
        await PostAsync("dispatched", "sanitation", "案1");
        await _other.ArriveAsync(1, Ct);
        await PostAsync("dispatched", "sanitation", "案2"); // waits behind it

        await SaveAsync(disabled: true);
        var dropped = await LogAsync("dropped", 2);
        var id = dropped[0].GetProperty("id").GetGuid();
        using var refused = await ResendAsync(id);
        _other.Answer = _ => Task.FromResult((200, """{"errcode":0}"""));
        await SaveAsync(disabled: false);
        using var again = await ResendAsync(id);

        Assert.All(dropped, log => Assert.Equal("disabled", log.GetProperty("answer").GetString()));
        Assert.Equal((409, "channel_disabled"), (refused.Status, refused.Code));
        Assert.Equal(200, again.Status);
        Assert.Equal(id, (await LogAsync("delivered", 1))[0].GetProperty("id").GetGuid());
        using var gone = await _admin.SendAsync(HttpMethod.Delete, $"/api/v1/channels/{_channel}", null, Ct);
        using var none = await _admin.ReadAsync("/api/v1/channels", Ct);
        Assert.Equal((204, 0), (gone.Status, none["items"].GetArrayLength()));
        Assert.Equal(2, (await LogAsync(null, 2)).Length); // the log outlives it
        Assert.Equal(
            1,
            await Stored.ScalarAsync<int>(
                _app.Database,
                "select count(*)::integer from channel where address is null and secret is null",
                Ct
            )
        );
    }

    [Fact]
    public async Task A_robot_that_is_gone_keeps_a_message_for_a_day_and_what_came_behind_it_is_given_up_too()
    {
        _other.Answer = _ => Task.FromResult((404, "gone"));
        await MakeAsync(Robot("wecom", new { kinds = Dispatched }));
        await PostAsync("dispatched", "sanitation", "案1");
        await LogAsync("waiting", 1, log => log.GetProperty("answer").GetString() == "gone");
        await Stored.ExecuteAsync(
            _app.Database,
            """
            with later as (
              update channel set rests_until = now() + interval '1 hour', failures = 9
            ), older as (
              update channel_message set created_at = now() - interval '25 hours', next_at = now() + interval '1 hour'
            )
            select channel_post('dispatched', false, null, 'sanitation', '{"number":"案2"}')
            """,
            Ct
        );

        var first = (await LogAsync("given_up", 1))[0];
        await LogAsync("waiting", 1, log => log.GetProperty("text").GetString() == "案2");
        await Stored.ExecuteAsync(
            _app.Database,
            "update channel_message set created_at = now() - interval '25 hours' where state = 'waiting'",
            Ct
        );
        var second = (await LogAsync("given_up", 2))[0];

        Assert.Equal("gone", first.GetProperty("answer").GetString());
        Assert.Equal(
            (0, "not reached"),
            (second.GetProperty("attempts").GetInt32(), second.GetProperty("answer").GetString())
        );
    }

    [Fact]
    public async Task A_test_answers_what_the_other_side_said_even_where_it_hangs()
    {
        await MakeAsync(Robot("wecom", new { kinds = Dispatched }));
        using var well = await _admin.PostJsonAsync($"/api/v1/channels/{_channel}/test", new { }, Ct);
        _other.Answer = async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(20), Ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (200, "");
        };
        using var hanging = await _admin.PostJsonAsync($"/api/v1/channels/{_channel}/test", new { }, Ct);

        Assert.Equal((true, 200), (well["delivered"].GetBoolean(), well["status"].GetInt32()));
        Assert.Contains("errmsg", well["answer"].GetString(), StringComparison.Ordinal);
        Assert.Equal((false, "no answer in time"), (hanging["delivered"].GetBoolean(), hanging["answer"].GetString()));
        var log = await LogAsync(null, 2);
        Assert.Equal(["given_up", "delivered"], log.Select(each => each.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Channels_are_the_administrators_their_secrets_nobodys_and_they_lead_out_of_the_house()
    {
        await MakeAsync(Robot("dingtalk", new { kinds = Dispatched }, key: "of-the-dingtalk-robot"));
        using var list = await _admin.ReadAsync("/api/v1/channels", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var forbidden = await supervisor.ReadAsync("/api/v1/channels", Ct);
        using var unknown = await _admin.PostJsonAsync(
            "/api/v1/channels",
            Robot("wecom", new { kinds = (string[])["dispach"] }),
            Ct
        );
        using var metadata = await _admin.PostJsonAsync(
            "/api/v1/channels",
            new
            {
                name = "x",
                kind = "wecom",
                address = "http://169.254.169.254/latest?key=1",
            },
            Ct
        );
        using var broken = await _admin.PostJsonAsync(
            "/api/v1/channels",
            new
            {
                name = "x",
                kind = "http",
                recipients = (string[])["13800000001"],
                http = new { url = "https://example.org/", body = """{"to":{{phone}}}""" },
            },
            Ct
        );

        Assert.Equal(403, forbidden.Status);
        Assert.Equal((422, "field_invalid"), (unknown.Status, unknown.Code));
        Assert.Equal((422, "field_invalid"), (metadata.Status, metadata.Code));
        Assert.Equal((422, "field_invalid"), (broken.Status, broken.Code));
        var lines = await Stored.ScalarAsync<string>(
            _app.Database,
            "select string_agg(to_jsonb(l)::text, '') from audit_log l where subject_kind like 'channel%'",
            Ct
        );
        foreach (var shown in new[] { list.Body.GetRawText(), lines! })
        {
            Assert.Contains("dingtalk", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("of-the-dingtalk-robot", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("SEC-of-robot", shown, StringComparison.Ordinal);
        }

        await using var guarded = await StartAsync(loopback: false);
        using var admin = await guarded.LogInAsync("admin", Ct);
        using var named = await admin.PostJsonAsync(
            "/api/v1/channels",
            new
            {
                name = "x",
                kind = "wecom",
                address = $"http://localhost:{_other.Url.Port}/?key=1",
            },
            Ct
        );
        using var tested = await admin.PostJsonAsync($"/api/v1/channels/{named["id"].GetGuid()}/test", new { }, Ct);
        Assert.False(tested["delivered"].GetBoolean());
        Assert.Contains("not a public address", tested["answer"].GetString(), StringComparison.Ordinal);
        Assert.Empty(_other.Requests);
    }

    private static string Signed(string timestamp, string secret) =>
        CityOps.App.Features.Channels.Robot.DingTalkSign(timestamp, secret);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private Task<TestApp> StartAsync(bool loopback) =>
        TestApp.StartAsync(
            Ct,
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(_time);
                builder.Services.Configure<WebhookOptions>(options =>
                {
                    options.AllowHttp = true;
                    options.AllowedNetworks = loopback ? ["127.0.0.0/8"] : [];
                });
                builder.Services.Configure<ChannelOptions>(options =>
                {
                    options.Gather = TimeSpan.FromSeconds(1);
                    options.RobotPace = Pace;
                    options.Interval = TimeSpan.FromMilliseconds(50);
                    options.FirstPause = TimeSpan.FromMilliseconds(400);
                    options.Timeout = TimeSpan.FromSeconds(2);
                });
            },
            ServeOptions.OnFreePorts
        );

    private object Robot(string kind, object rule, string key = "693a91f6-7xxx-4bc4") =>
        new
        {
            name = "值班群",
            kind,
            prefix = "【城管】",
            address = $"{_other.Url}cgi-bin/webhook/send?key={key}",
            secret = "SEC-of-robot",
            rules = new[] { rule },
        };

    private async Task MakeAsync(object body)
    {
        using var made = await _admin.PostJsonAsync("/api/v1/channels", body, Ct);
        Assert.Equal((201, null), (made.Status, made.Code));
        _channel = made["id"].GetGuid();
    }

    private async Task SaveAsync(bool disabled)
    {
        using var saved = await _admin.PutJsonAsync(
            $"/api/v1/channels/{_channel}",
            new
            {
                name = "值班群",
                disabled,
                rules = new[] { new { kinds = Dispatched } },
            },
            Ct
        );
        Assert.Equal(200, saved.Status);
    }

    private Task<ApiAnswer> ResendAsync(Guid message) =>
        _admin.PostJsonAsync($"/api/v1/channels/{_channel}/messages/{message}/resend", new { }, Ct);

    private Task PostAsync(string kind, string? organisation, string number, bool isUrgent = false) =>
        Stored.ExecuteAsync(
            _app.Database,
            $"""
            select channel_post('{kind}', {isUrgent}, '{TestCity.WestTown}', {(
                organisation is null ? "null" : $"'{organisation}'"
            )},
              '{JsonSerializer.Serialize(new { number, town = "西镇" })}')
            """,
            Ct
        );

    /// <summary>The log, newest first, once so many are in the state and as they should be.</summary>
    private async Task<JsonElement[]> LogAsync(string? state, int count, Func<JsonElement, bool>? wanted = null)
    {
        var query = state is null ? "" : $"?state={state}";
        for (var tries = 0; tries < 600; tries++)
        {
            using var log = await _admin.ReadAsync($"/api/v1/channels/{_channel}/messages{query}", Ct);
            Assert.Equal(200, log.Status);
            var items = log["items"].EnumerateArray().Where(wanted ?? (_ => true)).Select(each => each.Clone());
            if (items.ToArray() is { } found && found.Length >= count)
            {
                return found;
            }

            await Task.Delay(50, Ct);
        }

        using var all = await _admin.ReadAsync($"/api/v1/channels/{_channel}/messages", Ct);
        Assert.Fail($"There are no {count} messages in state {state}: {all.Body.GetRawText()}");
        return [];
    }

    /// <summary>The clock of a test: real, and as much later as it says.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        private TimeSpan _shift;

        public void Set(DateTimeOffset now) => _shift = now - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
    }
}
