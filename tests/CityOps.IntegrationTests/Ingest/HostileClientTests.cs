using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using CityOps.Testing;
using Microsoft.Extensions.Configuration;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>Clients that keep to the letter of the standard, or nearly, and would wear a careless server out.</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() =>
        _app = await TestApp.StartAsync(Ct, builder =>
            builder.Configuration.AddInMemoryCollection([
                new("Mqtt:ConnectTimeout", "00:00:02"),
                new("Mqtt:WriteTimeout", "00:00:02"),
            ])
        );

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_connect_that_comes_by_the_drop_is_not_waited_for(byte version)
    {
        await using var loris = RawMqtt.Open(_app.MqttPort!.Value);
        var began = Stopwatch.GetTimestamp();

        var dropping = Task.Run(
            async () =>
            {
                try
                {
                    foreach (var drop in RawMqtt.Connect(TestCity.Gateway, TestCity.GatewaySecret, version))
                    {
                        await loris.SendAsync([drop], Ct);
                        await Task.Delay(200, Ct);
                    }
                }
                catch (IOException)
                {
                    // closed in its face
                }
            },
            Ct
        );

        Assert.True(await loris.HearsWithinAsync(TimeSpan.FromSeconds(10), Ct), "it is still waited for");
        Assert.Empty(await loris.ReceiveAsync(Ct));
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 1.5, 10);
        await dropping;
    }

    [Fact]
    public async Task A_connection_without_a_word_is_closed()
    {
        await using var mute = RawMqtt.Open(_app.MqttPort!.Value);

        Assert.True(await mute.HearsWithinAsync(TimeSpan.FromSeconds(10), Ct), "it is still open");
    }

    [Fact]
    public async Task A_packet_that_never_ends_counts_as_silence()
    {
        await using var half = RawMqtt.Open(_app.MqttPort!.Value);
        await half.SendAsync(RawMqtt.Connect(TestCity.Gateway, TestCity.GatewaySecret, keepAlive: 2), Ct);
        await half.ReceiveAsync(Ct);
        await half.SendAsync([0x32, 0xFF, 0xFF, 0x03, 0, 25], Ct); // 65 kB announced, four bytes sent

        Assert.True(await half.HearsWithinAsync(TimeSpan.FromSeconds(10), Ct), "it is still waited for");
    }

    [Fact]
    public async Task A_client_without_keep_alive_is_asked_for_by_tcp()
    {
        await using var gateway = RawMqtt.Open(_app.MqttPort!.Value);
        await gateway.SendAsync(RawMqtt.Connect(TestCity.Gateway, TestCity.GatewaySecret, keepAlive: 0), Ct);
        await gateway.ReceiveAsync(Ct);

        // "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when …": state 01 is established, timer 02 is
        // keep-alive.
        var server = string.Create(CultureInfo.InvariantCulture, $"0100007F:{_app.MqttPort:X4}");
        await Stored.UntilAsync(
            async () =>
                (await File.ReadAllLinesAsync("/proc/net/tcp", Ct))
                    .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Any(fields =>
                        fields[1] == server
                        && fields[3] == "01"
                        && fields[5].StartsWith("02:", StringComparison.Ordinal)
                    ),
            "the server's side of the connection has its keep-alive timer",
            Ct
        );
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_dropped_and_its_neighbours_are_served()
    {
        using var deaf = new TcpClient { ReceiveBufferSize = 4096, NoDelay = true };
        await deaf.ConnectAsync("127.0.0.1", _app.MqttPort!.Value, Ct);
        var stream = deaf.GetStream();
        await stream.WriteAsync(RawMqtt.Connect(TestCity.Gateway, TestCity.GatewaySecret, keepAlive: 0), Ct);

        // Each of these asks for 20,000 bytes in answer.
        var filters = Enumerable
            .Repeat(RawMqtt.Text("a").Append((byte)0), 20_000)
            .SelectMany(filter => filter)
            .ToArray();
        var subscribe = RawMqtt.Packet(0x82, [0, 1, .. filters]);
        var sending = Task.Run(
            async () =>
            {
                while (true)
                {
                    await stream.WriteAsync(subscribe, Ct);
                }
            },
            Ct
        );

        var closed = await Assert.ThrowsAnyAsync<IOException>(() => sending.WaitAsync(TimeSpan.FromSeconds(60), Ct));
        Assert.NotNull(closed);
        await using var neighbour = await RawMqtt.ConnectAsync(_app.MqttPort!.Value, Ct);
        await neighbour.SendAsync(RawMqtt.Publish(1, Reading(0)), Ct);
        Assert.Equal(1, await neighbour.ReceivePubAckAsync(Ct));
    }

    [Fact]
    public async Task Every_packet_identifier_in_flight_at_once_is_held_and_acknowledged_in_order()
    {
        const int All = 65_535;
        await using var gateway = await RawMqtt.ConnectAsync(_app.MqttPort!.Value, Ct);
        Task sending;
        await using (var connection = await _app.Database.DataSource.OpenConnectionAsync(Ct))
        await using (var transaction = await connection.BeginTransactionAsync(Ct))
        {
            await using var locked = new Npgsql.NpgsqlCommand(
                "lock table reading in access exclusive mode",
                connection,
                transaction
            );
            await locked.ExecuteNonQueryAsync(Ct);
            sending = Task.Run(
                async () =>
                {
                    for (var id = 1; id <= All; id++)
                    {
                        await gateway.SendAsync(RawMqtt.Publish((ushort)id, Reading(id)), Ct);
                    }
                },
                Ct
            );
            Assert.False(await gateway.HearsWithinAsync(TimeSpan.FromSeconds(1), Ct));
        }

        for (var id = 1; id <= All; id++)
        {
            Assert.Equal(id, await gateway.ReceivePubAckAsync(Ct));
        }

        await sending;
        Assert.Equal(All, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    private static string Reading(int second) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"WL-0001","observedAt":{{1_780_272_000_000 + (second * 1000L)}},"depthMm":5}"""
        );
}
