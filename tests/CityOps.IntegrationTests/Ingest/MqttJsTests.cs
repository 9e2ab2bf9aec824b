using CityOps.Testing;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>mqtt.js, as gateways' web pages and Node programs use it, over TCP and over WebSocket.</summary>
public sealed class MqttJsTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private const int Readings = 203;
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(CityOpsProcess.Door)!, "tests/mqttjs");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mqtt", 4, 0)]
    [InlineData("mqtt", 5, 100)]
    [InlineData("ws", 4, 200)]
    [InlineData("ws", 5, 300)]
    public async Task It_publishes_with_every_qos_and_subscribes(string scheme, int version, int minute)
    {
        await FetchAsync();
        var address =
            scheme == "ws" ? $"ws://127.0.0.1:{shared.App.Http.Port}/mqtt" : $"mqtt://127.0.0.1:{shared.App.MqttPort}";

        var (exit, output) = await Mosquitto.RunAsync(
            "node",
            [
                Path.Combine(Folder, "gateway.js"),
                address,
                $"{version}",
                TestCity.Gateway,
                TestCity.GatewaySecret,
                $"{minute}",
            ],
            Ct
        );

        Assert.True(exit == 0, output);
        // v5 is told that a payload is no JSON; v3.1.1 has no word for it.
        Assert.Equal($$"""{"granted":1,"refused":{{(version == 5 ? "153" : "null")}}}""", output.Trim());
        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    shared.App.Database,
                    $"""
                    select count(*) from reading
                    where observed_at >= '2026-06-01T00:00:00Z'::timestamptz + interval '{minute} minutes'
                      and observed_at < '2026-06-01T00:00:00Z'::timestamptz + interval '{minute + 50} minutes'
                    """,
                    Ct
                ) == Readings,
            "every reading is there once",
            Ct
        );
    }

    private static async Task FetchAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules/mqtt")))
        {
            var (exit, output) = await Mosquitto.RunAsync(
                "npm",
                ["--prefix", Folder, "ci", "--no-audit", "--no-fund"],
                Ct
            );
            Assert.True(exit == 0, $"mqtt.js could not be fetched; npm must reach its registry.\n{output}");
        }
    }
}
