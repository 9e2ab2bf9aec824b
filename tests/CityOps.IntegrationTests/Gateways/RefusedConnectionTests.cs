using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>Whoever installs a gateway finds why it is not let in.</summary>
public sealed class RefusedConnectionTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refusals_are_listed_with_name_client_address_and_reason_and_without_the_secret()
    {
        await RefuseAsync(RawMqtt.Connect("gw-01", "not-its-secret", clientId: "box-7"));
        await RefuseAsync(RawMqtt.Connect("gw-01", "not-its-secret", clientId: "box-8"));
        await RefuseAsync(RawMqtt.Connect("gw-99\u0007", TestCity.GatewaySecret, 5, clientId: "box-9"));
        await RefuseAsync(RawMqtt.Packet(0x10, [.. RawMqtt.Text("MQTT"), 9, 2, 0, 0, 0, 0]));
        using var supervisor = await shared.App.LogInAsync("supervisor", Ct);

        string all = "";
        await Stored.UntilAsync(
            async () =>
            {
                all = await supervisor.GetStringAsync("/api/v1/refused-connections", Ct);
                return JsonSerializer.Deserialize<JsonElement>(all).GetProperty("items").GetArrayLength() == 4;
            },
            "four refusals",
            Ct
        );

        var refused = JsonSerializer.Deserialize<JsonElement>(all).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            [
                "  protocol level 9 [MQTT-3.1.2-2] 127.0.0.1",
                "gw-01 box-7 wrong secret 127.0.0.1",
                "gw-01 box-8 wrong secret 127.0.0.1",
                "gw-99\u2407 box-9 unknown gateway 127.0.0.1",
            ],
            refused
                .Select(item =>
                    string.Join(
                        ' ',
                        new[] { "userName", "clientId", "reason", "address" }.Select(name =>
                            item.GetProperty(name).GetString()
                        )
                    )
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain("not-its-secret", all, StringComparison.Ordinal);
        var page = await supervisor.GetFromJsonAsync<JsonElement>("/api/v1/refused-connections?limit=3", Ct);
        var rest = await supervisor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/refused-connections?limit=3&cursor={page.GetProperty("next").GetString()}",
            Ct
        );
        Assert.Equal((3, 1), (page.GetProperty("items").GetArrayLength(), rest.GetProperty("items").GetArrayLength()));
    }

    private async Task RefuseAsync(byte[] connect)
    {
        await using var client = RawMqtt.Open(shared.App.MqttPort!.Value);
        await client.SendAsync(connect, Ct);
        Assert.NotEqual(0, (await client.ReceiveAsync(Ct))[3]);
    }
}
