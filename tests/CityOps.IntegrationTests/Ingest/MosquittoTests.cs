using CityOps.Testing;

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
        var reading = $$"""{"sensor":"WL-0001","observedAt":"2026-06-01T08:{{minute:00}}:00+08:00","depthMm":{{minute}}}""";

        for (var time = 0; time < 2; time++)
        {
            var (exit, output) = await PublishAsync(
                "-V", version, "-q", $"{qos}", "-t", "cityops/v1/gw-01/readings", "-m", reading);
            Assert.True(exit == 0, output);
        }

        await Stored.UntilAsync(async () => await Stored.ScalarAsync<long>(
            App.Database, $"select count(*) from reading where depth_mm = {minute} and sensor_id = (select id from sensor where code = 'WL-0001')", Ct) == 1, "the reading is there", Ct);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        var (exit, output) = await Mosquitto.RunAsync(
            "mosquitto_pub", ["-p", $"{App.MqttPort}", "-u", "gw-01", "-P", "wrong", "-q", "1", "-t", "cityops/v1/gw-01/readings", "-m", "{}"], Ct);

        Assert.NotEqual(0, exit);
        Assert.Contains("bad user name", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Many_lines_over_one_connection_are_all_stored()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 2000).Select(i =>
            $$"""{"sensor":"WL-0002","observedAt":{{1_780_272_000_000 + (i * 1000)}},"depthMm":{{i % 300}}}"""));

        var (exit, output) = await PublishLinesAsync(lines, "-V", "mqttv5", "-q", "1", "-l", "-t", "cityops/v1/gw-01/readings");

        Assert.True(exit == 0, output);
        Assert.Equal(2000, await Stored.ReadingsAsync(App.Database, Ct, "WL-0002"));
    }

    private Task<(int Exit, string Output)> PublishAsync(params string[] arguments) => PublishLinesAsync("", arguments);

    private Task<(int Exit, string Output)> PublishLinesAsync(string input, params string[] arguments) => Mosquitto.RunAsync(
        "mosquitto_pub", ["-p", $"{App.MqttPort}", "-u", TestCity.Gateway, "-P", TestCity.GatewaySecret, .. arguments], Ct, input);
}
