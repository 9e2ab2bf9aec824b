using System.Globalization;
using CityOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>The application as a member of a real mosquitto's group.</summary>
public sealed class BrokerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private MosquittoBroker _broker = null!;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await MosquittoBroker.StartAsync(Ct);
        _app = await TestApp.StartAsync(Ct, Joining(_broker.Url, ("Mqtt:BrokerKeepAlive", "00:00:02")));
        await UntilReadyAsync(_app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData("mqttv311", 0)]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv311", 2)]
    [InlineData("mqttv5", 0)]
    [InlineData("mqttv5", 1)]
    [InlineData("mqttv5", 2)]
    public async Task A_reading_published_twice_at_the_broker_is_stored_once(string version, int qos)
    {
        foreach (var second in (int[])[1, 1, 2])
        {
            await PublishAsync("gw-01/readings", Reading("WL-0001", second), "-V", version, "-q", $"{qos}");
        }

        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_app.Database, Ct) == 2,
            "both readings are there",
            Ct
        );
        Assert.Empty(await Stored.ReasonsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task What_cannot_be_accepted_is_quarantined_and_does_not_stop_what_follows()
    {
        await PublishAsync("gw-01/readings", "{");
        await PublishAsync("gw-01/readings", Reading("WL-0003", 1));
        await PublishAsync("gw-77/readings", Reading("WL-0001", 1));
        await PublishAsync("gw-01/feedback", "{}");
        await Stored.ExecuteAsync(_app.Database, "update gateway set disabled_at = now() where id = 'gw-02'", Ct);
        await Stored.UntilAsync(
            async () =>
            {
                await PublishAsync("gw-02/readings", Reading("WL-0003", 2));
                return (await Stored.ReasonsAsync(_app.Database, Ct)).Contains("disabled_gateway");
            },
            "the disabled gateway is refused",
            Ct
        );
        await PublishAsync("gw-01/readings", Reading("WL-0001", 3));

        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_app.Database, Ct, "WL-0001") == 1,
            "the good one is there",
            Ct
        );
        // What comes from different clients may pass each other on its way through the broker.
        await Stored.UntilAsync(
            async () => (await Stored.ReasonsAsync(_app.Database, Ct)).Except(["disabled_gateway"]).Count() == 4,
            "all four are put aside",
            Ct
        );
        Assert.Superset(
            new HashSet<string> { "not_json", "foreign_sensor", "unknown_gateway" },
            new HashSet<string>(await Stored.ReasonsAsync(_app.Database, Ct))
        );
        Assert.Equal(
            "gw-77",
            await Stored.ScalarAsync<string>(
                _app.Database,
                "select gateway_id from rejected_message where reason = 'unknown_gateway'",
                Ct
            )
        );
    }

    [Fact]
    public async Task After_the_broker_was_away_work_resumes_by_itself()
    {
        await _broker.StopAsync();
        await Stored.UntilAsync(async () => !await IsReadyAsync(_app), "readiness is red", Ct);

        await _broker.StartAgainAsync(Ct);
        await UntilReadyAsync(_app);
        await PublishAsync("gw-01/readings", Reading("WL-0001", 1));

        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_app.Database, Ct) == 1,
            "the reading is there",
            Ct
        );
    }

    [Fact]
    public async Task A_broker_that_hangs_is_noticed_by_its_silence_and_joined_again()
    {
        await Task.Delay(TimeSpan.FromSeconds(4), Ct); // over one and a half keep-alives: the pings hold the connection
        Assert.True(await IsReadyAsync(_app));

        await _broker.FreezeAsync();
        await Stored.UntilAsync(async () => !await IsReadyAsync(_app), "readiness is red", Ct);
        await _broker.ThawAsync();
        await UntilReadyAsync(_app);
        await PublishAsync("gw-01/readings", Reading("WL-0001", 1));

        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_app.Database, Ct) == 1,
            "the reading is there",
            Ct
        );
    }

    [Theory]
    [InlineData("http://somewhere", "mqtt://host:1883")]
    [InlineData("mqtt://user:word@somewhere", "Mqtt:BrokerUser")]
    public async Task A_wrong_address_is_named_at_the_start(string url, string advice)
    {
        var refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            TestApp.StartAsync(Ct, Joining(url))
        );

        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
    }

    internal static Action<WebApplicationBuilder> Joining(string url, params (string Name, string Value)[] more) =>
        builder =>
            builder.Configuration.AddInMemoryCollection([
                new("Mqtt:Broker", url),
                new("Mqtt:BrokerClientId", "node-1"),
                .. more.Select(m => new KeyValuePair<string, string?>(m.Name, m.Value)),
            ]);

    internal static Task UntilReadyAsync(TestApp app) =>
        Stored.UntilAsync(() => IsReadyAsync(app), "the broker is joined", Ct);

    private static async Task<bool> IsReadyAsync(TestApp app)
    {
        using var http = app.Client();
        using var answer = await http.GetAsync("/health/ready", Ct);
        return answer.IsSuccessStatusCode;
    }

    private async Task PublishAsync(string to, string payload, params string[] options)
    {
        var (exit, output) = await Mosquitto.RunAsync(
            "mosquitto_pub",
            ["-p", $"{_broker.Port}", "-q", "1", .. options, "-t", $"cityops/v1/{to}", "-m", payload],
            Ct
        );
        Assert.True(exit == 0, output);
    }

    private static string Reading(string sensor, int second) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"{{sensor}}","observedAt":"{{Start.AddSeconds(second):O}}","depthMm":5}"""
        );
}
