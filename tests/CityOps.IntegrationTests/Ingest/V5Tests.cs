using System.Globalization;
using CityOps.Testing;
using Microsoft.Extensions.Configuration;
using MQTTnet;
using MQTTnet.Protocol;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>What MQTT 5.0 adds: aliases, and a word for every end of a connection.</summary>
public sealed class V5Tests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private const string Topic = "cityops/v1/gw-01/readings";
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;

    [Fact]
    public async Task A_topic_alias_stands_for_its_topic()
    {
        await using var gateway = await MqttGateway.ConnectAsync(App, Ct);
        for (var second = 0; second < 3; second++)
        {
            var answer = await gateway.Client.PublishAsync(
                new MqttApplicationMessageBuilder()
                    .WithTopic(second == 0 ? Topic : "")
                    .WithTopicAlias(16)
                    .WithPayload(Reading(second, "WL-0002"))
                    .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                    .Build(),
                Ct
            );
            Assert.Equal(MqttClientPublishReasonCode.Success, answer.ReasonCode);
        }

        Assert.Equal(3, await Stored.ReadingsAsync(App.Database, Ct, "WL-0002"));
    }

    /// <summary>What a connected v5 gateway sends, and the reason code of the DISCONNECT that answers it (MQTT 5.0
    /// §3.14.2.1).</summary>
    public static TheoryData<string, byte[], byte> Wrong { get; } =
        new()
        {
            { "an alias that was never given", Publish(0x32, "", [0x23, 0, 3]), 0x82 },
            { "an alias beyond the maximum", Publish(0x32, Topic, [0x23, 0, 17]), 0x94 },
            { "retain, where CONNACK said there is none", Publish(0x33, Topic, []), 0x9A },
            { "a wildcard in the topic", Publish(0x32, "cityops/v1/+/readings", []), 0x90 },
            { "a shared subscription's filter as topic", Publish(0x32, "$share/g/#", []), 0x90 },
            { "a subscription identifier from a client", Publish(0x32, Topic, [0x0B, 1]), 0x82 },
            { "QoS 3", Publish(0x36, Topic, []), 0x81 },
            { "a property twice", Publish(0x32, Topic, [0x01, 0, 0x01, 0]), 0x82 },
            { "payload format 2", Publish(0x32, Topic, [0x01, 2]), 0x82 },
            { "a property of CONNECT", Publish(0x32, Topic, [0x21, 0, 1]), 0x81 },
            { "SUBSCRIBE with flags 0", RawMqtt.Packet(0x80, [0, 1, 0, .. RawMqtt.Text("a"), 1]), 0x81 },
            { "SUBSCRIBE without a filter", RawMqtt.Packet(0x82, [0, 1, 0]), 0x82 },
            { "SUBSCRIBE with QoS 3", RawMqtt.Packet(0x82, [0, 1, 0, .. RawMqtt.Text("a"), 3]), 0x81 },
            { "SUBSCRIBE with retain handling 3", RawMqtt.Packet(0x82, [0, 1, 0, .. RawMqtt.Text("a"), 0x30]), 0x82 },
            { "SUBSCRIBE with identifier 0", RawMqtt.Packet(0x82, [0, 1, 2, 0x0B, 0, .. RawMqtt.Text("a"), 1]), 0x82 },
            { "UNSUBSCRIBE without a filter", RawMqtt.Packet(0xA2, [0, 1, 0]), 0x82 },
            { "PUBREL with flags 0", [0x60, 2, 0, 1], 0x81 },
            { "PINGREQ with a flag", [0xC1, 0], 0x81 },
            { "AUTH", [0xF0, 0], 0x82 },
            { "a second CONNECT", RawMqtt.Connect("gw-01", TestCity.GatewaySecret, 5), 0x82 },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_breaks_the_standard_is_answered_with_its_code(string what, byte[] packet, byte code)
    {
        await using var culprit = await RawMqtt.ConnectAsync(App.MqttPort!.Value, Ct, version: 5);

        await culprit.SendAsync(packet, Ct);

        await AssertDisconnectedAsync(culprit, code, what);
    }

    [Fact]
    public async Task A_newer_connection_takes_the_session_and_the_older_one_is_told()
    {
        await using var older = RawMqtt.Open(App.MqttPort!.Value);
        await older.SendAsync(Connect("taken", 5), Ct);
        await older.ReceiveAsync(Ct);
        await using var newer = RawMqtt.Open(App.MqttPort!.Value);

        await newer.SendAsync(Connect("taken", 5), Ct);

        Assert.Equal(0, (await newer.ReceiveAsync(Ct))[3]);
        await AssertDisconnectedAsync(older, 0x8E, "takeover");
        await newer.SendAsync(RawMqtt.Publish(1, Reading(100), version: 5), Ct);
        Assert.Equal(1, await newer.ReceivePubAckAsync(Ct));
    }

    [Fact]
    public async Task A_v3_connection_is_taken_over_without_a_word()
    {
        await using var older = RawMqtt.Open(App.MqttPort!.Value);
        await older.SendAsync(Connect("taken-v3", 4), Ct);
        await older.ReceiveAsync(Ct);
        await using var newer = RawMqtt.Open(App.MqttPort!.Value);

        await newer.SendAsync(Connect("taken-v3", 4), Ct);

        Assert.Equal(0, (await newer.ReceiveAsync(Ct))[3]);
        Assert.Empty(await older.ReceiveAsync(Ct));
    }

    [Fact]
    public async Task Two_gateways_may_have_the_same_client_id()
    {
        await using var owner = RawMqtt.Open(App.MqttPort!.Value);
        await owner.SendAsync(Connect("owned", 5), Ct);
        await owner.ReceiveAsync(Ct);
        await using var other = RawMqtt.Open(App.MqttPort!.Value);

        await other.SendAsync(Connect("owned", 5, TestCity.OtherGateway), Ct);

        Assert.Equal(0, (await other.ReceiveAsync(Ct))[3]);
        await owner.SendAsync([0xC0, 0], Ct);
        Assert.Equal([0xD0, 0], await owner.ReceiveAsync(Ct));
    }

    /// <summary>Properties of a CONNECT, and the code of the CONNACK that refuses it.</summary>
    [Theory]
    [InlineData("authentication method", "15000541424344452600016100016226000161000162", 0x8C)]
    [InlineData("receive maximum 0", "210000", 0x82)]
    [InlineData("receive maximum twice", "210005210005", 0x82)]
    [InlineData("maximum packet size 0", "2700000000", 0x82)]
    [InlineData("request problem information 2", "1702", 0x82)]
    [InlineData("authentication data alone", "16000161", 0x82)]
    [InlineData("a property of PUBLISH", "230001", 0x81)]
    public async Task A_connect_that_cannot_be_taken_is_answered_with_its_code(
        string what,
        string properties,
        byte code
    )
    {
        await using var client = RawMqtt.Open(App.MqttPort!.Value);

        await client.SendAsync(ConnectV5(Convert.FromHexString(properties)), Ct);

        var connAck = await client.ReceiveAsync(Ct);
        Assert.True(connAck.Length > 3, $"closed without a word after {what}");
        Assert.Equal((0x20, code), (connAck[0], connAck[3]));
        Assert.Empty(await client.ReceiveAsync(Ct));
    }

    [Fact]
    public async Task A_session_expiry_is_answered_with_0()
    {
        await using var client = RawMqtt.Open(App.MqttPort!.Value);

        await client.SendAsync(ConnectV5([0x11, 0, 0, 0x0E, 0x10], cleanStart: false), Ct);

        var connAck = await client.ReceiveAsync(Ct);
        Assert.Equal([0x20, 0, 0], [connAck[0], connAck[2], connAck[3]]);
        Assert.Equal([0x11, 0, 0, 0, 0], connAck[5..10]);
        Assert.Equal(connAck.Length - 5, connAck[4]);
    }

    [Fact]
    public async Task A_reason_string_that_exceeds_the_clients_maximum_packet_size_is_left_out()
    {
        await using var client = RawMqtt.Open(App.MqttPort!.Value);
        await client.SendAsync(ConnectV5([0x27, 0, 0, 0, 60]), Ct);
        Assert.Equal(0, (await client.ReceiveAsync(Ct))[3]);
        await using var roomy = await RawMqtt.ConnectAsync(App.MqttPort!.Value, Ct, version: 5);

        await client.SendAsync(RawMqtt.Publish(1, "{", version: 5), Ct);
        await roomy.SendAsync(RawMqtt.Publish(1, "{", version: 5), Ct);

        Assert.Equal([0x40, 15, 0, 1, 0x99, 11, 0x1F, 0, 8, .. "not_json"u8], await roomy.ReceiveAsync(Ct));
        Assert.Equal([0x40, 15, 0, 1, 0x99, 11, 0x1F, 0, 8, .. "not_json"u8], await client.ReceiveAsync(Ct));
        await using var small = RawMqtt.Open(App.MqttPort!.Value);
        await small.SendAsync(ConnectV5([0x27, 0, 0, 0, 16]), Ct);
        await small.SendAsync(RawMqtt.Publish(1, "{", version: 5), Ct);
        byte[] heard;
        while ((heard = await small.ReceiveAsync(Ct)) is [0x20, ..])
        {
            // the CONNACK, where it is small enough
        }

        Assert.True(heard is [0x40, <= 14, 0, 1, 0x99, ..], Convert.ToHexString(heard));
    }

    [Fact]
    public async Task A_will_that_wants_to_be_retained_is_refused()
    {
        await using var gateway = RawMqtt.Open(App.MqttPort!.Value);
        byte[] body =
        [
            .. RawMqtt.Text("MQTT"),
            5,
            0xE6,
            0,
            60,
            0,
            .. RawMqtt.Text("with-a-will"),
            0,
            .. RawMqtt.Text("gone"),
            .. RawMqtt.Text("bye"),
            .. RawMqtt.Text(TestCity.Gateway),
            .. RawMqtt.Text(TestCity.GatewaySecret),
        ];

        await gateway.SendAsync(RawMqtt.Packet(0x10, body), Ct);

        Assert.Equal(0x9A, (await gateway.ReceiveAsync(Ct))[3]);
    }

    [Fact]
    public async Task Silence_is_answered_with_its_code()
    {
        await using var silent = RawMqtt.Open(App.MqttPort!.Value);
        await silent.SendAsync(RawMqtt.Connect(TestCity.Gateway, TestCity.GatewaySecret, 5, keepAlive: 1), Ct);
        await silent.ReceiveAsync(Ct);

        await AssertDisconnectedAsync(silent, 0x8D, "silence");
    }

    [Theory]
    [InlineData("$share//cityops/v1/gw-01/commands")]
    [InlineData("$share/+/cityops/v1/gw-01/commands")]
    [InlineData("$share/g/cityops/v1/gw-01/commands")]
    [InlineData("$share/g")]
    [InlineData("$SYS/#")]
    public async Task A_filter_that_is_not_the_gateways_is_refused_or_ends_its_connection(string filter)
    {
        await using var neighbour = await RawMqtt.ConnectAsync(App.MqttPort!.Value, Ct, version: 5);
        await using var gateway = await RawMqtt.ConnectAsync(App.MqttPort!.Value, Ct, version: 5);

        await gateway.SendAsync(RawMqtt.Packet(0x82, [0, 1, 0, .. RawMqtt.Text(filter), 1]), Ct);

        var answer = await gateway.ReceiveAsync(Ct);
        Assert.True(
            answer.Length == 0 || (answer[0] is 0x90 or 0xE0 && answer[^1] >= 0x80),
            Convert.ToHexString(answer)
        );
        await neighbour.SendAsync([0xC0, 0], Ct);
        Assert.Equal([0xD0, 0], await neighbour.ReceiveAsync(Ct));
    }

    [Fact]
    public async Task A_server_that_stops_says_so()
    {
        var app = await TestApp.StartAsync(Ct);
        await using var v5 = await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct, version: 5);
        await using var v3 = await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct);

        await app.DisposeAsync();

        await AssertDisconnectedAsync(v5, 0x8B, "shutdown");
        Assert.Empty(await v3.ReceiveAsync(Ct));
    }

    [Fact]
    public async Task A_server_that_is_full_says_so()
    {
        await using var app = await TestApp.StartAsync(Ct, builder =>
            builder.Configuration.AddInMemoryCollection([new("Mqtt:MaximumConnections", "2")])
        );
        await using var first = await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct);
        await using var second = await RawMqtt.ConnectAsync(app.MqttPort!.Value, Ct);

        await using (var v5 = RawMqtt.Open(app.MqttPort!.Value))
        {
            await v5.SendAsync(RawMqtt.Connect(TestCity.Gateway, TestCity.GatewaySecret, 5), Ct);
            Assert.Equal(0x89, (await v5.ReceiveAsync(Ct))[3]); // server busy
        }

        await using (var v3 = RawMqtt.Open(app.MqttPort!.Value))
        {
            await v3.SendAsync(RawMqtt.Connect(TestCity.Gateway, TestCity.GatewaySecret), Ct);
            Assert.Equal(3, (await v3.ReceiveAsync(Ct))[3]); // server unavailable
        }

        await first.SendAsync([0xC0, 0], Ct);
        Assert.Equal([0xD0, 0], await first.ReceiveAsync(Ct));
    }

    private static async Task AssertDisconnectedAsync(RawMqtt client, byte code, string why)
    {
        var packet = await client.ReceiveAsync(Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct);
        Assert.True(packet.Length > 2, $"closed without a word after {why}");
        Assert.Equal((0xE0, code), (packet[0], packet[2]));
        Assert.Empty(await client.ReceiveAsync(Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct));
    }

    private static byte[] Publish(byte header, string topic, byte[] properties) =>
        RawMqtt.Packet(header, [.. RawMqtt.Text(topic), 0, 1, (byte)properties.Length, .. properties, .. "{}"u8]);

    private static byte[] ConnectV5(byte[] properties, bool cleanStart = true) =>
        RawMqtt.Packet(
            0x10,
            [
                .. RawMqtt.Text("MQTT"),
                5,
                (byte)(cleanStart ? 0xC2 : 0xC0),
                0,
                60,
                (byte)properties.Length,
                .. properties,
                .. RawMqtt.Text($"raw-{Guid.NewGuid():N}"),
                .. RawMqtt.Text(TestCity.Gateway),
                .. RawMqtt.Text(TestCity.GatewaySecret),
            ]
        );

    private static byte[] Connect(string clientId, byte version, string gateway = TestCity.Gateway) =>
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

    private static string Reading(int second, string sensor = "WL-0001") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"{{sensor}}","observedAt":{{1_780_272_000_000 + (second * 1000)}},"depthMm":5}"""
        );
}
