using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>A storm of the past, picture by picture. Each test's storm has a day of its own.</summary>
public sealed class ReplayTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static readonly DateTimeOffset Eight = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly TestApp _app = fixture.App;

    [Fact]
    public async Task Each_picture_holds_the_higher_sensor_since_the_picture_before_and_only_changes_are_said()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 0, 60, 160, 260, 410, 300, 120, 120, 120);
        await Rain.FallAsync(_app, "WL-0002", Eight, _ct, 0, 0, 0, 0, 0, 100, 200, 120, 120);

        var film = await ReadAsync(Eight, Eight.AddMinutes(8), 120);

        Assert.Equal(5, film.GetProperty("pictures").GetInt32());
        Assert.Equal(["0 0 none", "1 160 yellow", "2 410 red power", "3 300 orange power", "4 120 blue"], Water(film));
    }

    [Fact]
    public async Task A_reading_holds_for_an_hour_and_then_nothing_is_known()
    {
        var start = Eight.AddDays(1);
        await Rain.FallAsync(_app, "WL-0001", start, _ct, 90);

        var film = await ReadAsync(start.AddMinutes(30), start.AddMinutes(120), 600);

        Assert.Equal(["0 90 blue", "4 null silent"], Water(film));
    }

    [Fact]
    public async Task A_spike_is_no_flood()
    {
        var start = Eight.AddDays(2);
        await Rain.FallAsync(_app, "WL-0001", start, _ct, 60, 65, 480, 70, 75);
        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    _app.Database,
                    "select count(*) from reading_flag where flags & 4 > 0",
                    _ct
                ) == 1,
            "the spike to be seen",
            _ct
        );

        var film = await ReadAsync(start, start.AddMinutes(4), 60);

        Assert.Equal(["0 60 blue", "1 65 blue", "3 70 blue", "4 75 blue"], Water(film));
    }

    [Fact]
    public async Task The_thresholds_of_then_colour_the_water_of_then()
    {
        var start = Eight.AddDays(3);
        await Rain.FallAsync(_app, "WL-0001", start, _ct, 60, 60);
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into section_rule (section_code, valid_from, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm, hysteresis_mm, close_after_minutes, power_restore_minutes)
            values ('S-01', '2026-06-04 08:01+08', 20, 40, 250, 400, 300, 10, 30, 30), ('S-01', '2026-06-05 00:00+08', 50, 150, 250, 400, 300, 30, 30, 30)
            """,
            _ct
        );

        Assert.Equal(["0 60 blue", "1 60 yellow"], Water(await ReadAsync(start, start.AddMinutes(1), 60)));
    }

    [Fact]
    public async Task Somebody_of_another_town_sees_none_of_it()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            $"update account set town_code = '{TestCity.EastTown}' where login = 'verifier'",
            _ct
        );
        using var elsewhere = await _app.LogInAsync("verifier", _ct);

        var film = await elsewhere.GetFromJsonAsync<JsonElement>(Address(Eight, Eight.AddHours(1), null), _ct);

        Assert.Equal(0, film.GetProperty("sections").GetArrayLength());
    }

    [Fact]
    public async Task Without_a_step_a_long_storm_has_some_240_pictures()
    {
        var film = await ReadAsync(Eight, Eight.AddDays(2), null);

        Assert.Equal((720, 241), (film.GetProperty("stepSeconds").GetInt32(), film.GetProperty("pictures").GetInt32()));
    }

    [Theory]
    [InlineData(1, 0, 60, "period_reversed")]
    [InlineData(0, 0, 60, "period_reversed")]
    [InlineData(0, 24, 60, "replay_too_long")]
    [InlineData(0, 1, 0, "field_invalid")]
    [InlineData(100_000, 100_001, 60, "period_in_future")]
    public async Task A_period_that_cannot_be_replayed_is_refused(int fromHour, int toHour, int step, string code)
    {
        using var supervisor = await _app.LogInAsync("supervisor", _ct);

        using var answer = await supervisor.GetAsync(
            Address(Eight.AddHours(fromHour), Eight.AddHours(toHour), step),
            _ct
        );

        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_sensors_stays_at_a_section_are_told_the_latest_first()
    {
        await Stored.ExecuteAsync(_app.Database, "update sensor set section_code = null where code = 'WL-0003'", _ct);
        using var supervisor = await _app.LogInAsync("supervisor", _ct);

        var page = await supervisor.GetFromJsonAsync<JsonElement>("/api/v1/sections/S-01/placements", _ct);

        var left = page.GetProperty("items")
            .EnumerateArray()
            .Single(stay => stay.GetProperty("sensor").GetString() == "WL-0003");
        Assert.Equal(JsonValueKind.String, left.GetProperty("until").ValueKind);
        Assert.Equal(3, page.GetProperty("items").GetArrayLength());
    }

    private async Task<JsonElement> ReadAsync(DateTimeOffset from, DateTimeOffset to, int? step)
    {
        using var supervisor = await _app.LogInAsync("supervisor", _ct);
        return await supervisor.GetFromJsonAsync<JsonElement>(Address(from, to, step), _ct);
    }

    private static string Address(DateTimeOffset from, DateTimeOffset to, int? step) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/ponding/replay?from={Uri.EscapeDataString($"{from:O}")}&to={Uri.EscapeDataString($"{to:O}")}{(step is { } seconds ? $"&step={seconds}" : "")}"
        );

    /// <summary>"picture depth level" of the one section, with "power" where the water is at the lamps.</summary>
    private static IEnumerable<string> Water(JsonElement film) =>
        film.GetProperty("sections")
            .EnumerateArray()
            .Single()
            .GetProperty("water")
            .EnumerateArray()
            .Select(water =>
                string.Join(
                    ' ',
                    water.GetProperty("picture").GetInt32(),
                    water.GetProperty("depthMm").ValueKind is JsonValueKind.Null
                        ? "null"
                        : water.GetProperty("depthMm").ToString(),
                    water.GetProperty("level").GetString()
                        + (water.GetProperty("atPowerRisk").GetBoolean() ? " power" : "")
                )
            );
}
