using System.Net;
using System.Security.Cryptography;
using System.Text;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Gateways.Terminals;

/// <summary>IoT platforms that push by HTTP, each by the signature of its documents, worked out here anew.</summary>
public sealed class PushTests : IAsyncLifetime
{
    private const string Token = "what-was-agreed";
    private const string Push = "/api/v1/push/gw-01";
    private TestApp _app = null!;
    private HttpClient _admin = null!;
    private HttpClient _platform = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        _admin = await _app.LogInAsync("admin", Ct);
        _platform = _app.Client();
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _platform.Dispose();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task CTWing_pushes_with_a_token_in_its_address_alone_and_in_batches()
    {
        await EnterAsync("ctwing-datareport", "token", "40edca19b0124480864366de4621de99");
        static string Report(long at, int level, string type = "dataReport") =>
            $$$"""{"upPacketSN":-1,"upDataSN":-1,"topic":"v1/up/ad19","timestamp":{{{at}}},"tenantId":"2000033629","serviceId":"","protocol":"lwm2m","productId":"15114816","payload":{"serviceId":"notification","serviceData":{"level":{{{level}}},"RSRP":-95}},"messageType":"{{{type}}}","deviceType":"","deviceId":"40edca19b0124480864366de4621de99","assocAssetId":"","IMSI":"undefined","IMEI":"862592051651472"}""";

        using var alone = await PostAsync($"{Push}?token={Token}", Report(1780272000000, 132));
        using var again = await PostAsync($"{Push}?token={Token}", Report(1780272000000, 132));
        using var batch = await PostAsync(
            $"{Push}?token={Token}",
            $"[{Report(1780272060000, 133)},{Report(1780272060000, 0, "deviceOnlineOfflineReport")}]"
        );
        using var byHeader = await PostAsync(Push, Report(1780272120000, 134), ("Authorization", $"Bearer {Token}"));

        Assert.Equal(
            [(200, 1, 0), (200, 0, 1), (200, 1, 0), (200, 1, 0)],
            new[] { alone, again, batch, byHeader }.Select(Counts)
        );
        Assert.Equal(3, await Stored.ReadingsAsync(_app.Database, Ct, "WL-0001"));
    }

    [Fact]
    public async Task OneNET_tries_the_address_and_pushes_alone_and_in_batches()
    {
        await EnterAsync("onenet-datapoint", "onenet", "2016617");
        var echo = Md5($"{Token}n0ncehello");
        using var tried = await _platform.GetAsync(
            $"{Push}?msg=hello&nonce=n0nce&signature={WebUtility.UrlEncode(echo)}",
            Ct
        );
        using var wrong = await _platform.GetAsync($"{Push}?msg=hello&nonce=n0nce&signature=AAAA", Ct);
        Assert.Equal((200, "hello"), ((int)tried.StatusCode, await tried.Content.ReadAsStringAsync(Ct)));
        Assert.Equal("text/plain", tried.Content.Headers.ContentType?.MediaType);
        Assert.Equal(401, (int)wrong.StatusCode);

        using var alone = await PostAsync(
            Push,
            Signed("""{"at":1780272000000,"type":1,"ds_id":"level","value":42,"dev_id":2016617}""")
        );
        using var batch = await PostAsync(
            Push,
            Signed(
                """[{"at":1780272060000,"type":1,"ds_id":"level","value":"43","dev_id":2016617},{"at":1780272060000,"type":2,"status":1,"dev_id":2016617}]"""
            )
        );
        using var forged = await PostAsync(
            Push,
            Signed("""{"value":1}""").Replace("\"value\":1", "\"value\":2", StringComparison.Ordinal)
        );

        Assert.Equal([(200, 1, 0), (200, 1, 0)], new[] { alone, batch }.Select(Counts));
        Assert.Equal((401, "wrong_credentials"), (forged.Status, forged.Code));
        Assert.Equal(2, await Stored.ReadingsAsync(_app.Database, Ct, "WL-0001"));

        static string Signed(string message) =>
            $$"""{"msg":{{message}},"msg_signature":"{{Md5($"{Token}abcdefgh{message}")}}","nonce":"abcdefgh"}""";
    }

    [Fact]
    public async Task IoTDA_pushes_with_a_signature_in_its_headers()
    {
        await EnterAsync("iotda-property", "iotda", "6aa570ac155456566827c784_road-001");
        const string body =
            """{"resource":"device.property","event":"report","event_time":"20260601T000000Z","notify_data":{"header":{"device_id":"6aa570ac155456566827c784_road-001","node_id":"road-001","product_id":"6aa570ac155456566827c784"},"body":{"services":[{"service_id":"Water","properties":{"level":132,"batteryVoltage":3.61},"event_time":"20260601T000000Z"}]}}}""";
        string[] parts = ["1780272000000", "n0nce", Token];
        var signature = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Order(StringComparer.Ordinal))))
        );

        using var pushed = await PostAsync(
            Push,
            body,
            ("timestamp", parts[0]),
            ("nonce", parts[1]),
            ("signature", signature)
        );
        using var unsigned = await PostAsync(Push, body);

        Assert.Equal((200, 1, 0), Counts(pushed));
        Assert.Equal(401, unsigned.Status);
        Assert.Equal(
            "2026-06-01 00:00:00 132 3610",
            await Stored.ScalarAsync<string>(
                _app.Database,
                "select concat_ws(' ', observed_at at time zone 'UTC', depth_mm, battery_mv) from reading",
                Ct
            )
        );
    }

    [Fact]
    public async Task A_platform_that_pushes_hex_frames_in_JSON_is_read_by_both()
    {
        await EnterAsync("iotcreators-ndds75", "token", "IMEI:868411056756471", zeroMm: 2700);

        using var pushed = await PostAsync(
            Push,
            """{"reports":[{"serialNumber":"IMEI:868411056756471","timestamp":1780272000000,"resourcePath":"uplinkMsg/0/data","value":"41105675647100640cd1070a1600"}],"registrations":[]}""",
            ("Authorization", Token)
        );

        Assert.Equal((200, 1, 0), Counts(pushed));
        Assert.Equal(118, await Stored.ScalarAsync<int>(_app.Database, "select depth_mm from reading", Ct));
    }

    [Fact]
    public async Task What_is_refused_of_a_push_is_kept_answered_with_200_and_replayed_after_the_mend()
    {
        await EnterAsync("ctwing-datareport", "token", "dev-1");
        const string body =
            """{"messageType":"dataReport","deviceId":"dev-1","timestamp":1780272000000,"payload":{"serviceData":{"depth":132}}}""";

        using var refused = await PostAsync($"{Push}?token={Token}", body);
        using var broken = await PostAsync($"{Push}?token={Token}", "not json");
        Assert.Equal(
            ("missing_field", "not_json"),
            (
                refused["rejected"][0].GetProperty("reason").GetString(),
                broken["rejected"][0].GetProperty("reason").GetString()
            )
        );
        Assert.Equal((200, 200), (refused.Status, broken.Status));

        using var mended = await _admin.PutJsonAsync(
            "/api/v1/payload-profiles/ctwing-datareport",
            new
            {
                definition = new
                {
                    sensor = new { path = "deviceId" },
                    time = new { path = "timestamp", @as = "epoch" },
                    level = new { path = "payload.serviceData.depth", unit = "mm" },
                },
            },
            Ct
        );
        Assert.Equal(200, mended.Status);
        using var asked = await _admin.PostJsonAsync(
            "/api/v1/rejected-messages/replay",
            new { reason = "missing_field" },
            Ct
        );
        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_app.Database, Ct, "WL-0001") == 1,
            "the push is replayed",
            Ct
        );
        Assert.Equal(132, await Stored.ScalarAsync<int>(_app.Database, "select depth_mm from reading", Ct));
    }

    [Fact]
    public async Task A_stranger_a_gateway_without_push_and_one_out_of_service_are_refused()
    {
        await EnterAsync("ctwing-datareport", "token", "dev-1");

        using var wrong = await PostAsync($"{Push}?token=guessed-it", "{}");
        using var none = await PostAsync(Push, "{}");
        using var other = await PostAsync($"/api/v1/push/gw-02?token={Token}", "{}");
        using var absent = await PostAsync($"/api/v1/push/gw-99?token={Token}", "{}");
        await Stored.ExecuteAsync(_app.Database, "update gateway set disabled_at = now() where id = 'gw-01'", Ct);
        await Stored.UntilAsync(
            async () =>
            {
                using var disabled = await PostAsync($"{Push}?token={Token}", "{}");
                return disabled.Status == 403;
            },
            "it is out of service",
            Ct
        );

        Assert.All(new[] { wrong, none, other, absent }, answer =>
            Assert.Equal((401, "wrong_credentials"), (answer.Status, answer.Code))
        );
        Assert.DoesNotContain("wrong_type", await Stored.ReasonsAsync(_app.Database, Ct));
    }

    private static (int, int, int) Counts(ApiAnswer answer) =>
        answer.Status == 200
            ? (200, answer["accepted"].GetInt32(), answer["duplicates"].GetInt32())
            : (answer.Status, -1, -1);

#pragma warning disable CA5351 // the platform's document asks for MD5
    private static string Md5(string text) => Convert.ToBase64String(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    private async Task EnterAsync(string profile, string style, string device, int zeroMm = 0)
    {
        using var answer = await _admin.PutJsonAsync(
            "/api/v1/gateways/gw-01/terminal",
            new
            {
                profile,
                push = style,
                pushToken = Token,
                sensors = new[]
                {
                    new
                    {
                        number = device,
                        sensor = "WL-0001",
                        zeroMm,
                    },
                },
            },
            Ct
        );
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        await TerminalsOf.SettleAsync(_app, Ct);
    }

    private async Task<ApiAnswer> PostAsync(string url, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await ApiClient.AnswerAsync(await _platform.SendAsync(request, Ct), Ct);
    }
}
