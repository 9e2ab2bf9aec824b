using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>Commands on their way from an administrator to a gateway.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private HttpClient _admin = null!;

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

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_listening_gateway_gets_a_command_at_once_and_its_acknowledgement_is_noted(
        MqttProtocolVersion version
    )
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct, version: version);
        var heard = await ListenAsync(gateway);

        var id = await SendAsync(new { what = "ping" });

        Assert.Equal((id, "ping"), Read(await NextAsync(heard)));
        await UntilStatesAsync("acknowledged");
    }

    [Fact]
    public async Task More_than_a_window_of_waiting_commands_comes_in_order_and_each_once()
    {
        var sent = new List<string>();
        for (var i = 0; i < 45; i++)
        {
            sent.Add(await SendAsync(new { what = $"{i}" }));
        }

        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        var heard = await ListenAsync(gateway);
        var got = new List<string>();
        for (var i = 0; i < 45; i++)
        {
            got.Add(Read(await NextAsync(heard)).Id);
        }

        Assert.Equal(sent, got);
        await UntilStatesAsync([.. Enumerable.Repeat("acknowledged", 45)]);
        Assert.Equal(1, await Stored.ScalarAsync<int>(_app.Database, "select max(sends) from gateway_command", Ct));
    }

    [Fact]
    public async Task A_command_that_is_not_acknowledged_comes_again_with_the_next_subscription()
    {
        await using (var gateway = await MqttGateway.ConnectAsync(_app, Ct))
        {
            var got = new TaskCompletionSource();
            gateway.Client.ApplicationMessageReceivedAsync += async message =>
            {
                message.AutoAcknowledge = false;
                got.TrySetResult();
                await Task.CompletedTask;
            };
            await gateway.Client.SubscribeAsync("cityops/v1/gw-01/commands", MqttQualityOfServiceLevel.AtLeastOnce, Ct);
            await SendAsync(new { what = "twice" });
            await got.Task.WaitAsync(TimeSpan.FromSeconds(15), Ct);
        }

        await UntilStatesAsync("sent");
        await using var again = await MqttGateway.ConnectAsync(_app, Ct);
        var heard = await ListenAsync(again);

        Assert.Equal("twice", Read(await NextAsync(heard)).What);
        await UntilStatesAsync("acknowledged");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_gateway_that_comes_again_while_its_old_connection_is_half_open_gets_its_commands(byte version)
    {
        var port = _app.MqttPort!.Value;
        await using var halfOpen = RawMqtt.Open(port);
        Assert.Equal(0, (await SubscribedAsync(halfOpen, version))[2]);
        await using var again = RawMqtt.Open(port);

        var connAck = await SubscribedAsync(again, version);

        Assert.Equal((0, 0), (connAck[2], connAck[3])); // no session is present, so it subscribes
        await SendAsync(new { what = "first" });
        await AcknowledgeAsync(again, version, "first");
        await halfOpen.DisposeAsync();
        await SendAsync(new { what = "second" });
        await AcknowledgeAsync(again, version, "second");
        await UntilStatesAsync("acknowledged", "acknowledged");
    }

    [Fact]
    public async Task A_clients_receive_maximum_and_subscription_identifier_are_kept()
    {
        await using var gateway = RawMqtt.Open(_app.MqttPort!.Value);
        await SubscribedAsync(gateway, 5, [0x21, 0, 2], [0x0B, 7]);
        for (var i = 0; i < 5; i++)
        {
            await SendAsync(new { what = $"{i}" });
        }

        var one = await gateway.ReceiveAsync(Ct);
        var two = await gateway.ReceiveAsync(Ct);
        Assert.False(await gateway.HearsWithinAsync(TimeSpan.FromSeconds(2), Ct), "a third one came");
        Assert.Contains("0B07", Convert.ToHexString(one), StringComparison.Ordinal);
        await gateway.SendAsync([0xC0, 0], Ct);
        Assert.Equal([0xD0, 0], await gateway.ReceiveAsync(Ct)); // the rest goes on
        await gateway.SendAsync([0x40, 2, .. PacketId(one)], Ct);
        await gateway.SendAsync([0x40, 2, .. PacketId(two)], Ct);
        for (var i = 2; i < 5; i++)
        {
            await AcknowledgeAsync(gateway, 5, $"{i}");
        }

        await UntilStatesAsync([.. Enumerable.Repeat("acknowledged", 5)]);
    }

    [Fact]
    public async Task A_command_that_is_larger_than_its_gateway_takes_is_refused_and_holds_up_no_other()
    {
        await using var gateway = RawMqtt.Open(_app.MqttPort!.Value);
        await SubscribedAsync(gateway, 5, [0x21, 0, 1, 0x27, 0, 0, 1, 0x2C]); // one at a time, of 300 bytes at most
        await SendAsync(new { what = new string('x', 400) });

        await SendAsync(new { what = "small" });

        await AcknowledgeAsync(gateway, 5, "small");
        await UntilStatesAsync("acknowledged", "refused");
    }

    /// <summary>Connects with clean session 0 and listens to its commands; the CONNACK.</summary>
    private static async Task<byte[]> SubscribedAsync(
        RawMqtt client,
        byte version,
        byte[]? connect = null,
        byte[]? subscribe = null
    )
    {
        await client.SendAsync(
            RawMqtt.Packet(
                0x10,
                [
                    .. RawMqtt.Text("MQTT"),
                    version,
                    0xC0,
                    0,
                    0,
                    .. Properties(version, connect),
                    .. RawMqtt.Text("modem"),
                    .. RawMqtt.Text(TestCity.Gateway),
                    .. RawMqtt.Text(TestCity.GatewaySecret),
                ]
            ),
            Ct
        );
        var connAck = await client.ReceiveAsync(Ct);
        await client.SendAsync(
            RawMqtt.Packet(
                0x82,
                [0, 1, .. Properties(version, subscribe), .. RawMqtt.Text("cityops/v1/gw-01/commands"), 1]
            ),
            Ct
        );
        Assert.Equal(0x90, (await client.ReceiveAsync(Ct))[0]);
        return connAck;
    }

    private static byte[] Properties(byte version, byte[]? properties) =>
        version == 5 ? [(byte)(properties?.Length ?? 0), .. properties ?? []] : [];

    private static byte[] PacketId(byte[] publish) =>
        publish[((publish[1] < 128 ? 2 : 3) + RawMqtt.Text("cityops/v1/gw-01/commands").Length)..][..2];

    private static async Task AcknowledgeAsync(RawMqtt client, byte version, string what)
    {
        var publish = await client.ReceiveAsync(Ct).WaitAsync(TimeSpan.FromSeconds(15), Ct);
        Assert.Contains(what, System.Text.Encoding.UTF8.GetString(publish), StringComparison.Ordinal);
        await client.SendAsync([0x40, 2, .. PacketId(publish)], Ct);
    }

    [Fact]
    public async Task A_cancelled_or_expired_command_is_not_sent()
    {
        var cancelled = await SendAsync(new { what = "never" });
        using (var cancel = await _admin.DeleteAsync($"/api/v1/gateways/gw-01/commands/{cancelled}", Ct))
        {
            cancel.EnsureSuccessStatusCode();
        }

        await SendAsync(new { what = "too late" });
        await Stored.ExecuteAsync(
            _app.Database,
            """
            update gateway_command set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' where cancelled_at is null
            """,
            Ct
        );
        await SendAsync(new { what = "now" });
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        var heard = await ListenAsync(gateway);

        Assert.Equal("now", Read(await NextAsync(heard)).What);
        await UntilStatesAsync("acknowledged", "expired", "cancelled");
        using var done = await _admin.SendAsync(
            HttpMethod.Delete,
            $"/api/v1/gateways/gw-01/commands/{await NewestAsync()}",
            null,
            Ct
        );
        Assert.Equal((409, "command_acknowledged"), (done.Status, done.Code));
    }

    [Theory]
    [InlineData("gw-99", """{"command":{}}""", 404, "gateway_not_found")]
    [InlineData("gw-01", """{}""", 422, "field_missing")]
    [InlineData("gw-01", """{"command":"\u0000"}""", 422, "field_invalid")]
    [InlineData("gw-01", """{"command":1,"expiresAt":"2020-01-01T00:00:00Z"}""", 422, "field_invalid")]
    public async Task What_cannot_be_sent_is_refused(string gateway, string body, int status, string code)
    {
        using var answer = await _admin.PostJsonAsync($"/api/v1/gateways/{gateway}/commands", body, Ct);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    private async Task<string> SendAsync(object command)
    {
        using var answer = await _admin.PostAsJsonAsync("/api/v1/gateways/gw-01/commands", new { command }, Ct);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetString()!;
    }

    private async Task<string> NewestAsync() =>
        (await _admin.GetFromJsonAsync<JsonElement>("/api/v1/gateways/gw-01/commands", Ct))
            .GetProperty("items")[0]
            .GetProperty("id")
            .GetString()!;

    /// <summary>Waits until the gateway's commands stand so, the newest first.</summary>
    private Task UntilStatesAsync(params string[] states) =>
        Stored.UntilAsync(
            async () =>
                (await _admin.GetFromJsonAsync<JsonElement>("/api/v1/gateways/gw-01/commands", Ct))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(item => item.GetProperty("state").GetString())
                    .SequenceEqual(states),
            string.Join(", ", states),
            Ct
        );

    private static async Task<Channel<string>> ListenAsync(MqttGateway gateway)
    {
        var heard = Channel.CreateUnbounded<string>();
        gateway.Client.ApplicationMessageReceivedAsync += message =>
        {
            heard.Writer.TryWrite(message.ApplicationMessage.ConvertPayloadToString()!);
            return Task.CompletedTask;
        };
        await gateway.Client.SubscribeAsync("cityops/v1/gw-01/commands", MqttQualityOfServiceLevel.AtLeastOnce, Ct);
        return heard;
    }

    private static Task<string> NextAsync(Channel<string> heard) =>
        heard.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(15), Ct);

    private static (string Id, string What) Read(string payload)
    {
        var read = JsonSerializer.Deserialize<JsonElement>(payload);
        return (read.GetProperty("id").GetString()!, read.GetProperty("command").GetProperty("what").GetString()!);
    }
}
