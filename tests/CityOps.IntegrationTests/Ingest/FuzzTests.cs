using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>
/// Random and mutated packets over real sockets: whatever comes, the server stands, other connections are served, and
/// no connection is left behind. Seeded, so that a failure can be had again; <c>CITYOPS_FUZZ_PACKETS=200000</c> makes
/// it long.
/// </summary>
public sealed class FuzzTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private const int Seed = 20260601;
    private const int PacketsPerConnection = 8;
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static int Packets =>
        int.Parse(Environment.GetEnvironmentVariable("CITYOPS_FUZZ_PACKETS") ?? "8000", CultureInfo.InvariantCulture);

    /// <summary>What gets mutated: one of every packet that a client may send, v3.1.1 and v5.</summary>
    private static readonly byte[][] Templates =
    [
        RawMqtt.Connect("gw-02", TestCity.GatewaySecret),
        RawMqtt.Connect("gw-02", TestCity.GatewaySecret, version: 5),
        RawMqtt.Publish(
            7,
            """{"sensor":"WL-0003","observedAt":"2026-06-01T08:00:00Z","depthMm":1}""",
            "cityops/v1/gw-02/readings"
        ),
        RawMqtt.Publish(
            8,
            """[{"sensor":"WL-0003","observedAt":0,"depthMm":1},{"a":[{}]}]""",
            "cityops/v1/gw-02/readings",
            version: 5
        ),
        RawMqtt.Publish(9, """{"id":"x"}""", "cityops/v1/gw-02/reports"),
        RawMqtt.Packet(0x30, [.. RawMqtt.Text("cityops/v1/gw-02/readings"), .. "{}"u8]),
        RawMqtt.Packet(0x34, [.. RawMqtt.Text("cityops/v1/gw-02/readings"), 0, 3, .. "{}"u8]),
        RawMqtt.Packet(0x32, [.. RawMqtt.Text(""), 0, 4, 3, 0x23, 0, 1, .. "{}"u8]), // v5, by topic alias
        RawMqtt.Packet(0x62, [0, 3]), // PUBREL
        RawMqtt.Packet(0x40, [0, 3]), // PUBACK
        RawMqtt.Packet(0x82, [0, 5, .. RawMqtt.Text("cityops/v1/gw-02/commands"), 1]), // SUBSCRIBE
        RawMqtt.Packet(0x82, [0, 6, 0, .. RawMqtt.Text("$share/a/#"), 1]),
        RawMqtt.Packet(0xA2, [0, 7, .. RawMqtt.Text("#")]), // UNSUBSCRIBE
        [0xC0, 0x00], // PINGREQ
        [0xE0, 0x00], // DISCONNECT
        RawMqtt.Packet(0xF0, [0x18, 0x00]), // AUTH
    ];

    [Fact]
    public async Task No_packet_harms_the_server_or_its_other_connections()
    {
        var random = new Random(Seed);
        var port = shared.App.MqttPort!.Value;
        await using var neighbour = await RawMqtt.ConnectAsync(port, Ct);
        var published = 0;
        for (var sent = 0; sent < Packets; sent += PacketsPerConnection)
        {
            await AttackAsync(port, random);
            if (sent % (PacketsPerConnection * 25) == 0)
            {
                published++;
                var reading =
                    $$"""{"sensor":"WL-0001","observedAt":{{Start.AddSeconds(published).ToUnixTimeMilliseconds()}},"depthMm":5}""";
                await neighbour.SendAsync(RawMqtt.Publish((ushort)published, reading), Ct);
                Assert.Equal(published, await neighbour.ReceivePubAckAsync(Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct));
            }
        }

        Assert.Equal(published, await Stored.ReadingsAsync(shared.App.Database, Ct, "WL-0001"));
        using var http = shared.App.Client();
        using var ready = await http.GetAsync("/health/ready", Ct);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    private static async Task AttackAsync(int port, Random random)
    {
        await using var attacker = RawMqtt.Open(port);
        try
        {
            // Three in four get past the door first.
            var version = random.Next(2) == 0 ? (byte)4 : (byte)5;
            if (random.Next(4) > 0)
            {
                await attacker.SendAsync(RawMqtt.Connect("gw-02", TestCity.GatewaySecret, version), Ct);
                Assert.NotEmpty(await attacker.ReceiveAsync(Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct));
            }

            for (var i = 0; i < PacketsPerConnection; i++)
            {
                await attacker.SendAsync(Mutate(Templates[random.Next(Templates.Length)], random), Ct);
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // closed in its face, as it should be
        }
    }

    private static byte[] Mutate(byte[] template, Random random)
    {
        var bytes = template.ToList();
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 when bytes.Count > 1:
                    bytes.RemoveRange(at, random.Next(1, bytes.Count - at + 1));
                    break;
                case 3:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 20)).Select(_ => (byte)random.Next(256)));
                    break;
                case 4:
                    bytes[0] = (byte)random.Next(256);
                    break;
                default:
                    bytes.AddRange(bytes.ToArray());
                    break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add((byte)random.Next(256));
            }
        }

        return [.. bytes];
    }
}
