using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.IntegrationTests.Ponding;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>Road signs that are clients of a broker of their own hear the towns' alerts there.</summary>
public sealed class AlertsAtBrokerTests
{
    private const string Topic = $"cityops/v1/alerts/{TestCity.WestTown}";
    private static readonly DateTimeOffset Eight = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_is_retained_at_the_broker_told_again_when_it_forgot_and_cleared_also_when_it_is_a_dead_nodes()
    {
        await using var broker = await MosquittoBroker.StartAsync(Ct);
        await Mosquitto.RunAsync(
            "mosquitto_pub",
            ["-p", $"{broker.Port}", "-q", "1", "-r", "-t", Topic, "-m", "left by a node that died"],
            Ct
        );
        await using var app = await TestApp.StartAsync(Ct, BrokerTests.Joining(broker.Url));
        await Stored.UntilAsync(async () => await RetainedAsync(broker) == "", "the dead node's alert is cleared", Ct);

        await Rain.SendAsync(app, "WL-0001", [(Eight, 0), (Eight.AddMinutes(1), 160), (Eight.AddMinutes(2), 170)], Ct);
        await Stored.UntilAsync(async () => await LevelAsync(broker) == "yellow", "the alert is there", Ct);

        await Mosquitto.RunAsync("mosquitto_pub", ["-p", $"{broker.Port}", "-q", "1", "-r", "-t", Topic, "-n"], Ct);
        await broker.StopAsync();
        await broker.StartAgainAsync(Ct);
        await Stored.UntilAsync(async () => await LevelAsync(broker) == "yellow", "the broker is told again", Ct);

        await Rain.SendAsync(
            app,
            "WL-0001",
            [.. Enumerable.Range(3, 60).Select(minute => (Eight.AddMinutes(minute), 0))],
            Ct
        );
        await Stored.UntilAsync(async () => await RetainedAsync(broker) == "", "it is cleared at the close", Ct);
    }

    private static async Task<string?> LevelAsync(MosquittoBroker broker) =>
        await RetainedAsync(broker) is { Length: > 0 } alert
            ? JsonSerializer.Deserialize<JsonElement>(alert).GetProperty("level").GetString()
            : null;

    /// <summary>What the broker retains for the town; empty when nothing.</summary>
    private static async Task<string> RetainedAsync(MosquittoBroker broker)
    {
        var (exit, output) = await Mosquitto.RunAsync(
            "mosquitto_sub",
            ["-p", $"{broker.Port}", "-q", "1", "-t", Topic, "--retained-only", "-W", "1"],
            Ct
        );
        return exit == 0 ? output.Trim() : output.Replace("Timed out", "", StringComparison.Ordinal).Trim();
    }
}
