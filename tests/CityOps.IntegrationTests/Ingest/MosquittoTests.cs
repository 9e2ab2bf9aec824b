using CityOps.Ingest;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>Mosquitto's own clients against the uplink: an implementation that shares no line with ours.</summary>
public sealed class MosquittoTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;

    [Theory]
    [InlineData("mqttv311", 0, 1)]
    [InlineData("mqttv311", 1, 2)]
    [InlineData("mqttv311", 2, 3)]
    [InlineData("mqttv5", 0, 4)]
    [InlineData("mqttv5", 1, 5)]
    [InlineData("mqttv5", 2, 6)]
    public async Task A_reading_published_twice_is_there_once(string version, int qos, int minute)
    {
        var reading =
            $$"""{"sensor":"WL-0001","observedAt":"2026-06-01T08:{{minute:00}}:00+08:00","depthMm":{{minute}}}""";

        for (var time = 0; time < 2; time++)
        {
            var (exit, output) = await PublishAsync(
                "-V",
                version,
                "-q",
                $"{qos}",
                "-t",
                "cityops/v1/gw-01/readings",
                "-m",
                reading
            );
            Assert.True(exit == 0, output);
        }

        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    App.Database,
                    $"select count(*) from reading where depth_mm = {minute} and sensor_id = (select id from sensor where code = 'WL-0001')",
                    Ct
                ) == 1,
            "the reading is there",
            Ct
        );
    }

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        var (exit, output) = await Mosquitto.RunAsync(
            "mosquitto_pub",
            [
                "-p",
                $"{App.MqttPort}",
                "-u",
                "gw-01",
                "-P",
                "wrong",
                "-q",
                "1",
                "-t",
                "cityops/v1/gw-01/readings",
                "-m",
                "{}",
            ],
            Ct
        );

        Assert.NotEqual(0, exit);
        Assert.Contains("bad user name", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Many_lines_over_one_connection_are_all_stored()
    {
        var lines = string.Join(
            '\n',
            Enumerable
                .Range(0, 2000)
                .Select(i =>
                    $$"""{"sensor":"WL-0002","observedAt":{{1_780_272_000_000 + (i * 1000)}},"depthMm":{{i % 300}}}"""
                )
        );

        var (exit, output) = await PublishLinesAsync(
            lines,
            "-V",
            "mqttv5",
            "-q",
            "1",
            "-l",
            "-t",
            "cityops/v1/gw-01/readings"
        );

        Assert.True(exit == 0, output);
        Assert.Equal(2000, await Stored.ReadingsAsync(App.Database, Ct, "WL-0002"));
    }

    [Theory]
    [InlineData("mqttv311", 0)]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv311", 2)]
    [InlineData("mqttv5", 0)]
    [InlineData("mqttv5", 1)]
    [InlineData("mqttv5", 2)]
    public async Task A_subscriber_hears_the_alert_that_is_kept_for_its_town(string version, int qos)
    {
        // What the readings of other tests come to clears it again, and so does the node's first word of a town that is
        // dry.
        var (exit, output) = (-1, "");
        for (var tries = 0; exit != 0 && tries < 10; tries++)
        {
            await App.Services.GetRequiredService<ITownAlerts>().PublishAsync(TestCity.WestTown, "{}"u8.ToArray(), Ct);
            (exit, output) = await Mosquitto.RunAsync(
                "mosquitto_sub",
                [
                    "-p",
                    $"{App.MqttPort}",
                    "-u",
                    TestCity.Gateway,
                    "-P",
                    TestCity.GatewaySecret,
                    "-V",
                    version,
                    "-q",
                    $"{qos}",
                    "-t",
                    $"cityops/v1/alerts/{TestCity.WestTown}",
                    "-C",
                    "1",
                    "-W",
                    "3",
                    "-F",
                    "%r %p",
                ],
                Ct
            );
        }

        Assert.True(exit == 0, output);
        // retained; ours, or one that the readings of other tests have caused
        Assert.StartsWith("1 {", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv5", 2)]
    public async Task A_reading_with_the_retain_flag_is_stored_and_kept_for_nobody(string version, int minute)
    {
        // A v5 client hears at CONNACK that nothing is retained; mosquitto's leaves the flag out by itself then.
        var (exit, output) = await PublishAsync(
            "-V",
            version,
            "-r",
            "-q",
            "1",
            "-t",
            "cityops/v1/gw-01/readings",
            "-m",
            $$"""{"sensor":"WL-0001","observedAt":"2026-06-02T08:0{{minute}}:00Z","depthMm":77}"""
        );

        Assert.True(exit == 0, output);
        Assert.Equal(
            1,
            await Stored.ScalarAsync<long>(
                App.Database,
                $"select count(*) from reading where observed_at = '2026-06-02T08:0{minute}:00Z' and depth_mm = 77",
                Ct
            )
        );
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task A_will_is_taken(string version)
    {
        var (exit, output) = await PublishAsync(
            "-V",
            version,
            "--will-topic",
            "cityops/v1/gw-01/state",
            "--will-payload",
            "gone",
            "--will-qos",
            "1",
            "-q",
            "1",
            "-t",
            "cityops/v1/gw-01/readings",
            "-m",
            """{"sensor":"WL-0001","observedAt":"2026-06-02T09:00:00Z","depthMm":7}"""
        );

        Assert.True(exit == 0, output);
    }

    private Task<(int Exit, string Output)> PublishAsync(params string[] arguments) => PublishLinesAsync("", arguments);

    private Task<(int Exit, string Output)> PublishLinesAsync(string input, params string[] arguments) =>
        Mosquitto.RunAsync(
            "mosquitto_pub",
            ["-p", $"{App.MqttPort}", "-u", TestCity.Gateway, "-P", TestCity.GatewaySecret, .. arguments],
            Ct,
            input
        );
}
