using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CityOps.App.Features.Gateways;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>Attacks of one gateway: they harm nobody else, fill nothing, and the culprit is named.</summary>
public sealed class GatewayQuotaTests
{
    private const byte OverQuota = 0x97;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_squatter_with_the_client_id_of_another_gateway_keeps_nobody_out(byte version)
    {
        await using var app = await StartAsync();
        await using var squatter = RawMqtt.Open(app.MqttPort!.Value);
        await squatter.SendAsync(Connect(TestCity.Gateway, TestCity.OtherGateway, version), Ct);
        Assert.Equal(0, (await squatter.ReceiveAsync(Ct))[3]);

        await using var real = RawMqtt.Open(app.MqttPort!.Value);
        await real.SendAsync(Connect(TestCity.OtherGateway, TestCity.OtherGateway, version), Ct);

        Assert.Equal(0, (await real.ReceiveAsync(Ct))[3]);
        await PingAsync(real);
        await PingAsync(squatter); // and is not thrown out by it either
    }

    [Fact]
    public async Task A_gateway_has_so_many_connections_and_no_more_and_is_named()
    {
        await using var app = await StartAsync(("ConnectionsPerGateway", "5"));
        var open = new List<RawMqtt>();
        for (var i = 0; i < 5; i++)
        {
            open.Add(await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct));
        }

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(3, await TryConnectAsync(app, 4));
        }

        Assert.Equal(OverQuota, await TryConnectAsync(app, 5));
        await using (await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct, TestCity.OtherGateway))
        {
            using var supervisor = await app.LogInAsync("supervisor", Ct);
            await Stored.UntilAsync(
                async () =>
                    (await ReadAsync(supervisor, "/api/v1/refused-connections"))
                        .GetProperty("items")
                        .EnumerateArray()
                        .Any(item =>
                            item.GetProperty("userName").GetString() == TestCity.Gateway
                            && item.GetProperty("reason").GetString() == "too many connections of this gateway"
                        ),
                "the culprit is named",
                Ct
            );
        }

        await open[0].DisposeAsync();
        await Stored.UntilAsync(async () => await TryConnectAsync(app, 4) == 0, "there is a place again", Ct);
        foreach (var connection in open)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_flood_of_junk_of_an_old_client_takes_little_room()
    {
        await using var app = await StartAsync();
        await using var attacker = await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct);
        var junk = new string('x', 250_000);
        for (ushort i = 1; i <= 300; i++)
        {
            await attacker.SendAsync(RawMqtt.Publish(i, junk), Ct);
            Assert.Equal(i, await attacker.ReceivePubAckAsync(Ct));
        }

        Assert.Equal(300, await CountAsync(app, "select count(*) from rejected_message"));
        var kept = await CountAsync(app, "select sum(octet_length(payload)) from rejected_message");
        Assert.InRange(kept, 64 * 1024, (16 * 1024 * 1024) + (65 * 1024) + (300 * 256));
        Assert.Equal(
            300,
            await CountAsync(
                app,
                $"""
                select count(*) from rejected_message
                where payload_bytes = 250000 and payload_sha256 = '\x{Convert.ToHexString(
                    SHA256.HashData(Encoding.UTF8.GetBytes(junk))
                )}'
                """
            )
        );
    }

    [Fact]
    public async Task Of_a_long_rejected_payload_the_beginning_length_and_hash_are_shown_and_it_is_not_replayed()
    {
        await using var app = await StartAsync(("RejectedPayloadBytes", "300"));
        await using var gateway = await MqttGateway.ConnectAsync(app, Ct);
        var junk = $"[{new string('x', 1000)}";
        await gateway.PublishAsync(junk, Ct);
        using var admin = await app.LogInAsync("admin", Ct);
        var item = (await ReadAsync(admin, "/api/v1/rejected-messages")).GetProperty("items")[0];

        Assert.Equal(
            (junk.Length, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(junk))), junk[..300]),
            (
                item.GetProperty("bytes").GetInt32(),
                item.GetProperty("sha256").GetString()!,
                item.GetProperty("text").GetString()!
            )
        );
        var path = $"/api/v1/rejected-messages/{item.GetProperty("id").GetString()}";
        using var asked = await admin.PostJsonAsync($"{path}/replay", null, Ct);
        await Stored.UntilAsync(
            async () =>
                (await ReadAsync(admin, path)).GetProperty("message").GetProperty("replay").GetProperty("detail")
                    is { ValueKind: JsonValueKind.String } detail
                && detail.GetString() == "not_json: only the beginning of it is kept",
            "it says why it is not replayed",
            Ct
        );
    }

    [Fact]
    public async Task Beyond_its_rejections_a_v5_gateway_is_told_so_and_its_readings_are_taken_all_the_same()
    {
        await using var app = await StartAsync(("RejectedPerHour", "20"));
        await using var gateway = await MqttGateway.ConnectAsync(app, Ct);
        var codes = new List<int>();
        for (var i = 0; i < 50; i++)
        {
            codes.Add((int)(await gateway.PublishAsync("junk", Ct)).ReasonCode);
        }

        var good = await gateway.PublishAsync(Reading(0), Ct);

        var told = codes.Count(code => code == OverQuota);
        Assert.InRange(told, 25, 30);
        Assert.Equal(0, (int)good.ReasonCode);
        Assert.Equal(50 - told, await CountAsync(app, "select count(*) from rejected_message"));
        await UntilCountsAsync(app, counts => counts.GetProperty("overQuota").GetInt64() == told);
    }

    [Fact]
    public async Task Beyond_its_rejections_an_old_client_is_held_and_no_other_gateway_with_it()
    {
        await using var app = await StartAsync(("RejectedPerHour", "20"));
        await using var attacker = await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct);
        for (ushort i = 1; i <= 50; i++)
        {
            await attacker.SendAsync(RawMqtt.Publish(i, "junk"), Ct);
        }

        for (var i = 1; i <= 20; i++)
        {
            Assert.Equal(i, await attacker.ReceivePubAckAsync(Ct));
        }

        await using var other = await MqttGateway.ConnectAsync(app, Ct, TestCity.OtherGateway);
        Assert.Equal(0, (int)(await other.PublishAsync(Reading(0, "WL-0003"), Ct)).ReasonCode);
        await UntilCountsAsync(app, counts => counts.GetProperty("heldSeconds").GetInt64() >= 1);
        Assert.InRange(await CountAsync(app, "select count(*) from rejected_message"), 20, 25);
    }

    [Fact]
    public async Task A_held_client_that_goes_leaves_nothing_behind_and_may_come_again()
    {
        await using var app = await StartAsync(("RejectedPerHour", "20"), ("ConnectionsPerGateway", "3"));
        for (var round = 0; round < 3; round++)
        {
            await using var attacker = await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct);
            for (ushort i = 1; i <= 60; i++)
            {
                await attacker.SendAsync(RawMqtt.Publish(i, "junk"), Ct);
            }

            Assert.True(await attacker.HearsWithinAsync(TimeSpan.FromSeconds(round == 0 ? 20 : 0.5), Ct) || round > 0);
        }

        await Stored.UntilAsync(async () => await TryConnectAsync(app, 4) == 0, "their places are free", Ct);
        Assert.InRange(await CountAsync(app, "select count(*) from rejected_message"), 20, 30);
    }

    [Fact]
    public async Task Beyond_its_rate_a_v5_gateway_is_told_so_and_may_send_the_same_later()
    {
        await using var app = await StartAsync(("MessagesPerSecond", "1"), ("Burst", "00:00:10"));
        await using var gateway = await MqttGateway.ConnectAsync(app, Ct);
        var codes = new List<int>();
        for (var minute = 0; minute < 30; minute++)
        {
            codes.Add((int)(await gateway.PublishAsync(Reading(minute), Ct)).ReasonCode);
        }

        Assert.Contains(OverQuota, codes);
        Assert.Equal(codes.Count(code => code == 0), await Stored.ReadingsAsync(app.Database, Ct));
        Assert.Empty(await Stored.ReasonsAsync(app.Database, Ct));
        var late = codes.IndexOf(OverQuota);
        await Stored.UntilAsync(
            async () => (int)(await gateway.PublishAsync(Reading(late), Ct)).ReasonCode == 0,
            "it is taken later",
            Ct
        );
    }

    [Fact]
    public async Task Beyond_its_rate_an_old_client_is_held_and_loses_nothing()
    {
        await using var app = await StartAsync(("MessagesPerSecond", "5"), ("Burst", "00:00:02"));
        await using var gateway = await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct);
        var began = TimeProvider.System.GetTimestamp();
        for (ushort i = 1; i <= 25; i++)
        {
            await gateway.SendAsync(RawMqtt.Publish(i, Reading(i)), Ct);
        }

        for (var i = 1; i <= 25; i++)
        {
            Assert.Equal(i, await gateway.ReceivePubAckAsync(Ct));
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 2, 60); // 10 at once, 15 at 5 a second
        Assert.Equal(25, await Stored.ReadingsAsync(app.Database, Ct));
    }

    [Fact]
    public async Task Over_http_too_much_is_answered_429_with_when_to_come_again()
    {
        await using var app = await StartAsync(("MessagesPerSecond", "0.01"), ("Burst", "00:00:01"));
        using var client = app.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestCity.Gateway}:{TestCity.GatewaySecret}"))
        );
        var answers = new List<HttpResponseMessage>();
        for (var minute = 0; minute < 3; minute++)
        {
            using var body = new StringContent(Reading(minute), Encoding.UTF8, "application/json");
            answers.Add(await client.PostAsync("/api/v1/readings", body, Ct));
        }

        Assert.Equal([200, 429, 429], answers.Select(answer => (int)answer.StatusCode));
        Assert.InRange(answers[1].Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 101);
        Assert.Equal(1, await Stored.ReadingsAsync(app.Database, Ct));
    }

    [Fact]
    public async Task What_was_rejected_goes_when_it_is_old_or_too_much_and_stays_while_it_waits_for_its_replay()
    {
        await using var app = await StartAsync();
        await Stored.ExecuteAsync(
            app.Database,
            """
            insert into rejected_message (id, received_at, channel, gateway_id, topic, reason, payload, replay_requested_at)
            select gen_random_uuid(), now() - make_interval(days => days), 'mqtt', gateway, '', reason, convert_to(repeat('x', bytes), 'UTF8'),
              case when reason = 'waits' then now() end
            from (values ('gw-01', 'old', 200, 10), ('gw-01', 'waits', 200, 10), ('gw-01', 'new', 1, 10),
              ('gw-02', 'large-newest', 1, 700000), ('gw-02', 'large-oldest', 2, 700000)) as v (gateway, reason, days, bytes)
            """,
            Ct
        );

        await new ForgetOldGatewayRecordsJob(
            app.Database.DataSource,
            Options.Create(new RejectedOptions { KeptMegabytes = 1 }),
            TimeProvider.System
        ).RunAsync(Ct);

        Assert.Equal(
            ["large-newest", "new", "waits"],
            (await Stored.ReasonsAsync(app.Database, Ct)).Order(StringComparer.Ordinal)
        );
    }

    private static Task<TestApp> StartAsync(params (string Name, string Value)[] quotas) =>
        TestApp.StartAsync(Ct, builder =>
            builder.Configuration.AddInMemoryCollection(
                quotas.Select(quota => KeyValuePair.Create($"Quotas:{quota.Name}", (string?)quota.Value))
            )
        );

    private static async Task<int> TryConnectAsync(TestApp app, byte version)
    {
        await using var client = RawMqtt.Open(app.MqttPort!.Value);
        await client.SendAsync(RawMqtt.Connect(TestCity.Gateway, TestCity.GatewaySecret, version), Ct);
        return (await client.ReceiveAsync(Ct)) is { Length: > 3 } connAck ? connAck[3] : -1;
    }

    private static byte[] Connect(string gateway, string clientId, byte version) =>
        RawMqtt.Packet(
            0x10,
            [
                .. RawMqtt.Text("MQTT"),
                version,
                0xC2,
                0,
                60,
                .. version == 5 ? [(byte)0] : Array.Empty<byte>(),
                .. RawMqtt.Text(clientId),
                .. RawMqtt.Text(gateway),
                .. RawMqtt.Text(TestCity.GatewaySecret),
            ]
        );

    private static async Task PingAsync(RawMqtt client)
    {
        await client.SendAsync([0xC0, 0], Ct);
        Assert.Equal([0xD0, 0], await client.ReceiveAsync(Ct));
    }

    private static async Task UntilCountsAsync(TestApp app, Func<JsonElement, bool> hold)
    {
        using var supervisor = await app.LogInAsync("supervisor", Ct);
        await Stored.UntilAsync(
            async () => hold((await ReadAsync(supervisor, "/api/v1/gateways/gw-01")).GetProperty("counts")),
            "the gateway's counts name it",
            Ct
        );
    }

    private static Task<JsonElement> ReadAsync(HttpClient client, string path) =>
        client.GetFromJsonAsync<JsonElement>(path, Ct);

    private static Task<long> CountAsync(TestApp app, string sql) => Stored.ScalarAsync<long>(app.Database, sql, Ct);

    private static string Reading(int minute, string sensor = "WL-0001") =>
        $$"""{"sensor":"{{sensor}}","observedAt":"{{new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8)).AddMinutes(minute):yyyy-MM-ddTHH:mm:sszzz}}","depthMm":1}""";
}
