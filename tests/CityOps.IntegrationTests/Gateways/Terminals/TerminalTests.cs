using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using MQTTnet;

namespace CityOps.IntegrationTests.Gateways.Terminals;

/// <summary>Terminals that speak formats of their makers', by mosquitto's client against the real uplink, from the
/// API call that enters them to their readings.</summary>
public sealed class TerminalTests : IAsyncLifetime
{
    private const string Imei = "861551056415409";
    private TestApp _app = null!;
    private HttpClient _admin = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        _admin = await _app.LogInAsync("admin", Ct);
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task A_lock_board_publishes_to_its_makers_topic_and_its_repeat_is_absorbed()
    {
        await PutTerminalAsync(
            "gw-01",
            new
            {
                profile = "xm-4g-lock",
                device = "1510100110132929",
                sensors = new[]
                {
                    new
                    {
                        number = "000",
                        sensor = "WL-0001",
                        zeroMm = 7,
                    },
                },
            }
        );
        const string message =
            """{"header":{"timeStamp":"1780272000"},"payload":{"devices":[{"nodeid":"000","action":"alarm","params":{"55":"1","56":177}}]}}""";

        await PublishAsync("/xm/sh/response/mqtt/1510100110132929/2018/v2", message);
        await PublishAsync("/xm/sh/response/mqtt/1510100110132929/2018/v2", message);

        Assert.Equal(["WL-0001 2026-06-01 00:00:00 170"], await ReadingsAsync());
        Assert.Empty(await Stored.ReasonsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task A_gateway_with_many_devices_publishes_by_IMEI_and_each_device_is_a_sensor()
    {
        await PutTerminalAsync(
            "gw-01",
            new
            {
                profile = "mujiyun-iotinfo",
                device = Imei,
                sensors = new[]
                {
                    new { number = "111111111112", sensor = "WL-0001" },
                    new { number = "111111111113", sensor = "WL-0002" },
                },
            }
        );

        await PublishAsync($"/iotinfo/{Imei}", """{"d":"{\"imei\":\"861551056415409\",\"version\":\"1.4\"}","o":0}""");
        await PublishAsync(
            $"/iotinfo/{Imei}",
            """{"d":"{\"111111111112\":{\"level\":\"132\"},\"111111111113\":{\"level\":5}}","o":5}"""
        );

        Assert.Equal(["WL-0001 132", "WL-0002 5"], (await ReadingsAsync()).Select(WithoutTime));
        Assert.Empty(await Stored.ReasonsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task A_Modbus_reply_on_raw_is_read_by_a_frame_table_and_a_wrong_check_is_refused()
    {
        await PutTerminalAsync(
            "gw-01",
            new { profile = "modbus-ruler-bcd", sensors = new[] { new { number = "3", sensor = "WL-0001" } } }
        );
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);

        var accepted = await PublishBytesAsync(gateway, "03030201350003");
        var refused = await PublishBytesAsync(gateway, "03030201350004");

        Assert.Equal(MqttClientPublishReasonCode.Success, accepted);
        Assert.Equal(MqttClientPublishReasonCode.PayloadFormatInvalid, refused);
        Assert.Equal("WL-0001 1350", WithoutTime(Assert.Single(await ReadingsAsync())));
        Assert.Equal(
            "bad_frame cityops/v1/gw-01/raw frame: the check is 0004, and should be 0003",
            await Stored.ScalarAsync<string>(
                _app.Database,
                "select concat_ws(' ', reason, topic, detail) from rejected_message",
                Ct
            )
        );
    }

    [Fact]
    public async Task A_radar_above_the_road_measures_down_to_the_water()
    {
        await PutTerminalAsync(
            "gw-01",
            new
            {
                profile = "dragino-ndds75",
                sensors = new[]
                {
                    new
                    {
                        number = "411056756471",
                        sensor = "WL-0001",
                        zeroMm = 2700,
                    },
                },
            }
        );

        await PublishAsync("cityops/v1/gw-01/raw", "41105675647100640cd1070a1600");

        Assert.Equal("WL-0001 118", WithoutTime(Assert.Single(await ReadingsAsync())));
        Assert.Equal(
            "3281 -99",
            await Stored.ScalarAsync<string>(
                _app.Database,
                "select concat_ws(' ', battery_mv, rssi_dbm) from reading",
                Ct
            )
        );
    }

    [Fact]
    public async Task A_terminal_publishes_on_its_own_topics_alone()
    {
        await PutTerminalAsync("gw-01", new { profile = "mujiyun-iotinfo", device = Imei });
        await PutTerminalAsync("gw-02", new { profile = "mujiyun-iotinfo", device = "861551056415400" });
        const string message = """{"d":"{\"WL-0001\":{\"level\":1}}","o":5}""";

        await PublishAsync("/iotinfo/861551056415400", message);
        await PublishAsync("/iotinfo/somebody/else", message);
        await PublishAsync("cityops/v1/gw-02/raw", message);
        await PublishAsync($"/iotinfo/{Imei}", """{"d":"{\"WL-0003\":{\"level\":1}}","o":5}""");

        Assert.Empty(await ReadingsAsync());
        Assert.Equal(
            ["foreign_topic", "unknown_topic", "foreign_topic", "foreign_sensor"],
            await Stored.ReasonsAsync(_app.Database, Ct)
        );
    }

    [Fact]
    public async Task What_came_before_its_profile_was_entered_is_replayed_into_its_hours()
    {
        const string message =
            """{"time":"2026-6-1 08:33:16","Data":[{"name":"level","value":"45.5"},{"name":"mqtt_state","value":"1"}]}""";
        await PublishAsync("/system/MonitorData", message);
        await PublishAsync("cityops/v1/gw-01/raw", message.Replace("08:33", "09:33", StringComparison.Ordinal));
        Assert.Equal(["unknown_topic", "no_profile"], await Stored.ReasonsAsync(_app.Database, Ct));

        await PutTerminalAsync(
            "gw-01",
            new { profile = "jukong-monitordata", sensors = new[] { new { sensor = "WL-0001" } } }
        );
        await ReplayAllAsync(2);

        Assert.Equal(["WL-0001 2026-06-01 00:33:16 46", "WL-0001 2026-06-01 01:33:16 46"], await ReadingsAsync());
    }

    [Fact]
    public async Task A_wrong_profile_is_found_by_its_trial_mended_and_the_rejected_originals_get_into_their_hours()
    {
        var wrong = Definition("params.level", "epochMilliseconds");
        await PutProfileAsync("bureau-box", wrong);
        await PutTerminalAsync("gw-01", new { profile = "bureau-box", sensors = new[] { new { sensor = "WL-0001" } } });
        for (var hour = 0; hour < 3; hour++)
        {
            await PublishAsync("cityops/v1/gw-01/raw", Message(hour, 100 + hour));
        }

        Assert.Equal(["missing_field", "missing_field", "missing_field"], await Stored.ReasonsAsync(_app.Database, Ct));
        var first = await TryAsync(
            new
            {
                profile = "bureau-box",
                gateway = "gw-01",
                sample = Message(0, 100),
            }
        );
        Assert.Equal(
            "missing_field params.level level: params.level is missing; there are depth",
            Refusal(first.GetProperty("readings")[0])
        );
        var second = await TryAsync(
            new
            {
                definition = Definition("params.depth", "epochMilliseconds"),
                gateway = "gw-01",
                sample = Message(0, 100),
            }
        );
        Assert.StartsWith("1970", second.GetProperty("readings")[0].GetProperty("observedAt").GetString());
        var right = Definition("params.depth", "epochSeconds");
        var third = await TryAsync(
            new
            {
                definition = right,
                gateway = "gw-01",
                sample = Message(0, 100),
            }
        );
        Assert.Equal(
            ("WL-0001", "2026-06-01T00:00:00+00:00", 100),
            (
                third.GetProperty("readings")[0].GetProperty("sensor").GetString(),
                third.GetProperty("readings")[0].GetProperty("observedAt").GetString(),
                third.GetProperty("readings")[0].GetProperty("depthMm").GetInt32()
            )
        );
        Assert.Empty(await ReadingsAsync());

        await PutProfileAsync("bureau-box", right);
        await ReplayAllAsync(3);

        Assert.Equal(
            ["WL-0001 2026-06-01 00:00:00 100", "WL-0001 2026-06-01 01:00:00 101", "WL-0001 2026-06-01 02:00:00 102"],
            await ReadingsAsync()
        );
        Assert.Equal(
            "0:100 1:101 2:102",
            await Stored.ScalarAsync<string>(
                _app.Database,
                """
                select string_agg(concat(extract(hour from hour at time zone 'UTC'), ':', max_mm), ' ' order by hour)
                from reading_hours((select array_agg(id) from sensor), '2026-06-01T00:00Z', '2026-06-02T00:00Z')
                """,
                Ct
            )
        );
    }

    [Fact]
    public async Task A_change_holds_without_a_restart()
    {
        using var answer = await _admin.PutJsonAsync(
            "/api/v1/gateways/gw-01/terminal",
            new { profile = "jukong-monitordata", sensors = new[] { new { sensor = "WL-0001" } } },
            Ct
        );
        Assert.Equal(200, answer.Status);

        await Stored.UntilAsync(
            async () =>
            {
                await PublishAsync(
                    "/system/MonitorData",
                    """{"time":"2026-6-1 8:0:0","Data":[{"name":"level","value":1}]}"""
                );
                return (await ReadingsAsync()).Count == 1;
            },
            "the uplink was told",
            Ct
        );
    }

    [Fact]
    public async Task A_message_of_many_parts_is_refused_once_for_each_reason()
    {
        await PutTerminalAsync("gw-01", new { profile = "mujiyun-iotinfo", device = Imei });
        var parts = string.Join(',', Enumerable.Range(0, 50).Select(i => $"\\\"WL-9{i:000}\\\":{{\\\"level\\\":1}}"));

        await PublishAsync(
            $"/iotinfo/{Imei}",
            $$"""{"d":"{{{parts}},\"WL-0001\":{\"level\":9},\"WL-0002\":{} }","o":5}"""
        );

        Assert.Equal("WL-0001 9", WithoutTime(Assert.Single(await ReadingsAsync())));
        Assert.Equal(
            "missing_field level: level is missing in an object; unknown_sensor no sensor has the code \"WL-9000\", and 49 more of the message",
            await Stored.ScalarAsync<string>(
                _app.Database,
                "select string_agg(concat_ws(' ', reason, detail), '; ' order by reason) from rejected_message",
                Ct
            )
        );
    }

    [Fact]
    public async Task Profiles_are_listed_changed_and_go_back_to_what_came_with_the_program()
    {
        var shipped = await GetAsync("/api/v1/payload-profiles/xm-4g-lock");
        Assert.Equal("shipped", shipped.GetProperty("origin").GetString());
        Assert.Contains("showdoc", shipped.GetProperty("source").GetString(), StringComparison.Ordinal);

        await PutProfileAsync("xm-4g-lock", Definition("params.56", "epoch"));
        await PutTerminalAsync("gw-01", new { profile = "xm-4g-lock" });
        var changed = await GetAsync("/api/v1/payload-profiles/xm-4g-lock");
        Assert.Equal(
            ("changed", 1),
            (changed.GetProperty("origin").GetString(), changed.GetProperty("terminals").GetInt32())
        );
        using var back = await _admin.SendAsync(HttpMethod.Delete, "/api/v1/payload-profiles/xm-4g-lock", null, Ct);
        Assert.Equal(204, back.Status);
        Assert.Equal(
            "shipped",
            (await GetAsync("/api/v1/payload-profiles/xm-4g-lock")).GetProperty("origin").GetString()
        );

        await PutProfileAsync("bureau-box", Definition("l", "epoch"));
        await PutTerminalAsync("gw-01", new { profile = "bureau-box" });
        using var used = await _admin.SendAsync(HttpMethod.Delete, "/api/v1/payload-profiles/bureau-box", null, Ct);
        using var unchanged = await _admin.SendAsync(
            HttpMethod.Delete,
            "/api/v1/payload-profiles/xm-4g-lock",
            null,
            Ct
        );
        using var absent = await _admin.SendAsync(HttpMethod.Delete, "/api/v1/payload-profiles/none", null, Ct);
        Assert.Equal(
            ("payload_profile_in_use", "conflict", "payload_profile_not_found"),
            (used.Code, unchanged.Code, absent.Code)
        );
    }

    [Theory]
    [InlineData(
        """{"definition":{"time":{"as":"received"},"level":{"path":"l","unit":"inch"}}}""",
        "definition.level.unit"
    )]
    [InlineData("""{"definition":{"time":{"as":"later"},"level":{"path":"l","unit":"mm"}}}""", "definition.time.as")]
    public async Task A_profile_that_cannot_be_used_is_refused_by_its_member(string body, string field)
    {
        using var answer = await _admin.PutJsonAsync("/api/v1/payload-profiles/mine", body, Ct);

        Assert.Equal((422, field), (answer.Status, answer["field"].GetString()));
    }

    [Fact]
    public async Task A_terminal_is_refused_by_what_is_wrong_with_it()
    {
        await PutTerminalAsync(
            "gw-02",
            new
            {
                profile = "xm-4g-lock",
                device = "1",
                sensors = new[] { new { sensor = "WL-0003" } },
            }
        );

        Assert.Equal("payload_profile_not_found", await RefusedAsync("gw-01", new { profile = "none" }));
        Assert.Equal("gateway_not_found", await RefusedAsync("gw-99", new { profile = "xm-4g-lock" }));
        Assert.Equal("conflict", await RefusedAsync("gw-01", new { profile = "xm-4g-lock", device = "1" }));
        Assert.Equal("field_invalid", await RefusedAsync("gw-01", new { profile = "xm-4g-lock", device = "a/b" }));
        Assert.Equal("field_missing", await RefusedAsync("gw-01", new { profile = "xm-4g-lock", push = "onenet" }));
        Assert.Equal(
            "field_invalid",
            await RefusedAsync("gw-01", new { profile = "xm-4g-lock", sensors = new[] { new { sensor = "WL-0003" } } })
        );
        Assert.Equal(
            "field_invalid",
            await RefusedAsync(
                "gw-01",
                new
                {
                    profile = "xm-4g-lock",
                    sensors = new[]
                    {
                        new { number = "1", sensor = "WL-0001" },
                        new { number = "1", sensor = "WL-0002" },
                    },
                }
            )
        );
    }

    [Fact]
    public async Task The_latest_messages_are_shown_as_they_came_and_as_they_are_read_now()
    {
        await PutTerminalAsync(
            "gw-01",
            new { profile = "jukong-monitordata", sensors = new[] { new { sensor = "WL-0001" } } }
        );
        await PublishAsync(
            "cityops/v1/gw-01/raw",
            """{"time":"2026-6-1 08:33:16","Data":[{"name":"water","value":"45"}]}"""
        );
        await Stored.UntilAsync(
            async () => (await GetAsync("/api/v1/gateways/gw-01/payloads")).GetProperty("items").GetArrayLength() == 1,
            "the message is noted",
            Ct
        );
        var heard = (await GetAsync("/api/v1/gateways/gw-01/payloads")).GetProperty("items")[0];
        Assert.Contains("\"water\"", heard.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(
            "missing_field Data[name=level].value",
            Refusal(heard.GetProperty("read").GetProperty("readings")[0]),
            StringComparison.Ordinal
        );

        await PutProfileAsync(
            "jukong-monitordata",
            new
            {
                time = new
                {
                    path = "time",
                    @as = "local",
                    zone = "+08:00",
                },
                level = new { path = "Data[name=water].value", unit = "mm" },
            }
        );

        heard = (await GetAsync("/api/v1/gateways/gw-01/payloads")).GetProperty("items")[0];
        Assert.Equal(45, heard.GetProperty("read").GetProperty("readings")[0].GetProperty("depthMm").GetInt32());
    }

    private static object Definition(string level, string time) =>
        new { time = new { path = "ts", @as = time }, level = new { path = level, unit = "mm" } };

    private static string Message(int hour, int depthMm) =>
        $$"""{"ts":"{{1780272000 + (hour * 3600)}}","params":{"depth":{{depthMm}} } }""";

    private static string Refusal(JsonElement reading)
    {
        var refusal = reading.GetProperty("refusal");
        return $"{refusal.GetProperty("reason")} {refusal.GetProperty("path")} {refusal.GetProperty("detail")}";
    }

    private static string WithoutTime(string reading)
    {
        var words = reading.Split(' ');
        return $"{words[0]} {words[^1]}";
    }

    private async Task PublishAsync(string topic, string message)
    {
        var (exit, output) = await Mosquitto.RunAsync(
            "mosquitto_pub",
            [
                "-p",
                $"{_app.MqttPort}",
                "-u",
                TestCity.Gateway,
                "-P",
                TestCity.GatewaySecret,
                "-q",
                "1",
                "-t",
                topic,
                "-s",
            ],
            Ct,
            message
        );
        Assert.True(exit == 0, output);
    }

    private static async Task<MqttClientPublishReasonCode> PublishBytesAsync(MqttGateway gateway, string hex)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic("cityops/v1/gw-01/raw")
            .WithPayload(Convert.FromHexString(hex))
            .WithQualityOfServiceLevel(MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        return (await gateway.Client.PublishAsync(message, Ct)).ReasonCode;
    }

    private async Task PutTerminalAsync(string gateway, object terminal)
    {
        using var answer = await _admin.PutJsonAsync($"/api/v1/gateways/{gateway}/terminal", terminal, Ct);
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        await TerminalsOf.SettleAsync(_app, Ct);
    }

    private async Task PutProfileAsync(string code, object definition)
    {
        using var answer = await _admin.PutJsonAsync($"/api/v1/payload-profiles/{code}", new { definition }, Ct);
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        await TerminalsOf.SettleAsync(_app, Ct);
    }

    private async Task<string?> RefusedAsync(string gateway, object terminal)
    {
        using var answer = await _admin.PutJsonAsync($"/api/v1/gateways/{gateway}/terminal", terminal, Ct);
        return answer.Code;
    }

    private async Task<JsonElement> TryAsync(object body)
    {
        using var answer = await _admin.PostJsonAsync("/api/v1/payload-profiles/try", body, Ct);
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        return answer.Body.Clone();
    }

    private async Task<JsonElement> GetAsync(string url)
    {
        using var answer = await _admin.ReadAsync(url, Ct);
        Assert.Equal(200, answer.Status);
        return answer.Body.Clone();
    }

    private async Task ReplayAllAsync(int expected)
    {
        using var asked = await _admin.PostJsonAsync("/api/v1/rejected-messages/replay", new { gateway = "gw-01" }, Ct);
        Assert.Equal((202, expected), (asked.Status, asked["requested"].GetInt32()));
        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    _app.Database,
                    "select count(*) from rejected_message where replay_result = 'accepted'",
                    Ct
                ) == expected,
            "all are accepted",
            Ct
        );
    }

    private async Task<List<string>> ReadingsAsync()
    {
        await using var command = _app.Database.DataSource.CreateCommand(
            """
            select concat_ws(' ', s.code, to_char(r.observed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), r.depth_mm)
            from reading r join sensor s on s.id = r.sensor_id order by s.code, r.observed_at
            """
        );
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var found = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }
}
