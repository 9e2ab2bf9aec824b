using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>List, map, sensors, alarm and notices say one level of a road, and why it stands below its line.</summary>
public sealed class OneLevelTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Eight = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private HttpClient _supervisor = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(_ct);
        _supervisor = await _app.LogInAsync("supervisor", _ct);
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into webhook (id, name, url, secret, types, created_at)
            values (gen_random_uuid(), '交警', 'https://police.example.cn/', 'k', '{ponding.*}', now())
            """,
            _ct
        );
    }

    public ValueTask DisposeAsync()
    {
        _supervisor.Dispose();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task What_hysteresis_holds_is_said_everywhere_with_its_line_and_its_end()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 0, 150, 310, 320, 291);
        await Rain.FallAsync(_app, "WL-0002", Eight, _ct, 0, 60);
        var live = await UntilAsync(291, "orange", "powerRisk 300 270 True");

        Assert.True(live.GetProperty("atPowerRisk").GetBoolean());
        var alarm = (await ReadAsync("/api/v1/ponding/alarms?standing=true")).GetProperty("items")[0];
        Assert.Equal(JsonValueKind.Null, alarm.GetProperty("mayRestoreAt").ValueKind);
        Assert.Equal(
            (291, "powerRisk 300 270 True"),
            (alarm.GetProperty("nowMm").GetInt32(), One(alarm.GetProperty("held")))
        );

        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(5), _ct, 240);
        await UntilAsync(240, "orange", "orange 250 220 True");
        await Stored.UntilAsync(
            async () => (await AlarmAsync()).GetProperty("mayRestoreAt").ValueKind is JsonValueKind.String,
            "the water is off the lamps",
            _ct
        );
        Assert.Equal(JsonValueKind.Null, (await AlarmAsync()).GetProperty("held").ValueKind);
        await AssertOneLevelAsync("orange", lower: "blue");

        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(6), _ct, 140);
        await UntilAsync(140, "yellow", "yellow 150 120 True");
        await AssertOneLevelAsync("yellow", lower: "blue");
        Assert.Equal(
            """yellow [{"level": "yellow", "lineMm": 150, "untilMm": 120, "measured": true}]""",
            await Stored.ScalarAsync<string>(
                _app.Database,
                """
                select (payload ->> 'level') || ' ' || (payload -> 'held') from webhook_delivery
                where type = 'ponding.changed' order by position desc limit 1
                """,
                _ct
            )
        );

        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(7), _ct, 119);
        await UntilAsync(119, "blue");
        await AssertOneLevelAsync("blue", lower: "blue");
    }

    [Fact]
    public async Task A_road_whose_sensors_fell_silent_under_water_has_its_level_on_the_map_as_in_the_list()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 0, 160, 170);
        await UntilAsync(170, "yellow");
        await Stored.ExecuteAsync(_app.Database, "update sensor_state set heard_at = now() - interval '9 days'", _ct);

        var live = (await ReadAsync("/api/v1/ponding")).GetProperty("items")[0];
        var (roads, sensors) = await MapAsync();

        Assert.Equal(("yellow", "silent"), (Text(live, "level"), Text(live, "state")));
        Assert.Empty(Held(live));
        Assert.Equal("yellow", roads["S-01"]);
        Assert.Equal("silent", sensors["WL-0001"]);
    }

    /// <param name="lower">Of the other sensor, which goes by its own depth.</param>
    private async Task AssertOneLevelAsync(string level, string lower)
    {
        var (roads, onMap) = await MapAsync();
        var list = (await ReadAsync("/api/v1/sensors"))
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(s => Text(s, "code")!, s => Text(s, "level"));
        var counted = (await ReadAsync("/api/v1/map")).GetProperty("sensors");

        Assert.Equal(level, roads["S-01"]);
        Assert.Equal((level, lower), (onMap["WL-0001"], onMap["WL-0002"]));
        Assert.Equal((level, lower), (list["WL-0001"], list["WL-0002"]));
        Assert.Equal(level == lower ? 2 : 1, counted.GetProperty(level).GetInt32());
    }

    private async Task<(Dictionary<string, string> Roads, Dictionary<string, string> Sensors)> MapAsync()
    {
        using var answer = await _supervisor.GetAsync("/tiles/sensors/10/834/446.mvt", _ct);
        answer.EnsureSuccessStatusCode();
        var tile = VectorTile.Read(await answer.Content.ReadAsByteArrayAsync(_ct));
        return (Levels(tile["sections"]), Levels(tile["sensors"]));
    }

    private static Dictionary<string, string> Levels(IEnumerable<VectorTile.Feature> features) =>
        features.ToDictionary(f => (string)f.Properties["code"], f => (string)f.Properties["level"]);

    private async Task<JsonElement> UntilAsync(int depthMm, string level, params string[] held)
    {
        JsonElement live = default;
        await Stored.UntilAsync(
            async () =>
            {
                live = (await ReadAsync("/api/v1/ponding")).GetProperty("items")[0];
                return live.GetProperty("depthMm") is { ValueKind: JsonValueKind.Number } depth
                    && depth.GetInt32() == depthMm
                    && Text(live, "level") == level
                    && Held(live).SequenceEqual(held);
            },
            $"{depthMm} mm are {level}",
            _ct
        );
        return live;
    }

    private async Task<JsonElement> AlarmAsync() =>
        (await ReadAsync("/api/v1/ponding/alarms?standing=true")).GetProperty("items")[0];

    private Task<JsonElement> ReadAsync(string address) => _supervisor.GetFromJsonAsync<JsonElement>(address, _ct);

    private static IEnumerable<string> Held(JsonElement live) => live.GetProperty("held").EnumerateArray().Select(One);

    private static string One(JsonElement held) =>
        $"{Text(held, "level")} {held.GetProperty("lineMm")} {held.GetProperty("untilMm")} {held.GetProperty("measured").GetBoolean()}";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
