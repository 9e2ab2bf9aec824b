using CityOps.Testing;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>What breaks the standard closes its own connection, and only that.</summary>
public sealed class MalformedPacketTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private const string Topic = "cityops/v1/gw-01/readings";
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private int Port => shared.App.MqttPort!.Value;

    /// <summary>A name, and the bytes that a connected v3.1.1 gateway sends.</summary>
    public static TheoryData<string, byte[]> Malformed { get; } =
        new()
        {
            { "a gigabyte announced", [0x32, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2, 3] },
            { "a remaining length of five bytes", [0x32, 0xFF, 0xFF, 0xFF, 0xFF, 0x01] },
            { "packet type 0", [0x00, 0x00] },
            { "QoS 3", RawMqtt.Packet(0x36, [.. RawMqtt.Text(Topic), 0, 1, (byte)'{', (byte)'}']) },
            { "packet identifier 0", RawMqtt.Packet(0x32, [.. RawMqtt.Text(Topic), 0, 0, (byte)'{', (byte)'}']) },
            { "DUP on QoS 0", RawMqtt.Packet(0x38, [.. RawMqtt.Text(Topic), (byte)'{', (byte)'}']) },
            { "a topic longer than its packet", RawMqtt.Packet(0x32, [0x00, 0x7F, (byte)'a']) },
            { "an empty topic", RawMqtt.Packet(0x32, [0, 0, 0, 1, (byte)'{', (byte)'}']) },
            { "a wildcard in a topic", RawMqtt.Packet(0x32, [.. RawMqtt.Text("cityops/v1/+/readings"), 0, 1]) },
            { "NUL in a topic", RawMqtt.Packet(0x32, [.. RawMqtt.Text("cityops/v1/gw\0/readings"), 0, 1]) },
            { "invalid UTF-8 in a topic", RawMqtt.Packet(0x32, [0, 2, 0xC3, 0x28, 0, 1]) },
            { "a second CONNECT", RawMqtt.Connect("gw-01", TestCity.GatewaySecret) },
            { "a PUBLISH without a body", [0x32, 0x00] },
            { "a CONNACK from the client", [0x20, 0x02, 0, 0] },
            { "SUBSCRIBE with flags 0", RawMqtt.Packet(0x80, [0, 1, .. RawMqtt.Text(Topic), 1]) },
            { "SUBSCRIBE without a filter", RawMqtt.Packet(0x82, [0, 1]) },
            { "SUBSCRIBE with QoS 3", RawMqtt.Packet(0x82, [0, 1, .. RawMqtt.Text(Topic), 3]) },
            { "PUBREL with flags 0", [0x60, 2, 0, 1] },
        };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task It_closes_its_connection_only(string what, byte[] bytes)
    {
        await using var neighbour = await RawMqtt.ConnectAsync(Port, Ct);
        await using var culprit = await RawMqtt.ConnectAsync(Port, Ct);

        await culprit.SendAsync(bytes, Ct);

        Assert.True(await culprit.HearsWithinAsync(TimeSpan.FromSeconds(10), Ct), $"nothing happened after {what}");
        Assert.Empty(await culprit.ReceiveAsync(Ct));
        await neighbour.SendAsync(RawMqtt.Publish(1, "{}"), Ct);
        Assert.Equal(1, await neighbour.ReceivePubAckAsync(Ct));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Before_a_connect_it_closes_too(string what, byte[] bytes)
    {
        if (what == "a second CONNECT")
        {
            return; // is the first one here
        }

        await using var culprit = RawMqtt.Open(Port);

        await culprit.SendAsync(bytes, Ct);

        Assert.True(await culprit.HearsWithinAsync(TimeSpan.FromSeconds(15), Ct), $"nothing happened after {what}");
        Assert.Empty(await culprit.ReceiveAsync(Ct));
    }

    /// <summary>
    /// Level, flags and client id of a CONNECT, and the CONNACK's code; -1 for a close without a word.
    /// </summary>
    [Theory]
    [InlineData(4, 0xC0, "", 2)] // no id, no clean session
    [InlineData(4, 0xC2, "", 0)]
    [InlineData(3, 0xC2, "a", 1)] // v3.1 has another name
    [InlineData(0x84, 0xC2, "a", 1)] // a bridge asks
    [InlineData(6, 0xC2, "a", 0x84)]
    [InlineData(4, 0xC3, "a", -1)] // the reserved flag
    [InlineData(4, 0xDE, "a", -1)] // will with QoS 3
    [InlineData(4, 0xCA, "a", -1)] // QoS without a will
    public async Task A_connect_is_answered_as_the_standard_says(byte level, byte flags, string clientId, int code)
    {
        await using var client = RawMqtt.Open(Port);

        await client.SendAsync(
            RawMqtt.Packet(
                0x10,
                [
                    .. RawMqtt.Text("MQTT"),
                    level,
                    flags,
                    0,
                    60,
                    .. RawMqtt.Text(clientId),
                    .. (flags & 4) == 0 ? [] : RawMqtt.Text("gone").Concat(RawMqtt.Text("bye")).ToArray(),
                    .. RawMqtt.Text("gw-01"),
                    .. RawMqtt.Text(TestCity.GatewaySecret),
                ]
            ),
            Ct
        );

        var answer = await client.ReceiveAsync(Ct);
        Assert.Equal(code, answer.Length == 0 ? -1 : answer[3]);
        if (code != 0)
        {
            Assert.True(answer.Length == 0 || (await client.ReceiveAsync(Ct)).Length == 0, "it is still open");
        }
    }

    [Fact]
    public async Task A_long_packet_over_a_slow_line_is_no_silence()
    {
        await using var slow = RawMqtt.Open(Port);
        await slow.SendAsync(RawMqtt.Connect("gw-01", TestCity.GatewaySecret, keepAlive: 1), Ct);
        await slow.ReceiveAsync(Ct);
        var packet = RawMqtt.Publish(1, "[" + new string(' ', 12_000) + "]");

        foreach (var piece in packet.Chunk(2000))
        {
            await slow.SendAsync(piece, Ct);
            await Task.Delay(600, Ct); // 4.2 s for the whole; silence ends it after 1.5 s
        }

        Assert.Equal(1, await slow.ReceivePubAckAsync(Ct));
    }

    [Fact]
    public async Task A_v5_client_is_told_why()
    {
        await using var culprit = await V5Async();

        await culprit.SendAsync([0x32, 0xFF, 0xFF, 0xFF, 0x7F], Ct);

        var disconnect = await culprit.ReceiveAsync(Ct);
        Assert.Equal([0xE0, 0x95], [disconnect[0], disconnect[2]]); // packet too large
    }

    [Fact]
    public async Task A_v5_client_that_overruns_the_receive_maximum_is_disconnected()
    {
        await using var culprit = await V5Async();
        await using var connection = await shared.App.Database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var locked = new Npgsql.NpgsqlCommand(
            "lock table rejected_message in access exclusive mode",
            connection,
            transaction
        );
        await locked.ExecuteNonQueryAsync(Ct);

        for (var id = 1; id <= 1001; id++)
        {
            await culprit.SendAsync(RawMqtt.Publish((ushort)id, "{}", version: 5), Ct);
        }

        var disconnect = await culprit.ReceiveAsync(Ct);
        Assert.Equal([0xE0, 0x93], [disconnect[0], disconnect[2]]); // receive maximum exceeded
    }

    [Fact]
    public async Task A_silent_client_is_dropped_after_one_and_a_half_times_its_keep_alive()
    {
        await using var silent = RawMqtt.Open(Port);
        await silent.SendAsync(RawMqtt.Connect("gw-01", TestCity.GatewaySecret, keepAlive: 1), Ct);
        await silent.ReceiveAsync(Ct);

        Assert.False(await silent.HearsWithinAsync(TimeSpan.FromSeconds(1), Ct));
        Assert.True(await silent.HearsWithinAsync(TimeSpan.FromSeconds(5), Ct));
    }

    private async Task<RawMqtt> V5Async()
    {
        var client = RawMqtt.Open(Port);
        await client.SendAsync(RawMqtt.Connect("gw-01", TestCity.GatewaySecret, version: 5), Ct);
        var connAck = await client.ReceiveAsync(Ct);
        Assert.Equal([0x20, 0x00], [connAck[0], connAck[3]]);
        return client;
    }
}
