using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>What the console reads of the water, and how thresholds are changed.</summary>
public sealed class PondingApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Eight = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private HttpClient _supervisor = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(_ct);
        _supervisor = await _app.LogInAsync("supervisor", _ct);
    }

    public ValueTask DisposeAsync()
    {
        _supervisor.Dispose();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task The_section_under_water_is_told_with_the_higher_of_two_sensors_that_disagree()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 0, 160, 170);
        await Rain.FallAsync(_app, "WL-0002", Eight, _ct, 0, 60, 70);

        var section = await UntilAsync(
            "/api/v1/ponding",
            live => live.GetProperty("items")[0],
            s =>
                Text(s, "level") == "yellow"
                && s.GetProperty("depthMm").ValueKind is JsonValueKind.Number
                && s.GetProperty("sensors")
                    .EnumerateArray()
                    .Count(m => m.GetProperty("depthMm").ValueKind is JsonValueKind.Number) == 2
        );

        Assert.Equal(
            ("S-01", "东明路", "live", 170, 170),
            (
                Text(section, "section"),
                Text(section, "name"),
                Text(section, "state"),
                section.GetProperty("depthMm").GetInt32(),
                section.GetProperty("peakMm").GetInt32()
            )
        );
        Assert.Equal(3, section.GetProperty("sensors").GetArrayLength());
    }

    [Fact]
    public async Task A_section_without_a_sensor_is_told_as_such_and_has_no_availability()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into section (code, name, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm)
            select 'S-02', '兴文路', town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm from section where code = 'S-01'
            """,
            _ct
        );

        var live = (await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/ponding", _ct))
            .GetProperty("items")
            .EnumerateArray()
            .Single(s => Text(s, "section") == "S-02");
        var month = (await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/ponding/summary/2026-06", _ct))
            .GetProperty("sections")
            .EnumerateArray()
            .Single(s => Text(s, "section") == "S-02");

        Assert.Equal(
            ("no_sensor", "none", JsonValueKind.Null),
            (Text(live, "state"), Text(live, "level"), live.GetProperty("depthMm").ValueKind)
        );
        Assert.Equal(
            (0, JsonValueKind.Null),
            (month.GetProperty("events").GetInt32(), month.GetProperty("availability").ValueKind)
        );
    }

    [Fact]
    public async Task An_event_is_read_with_its_alerts_and_its_curve()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, [0, 60, 70, 480, 70, .. Enumerable.Range(0, 100)]);

        var item = await UntilAsync(
            "/api/v1/ponding/events?section=S-01",
            list => list.GetProperty("items"),
            items =>
                items.GetArrayLength() == 1
                && items[0].GetProperty("closedAt").ValueKind is JsonValueKind.Null
                && items[0].GetProperty("lastMm").GetInt32() == 99
        );
        var read = await _supervisor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/ponding/events/{Text(item[0], "id")}?points=20",
            _ct
        );

        Assert.Equal(
            ["blue"],
            read.GetProperty("event").GetProperty("alerts").EnumerateArray().Select(alert => Text(alert, "level"))
        );
        var curve = Assert.Single(read.GetProperty("curves").EnumerateArray());
        Assert.Equal(
            (105, 20),
            (curve.GetProperty("readings").GetInt32(), curve.GetProperty("points").GetArrayLength())
        );
        var spike = curve
            .GetProperty("points")
            .EnumerateArray()
            .Single(point => point.GetProperty("depthMm").GetInt32() == 480);
        Assert.Equal("spike", spike.GetProperty("flags")[0].GetString());
    }

    [Fact]
    public async Task The_months_minutes_and_peak_are_those_counted_over_the_raw_readings()
    {
        var random = new Random(20260601);
        var depths = Enumerable
            .Range(0, 600)
            .Select(i => (int)(250 * Math.Abs(Math.Sin(i / 60.0))) + random.Next(-5, 6))
            .Select(d => Math.Max(0, d))
            .ToArray();
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, [.. depths, .. Enumerable.Repeat(0, 40)]);
        await Stored.UntilAsync(
            async () =>
                (await Rain.EventsAsync(_app.Database, _ct)) is { Count: > 0 } events
                && events[^1].Contains("-1", StringComparison.Ordinal),
            "the storm to end",
            _ct
        );

        var month = await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/ponding/summary/2026-06", _ct);

        var section = month.GetProperty("sections")[0];
        var minutes = section.GetProperty("minutes");
        Assert.Equal(
            await CountAsync(),
            FormattableString.Invariant(
                $"{minutes.GetProperty("blue").GetDouble():0} {minutes.GetProperty("yellow").GetDouble():0} {minutes.GetProperty("orange").GetDouble():0} {section.GetProperty("peakMm").GetInt32()}"
            )
        );
        Assert.Equal(["S-01"], month.GetProperty("worst").EnumerateArray().Select(code => code.GetString()));
        // three sensors, two of which were silent
        Assert.InRange(section.GetProperty("availability").GetDouble(), 0.0, 0.5);
    }

    [Fact]
    public async Task Thresholds_are_changed_by_those_who_may_and_the_change_is_logged()
    {
        var body = new
        {
            blueMm = 40,
            yellowMm = 120,
            orangeMm = 200,
            redMm = 350,
            powerRiskMm = 250,
            closeAfterMinutes = 20,
        };
        using var officer = await _app.LogInAsync("officer", _ct);

        using var refused = await officer.PutAsJsonAsync("/api/v1/sections/S-01", body, _ct);
        using var changed = await _supervisor.PutAsJsonAsync("/api/v1/sections/S-01", body, _ct);

        Assert.Equal("forbidden", await CodeAsync(refused));
        var history = (await changed.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("history");
        Assert.Equal(
            [(40, "supervisor"), (50, null)],
            history.EnumerateArray().Select(rule => (rule.GetProperty("blueMm").GetInt32(), Text(rule, "changedBy")))
        );
    }

    [Theory]
    [InlineData("S-01", 50, 150, 140, 400, 300, "thresholds_out_of_order")]
    [InlineData("S-01", 50, 150, 250, 400, 40, "thresholds_out_of_order")]
    [InlineData("S-99", 50, 150, 250, 400, 300, "section_not_found")]
    public async Task Thresholds_that_cannot_be_are_refused(
        string section,
        int blue,
        int yellow,
        int orange,
        int red,
        int powerRisk,
        string code
    )
    {
        using var answer = await _supervisor.PutAsJsonAsync(
            $"/api/v1/sections/{section}",
            new
            {
                blueMm = blue,
                yellowMm = yellow,
                orangeMm = orange,
                redMm = red,
                powerRiskMm = powerRisk,
            },
            _ct
        );

        Assert.Equal(code, await CodeAsync(answer));
    }

    [Fact]
    public async Task An_area_becomes_a_section_in_the_town_of_its_middle_and_its_water_is_told()
    {
        var underpass = new
        {
            name = "下穿隧道",
            blueMm = 50,
            yellowMm = 150,
            orangeMm = 250,
            redMm = 400,
            powerRiskMm = 300,
            coordSystem = "gcj02",
            line = new
            {
                type = "Polygon",
                coordinates = new[]
                {
                    new[] { new[] { 113.455, 22.55 }, [113.456, 22.55], [113.456, 22.551], [113.455, 22.55] },
                },
            },
        };
        using var made = await _supervisor.PutAsJsonAsync("/api/v1/sections/U-01", underpass, _ct);
        var section = await made.Content.ReadFromJsonAsync<JsonElement>(_ct);
        await Stored.ExecuteAsync(_app.Database, "update sensor set section_code = 'U-01' where code = 'WL-0002'", _ct);

        // what it measured before it was moved is its old section's
        await Rain.FallAsync(_app, "WL-0002", DateTimeOffset.UtcNow.AddMinutes(1), _ct, 160, 170);

        Assert.Equal(
            ("Polygon", TestCity.EastTown),
            (Text(section.GetProperty("line"), "type"), Text(section, "town"))
        );
        await UntilAsync(
            "/api/v1/ponding",
            page => page.GetProperty("items")[0],
            first => (Text(first, "section"), Text(first, "level")) == ("U-01", "yellow")
        );
    }

    [Theory]
    [InlineData("{\"type\":\"Point\",\"coordinates\":[113.45,22.55]}", "field_invalid")]
    [InlineData("{\"type\":\"LineString\",\"coordinates\":[[113.45,22.55]]}", "field_invalid")]
    [InlineData("{\"type\":\"LineString\",\"coordinates\":[[113.45,122.55],[113.46,22.55]]}", "field_invalid")]
    [InlineData(
        "{\"type\":\"Polygon\",\"coordinates\":[[[113.45,22.55],[113.46,22.56],[113.45,22.56],[113.46,22.55],[113.45,22.55]]]}",
        "field_invalid"
    )]
    [InlineData("{\"type\":\"LineString\",\"coordinates\":[[121.45,31.2],[121.46,31.2]]}", "position_outside_city")]
    public async Task A_shape_that_cannot_be_is_refused(string line, string code)
    {
        using var answer = await _supervisor.PutAsJsonAsync(
            "/api/v1/sections/U-02",
            new
            {
                name = "某处",
                blueMm = 50,
                yellowMm = 150,
                orangeMm = 250,
                redMm = 400,
                powerRiskMm = 300,
                line = JsonSerializer.Deserialize<JsonElement>(line),
            },
            _ct
        );

        Assert.Equal(code, await CodeAsync(answer));
    }

    [Fact]
    public async Task Sections_are_ranked_by_how_often_they_are_under_water()
    {
        var now = DateTimeOffset.UtcNow.AddDays(-2);
        await Rain.FallAsync(
            _app,
            "WL-0001",
            now,
            _ct,
            [0, 60, 70, .. Enumerable.Repeat(0, 60), 160, 170, .. Enumerable.Repeat(0, 60)]
        );
        await Stored.UntilAsync(async () => (await Rain.EventsAsync(_app.Database, _ct)).Count == 2, "two events", _ct);

        var frequency = await _supervisor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/ponding/frequency?from={Uri.EscapeDataString(now.AddDays(-363).ToString("O", CultureInfo.InvariantCulture))}",
            _ct
        );

        var first = frequency.GetProperty("items")[0];
        Assert.Equal(
            (2, 1, "LineString"),
            (
                first.GetProperty("events").GetInt32(),
                first.GetProperty("eventsYellow").GetInt32(),
                Text(first.GetProperty("line"), "type")
            )
        );
        Assert.InRange(first.GetProperty("perYear").GetDouble(), 1.99, 2.02);
    }

    /// <summary>Minutes at blue, yellow and orange, and the peak, counted by SQL over the raw readings within the
    /// events.</summary>
    private Task<string> CountAsync() =>
        Stored.ScalarAsync<string>(
            _app.Database,
            """
            with held as (
              select r.depth_mm, r.observed_at, extract(epoch from lead(r.observed_at) over (order by r.observed_at) - r.observed_at) / 60 as minutes
              from reading r join sensor s on s.id = r.sensor_id where s.code = 'WL-0001'
            ), wet as (
              select held.* from held join ponding_event e on held.observed_at >= e.opened_at and held.observed_at < e.ended_at
            )
            select concat_ws(' ', sum(minutes) filter (where depth_mm >= 50 and depth_mm < 150)::integer, sum(minutes) filter (where depth_mm >= 150 and depth_mm < 250)::integer,
              coalesce(sum(minutes) filter (where depth_mm >= 250 and depth_mm < 400)::integer, 0), max(depth_mm)) from wet
            """,
            _ct
        );

    private async Task<JsonElement> UntilAsync(
        string address,
        Func<JsonElement, JsonElement> part,
        Func<JsonElement, bool> holds
    )
    {
        JsonElement found = default;
        await Stored.UntilAsync(
            async () => holds(found = part(await _supervisor.GetFromJsonAsync<JsonElement>(address, _ct))),
            address,
            _ct
        );
        return found;
    }

    private async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        Text(await answer.Content.ReadFromJsonAsync<JsonElement>(_ct), "code");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
