using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using MQTTnet;
using MQTTnet.Formatter;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>Whether a gateway is there, since when, and how it went.</summary>
public sealed class ConnectionTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_gateway_that_says_goodbye_went_gracefully_and_leaves_no_will(MqttProtocolVersion version)
    {
        using var client = await ConnectAsync(version, "mains power lost");
        await UntilAsync(link => link is { Online: true, Connections: 1 });

        await client.DisconnectAsync(cancellationToken: Ct);

        await UntilAsync(link =>
            link is { Online: false, Ending: "graceful", Will: null } && link.Since > App.Services.Now().AddMinutes(-1)
        );
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_gateway_that_breaks_off_leaves_its_will_with_control_characters_made_visible(
        MqttProtocolVersion version
    )
    {
        using (var client = await ConnectAsync(version, "mains power\u0007 lost"))
        {
            await UntilAsync(link => link.Online);
        } // the socket is closed without DISCONNECT

        await UntilAsync(link => link is { Online: false, Ending: "lost", Will: "mains power\u2407 lost" });
    }

    [Fact]
    public async Task Of_a_taken_session_the_newer_connection_counts()
    {
        var options = MqttGateway
            .Options(App.MqttPort!.Value)
            .WithClientId("the-same")
            .WithProtocolVersion(MqttProtocolVersion.V311)
            .Build();
        using var first = new MqttClientFactory().CreateMqttClient();
        using var second = new MqttClientFactory().CreateMqttClient();
        await first.ConnectAsync(options, Ct);
        await second.ConnectAsync(options, Ct);

        await Stored.UntilAsync(
            async () => await EndingsAsync("the-same") == "takeover,open",
            "the older one is taken over",
            Ct
        );

        await second.DisconnectAsync(cancellationToken: Ct);
        await Stored.UntilAsync(
            async () => await EndingsAsync("the-same") == "takeover,graceful",
            "the newer one says goodbye",
            Ct
        );
    }

    [Fact]
    public async Task What_a_dead_node_left_open_is_closed_by_the_living()
    {
        await Stored.ExecuteAsync(
            App.Database,
            """
            insert into uplink_node (id, seen_at) values ('0190aaaa-0000-7000-8000-000000000000', now() - interval '2 minutes');
            insert into gateway_connection (id, gateway_id, node, client_id, protocol, opened_at)
            values ('0190aaaa-0000-7000-8000-000000000001', 'gw-02', '0190aaaa-0000-7000-8000-000000000000', 'orphan', '5.0', now() - interval '1 hour')
            """,
            Ct
        );

        await Stored.UntilAsync(async () => await EndingsAsync("orphan") == "node_lost", "it is closed", Ct);
        Assert.Equal(
            0,
            await Stored.ScalarAsync<long>(
                App.Database,
                "select count(*) from uplink_node where seen_at < now() - interval '1 minute'",
                Ct
            )
        );
    }

    private sealed record Link(bool Online, DateTimeOffset? Since, int Connections, string? Ending, string? Will);

    private async Task UntilAsync(Func<Link, bool> holds)
    {
        using var supervisor = await App.LogInAsync("supervisor", Ct);
        await Stored.UntilAsync(
            async () =>
            {
                var gateway = await supervisor.GetFromJsonAsync<JsonElement>("/api/v1/gateways/gw-01", Ct);
                return holds(gateway.GetProperty("connection").Deserialize<Link>(JsonSerializerOptions.Web)!);
            },
            "the connection's state",
            Ct
        );
    }

    private Task<string> EndingsAsync(string client) =>
        Stored.ScalarAsync<string>(
            App.Database,
            $"select coalesce(string_agg(coalesce(ending, 'open'), ',' order by opened_at), '') from gateway_connection where client_id = '{client}'",
            Ct
        );

    private async Task<IMqttClient> ConnectAsync(MqttProtocolVersion version, string will)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            MqttGateway
                .Options(App.MqttPort!.Value, version: version)
                .WithWillTopic("cityops/v1/gw-01/will")
                .WithWillPayload(will)
                .Build(),
            Ct
        );
        return client;
    }
}

internal static class HostClock
{
    public static DateTimeOffset Now(this IServiceProvider services) =>
        ((TimeProvider)services.GetService(typeof(TimeProvider))!).GetUtcNow();
}
