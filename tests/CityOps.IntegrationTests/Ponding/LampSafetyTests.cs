using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CityOps.App.Features.Ponding;
using CityOps.IntegrationTests.Events;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>Whether power may be switched on is decided on these words: none of them may be given without
/// evidence.</summary>
public sealed class LampSafetyTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly TestApp _app = fixture.App;
    private HttpClient _duty = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _duty = await _app.LogInAsync("admin", Ct);

    public ValueTask DisposeAsync()
    {
        _duty.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Water_that_comes_back_after_power_was_switched_on_is_an_alarm_anew()
    {
        var road = await RoadAsync("back");
        await using var console = await EventFollower.StartAsync(await _app.LogInAsync("dispatcher", Ct), Ct);
        var alarm = await FloodAsync(road, (-170, 350), (-169, 360));
        await DoneAsync(alarm, "acknowledge", new { });
        await DoneAsync(alarm, "power", Power(road, "off"));
        await DoneAsync(alarm, "power", Power(road, "off"));
        await RainAsync(road.Sensors[0], (-168, 200), (-167, 100), (-107, 100));
        await UntilAsync(alarm, told => told["mayRestore"].GetBoolean());
        await DoneAsync(alarm, "power", Power(road, "on"));

        await RainAsync(road.Sensors[0], (-50, 350), (-49, 380));

        await UntilAsync(alarm, told =>
            told["acknowledgedAt"].ValueKind is JsonValueKind.Null && !told["mayRestore"].GetBoolean()
        );
        using var after = await _duty.ReadAsync(alarm, Ct);
        Assert.Equal(["raised", "acknowledged", "power_off", "power_on", "returned"], Steps(after));
        Assert.Equal(380, after["depthMm"].GetInt32());
        var told = (await AlarmHeardAsync(console, road), await AlarmHeardAsync(console, road));
        Assert.Equal((false, true), told);
        Assert.Equal("alarm_not_acknowledged", await RefusedAsync(alarm, "finish", new { }));
    }

    [Fact]
    public async Task A_sensor_that_fell_silent_does_not_say_that_power_may_be_restored_even_where_another_speaks()
    {
        var road = await RoadAsync("silent", sensors: 2);
        var alarm = await FloodAsync(road, (-170, 350), (-169, 360), (-168, 260));
        await RainAsync(road.Sensors[1], (-168, 0), (-100, 0), (-5, 0));
        await DoneAsync(alarm, "acknowledge", new { });
        await UntilAsync(alarm, told => told["mayRestoreAt"].ValueKind is JsonValueKind.String);

        using var told = await _duty.ReadAsync(alarm, Ct);

        Assert.Equal((false, true), (told["mayRestore"].GetBoolean(), told["mayConfirmOnSite"].GetBoolean()));
        Assert.Equal([road.Sensors[0]], told["silent"].EnumerateArray().Select(sensor => sensor.GetString()));
        Assert.Equal("power_risk_not_over", await RefusedAsync(alarm, "finish", new { }));

        await RainAsync(road.Sensors[0], (-4, 150));
        await UntilAsync(alarm, now => now["mayRestore"].GetBoolean());
    }

    [Fact]
    public async Task A_fault_is_no_evidence_that_the_water_is_off_the_lamps()
    {
        var road = await RoadAsync("fault");
        var alarm = await FloodAsync(road, (-170, 350), (-169, 360), (-168, 200));
        await RainAsync(road.Sensors[0], (-60, -40));
        await DoneAsync(alarm, "acknowledge", new { });
        await UntilAsync(alarm, told => told["mayRestoreAt"].ValueKind is JsonValueKind.String);

        using var told = await _duty.ReadAsync(alarm, Ct);

        Assert.False(told["mayRestore"].GetBoolean());
        Assert.Equal("power_risk_not_over", await RefusedAsync(alarm, "finish", new { }));
    }

    [Fact]
    public async Task A_jump_that_waits_for_its_repeat_takes_the_leave_to_switch_on_away()
    {
        var road = await RoadAsync("jump");
        var alarm = await FloodAsync(road, (-170, 350), (-169, 360), (-168, 200));
        await DoneAsync(alarm, "acknowledge", new { });
        await DoneAsync(alarm, "power", Power(road, "off"));
        await RainAsync(road.Sensors[0], (-20, 200));
        await UntilAsync(alarm, told => told["mayRestore"].GetBoolean());

        await RainAsync(road.Sensors[0], (-19, 900));

        Assert.Equal("power_risk_not_over", await RefusedAsync(alarm, "power", Power(road, "on")));
        Assert.Equal("sensors_still_speak", await RefusedAsync(alarm, "seen-on-site", new { note = "现场无积水" }));
        await RainAsync(road.Sensors[0], (-18, 200));
        await DoneAsync(alarm, "power", Power(road, "on"));
    }

    [Fact]
    public async Task The_time_that_was_set_when_the_alarm_was_raised_holds_and_a_change_of_it_is_logged()
    {
        var road = await RoadAsync("minutes");
        var alarm = await FloodAsync(road, (-30, 350), (-29, 360), (-28, 200), (-2, 200));
        await UntilAsync(alarm, told => told["mayRestoreAt"].ValueKind is JsonValueKind.String);
        using var before = await _duty.ReadAsync(alarm, Ct);

        using var changed = await _duty.PutJsonAsync(
            $"/api/v1/sections/{road.Section}",
            new
            {
                blueMm = 50,
                yellowMm = 150,
                orangeMm = 250,
                redMm = 400,
                powerRiskMm = 300,
                powerRestoreMinutes = 1,
                caseLevel = "red",
            },
            Ct
        );

        using var after = await _duty.ReadAsync(alarm, Ct);
        Assert.Equal(
            (before["mayRestoreAt"].GetString(), false),
            (after["mayRestoreAt"].GetString(), after["mayRestore"].GetBoolean())
        );
        Assert.Equal(
            ["1 red admin", "60 yellow "],
            changed["history"]
                .EnumerateArray()
                .Select(rule =>
                    $"{rule.GetProperty("powerRestoreMinutes")} {rule.GetProperty("caseLevel")} {rule.GetProperty("changedBy")}"
                )
        );
    }

    [Fact]
    public async Task A_sensor_that_is_taken_away_under_water_has_to_be_answered_for_by_a_person_on_site()
    {
        var road = await RoadAsync("gone");
        var alarm = await FloodAsync(road, (-20, 350), (-19, 360));
        await DoneAsync(alarm, "acknowledge", new { });
        await DoneAsync(alarm, "power", Power(road, "off"));
        using var removed = await _duty.PutJsonAsync(
            $"/api/v1/sensors/{road.Sensors[0]}",
            SensorBody(road.Section, disabled: true),
            Ct
        );
        await LookAsync(road);

        using var refused = await _duty.PostJsonAsync($"{alarm}/finish", new { }, Ct);
        Assert.Equal("power_risk_not_over", refused.Code);
        Assert.Contains("No sensor has spoken since", refused["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal("field_missing", await RefusedAsync(alarm, "seen-on-site", new { }));
        await DoneAsync(alarm, "seen-on-site", new { note = "现场确认，水已退" });
        await DoneAsync(alarm, "power", Power(road, "on"));
        await DoneAsync(alarm, "finish", new { });
        await LookAsync(road);

        using var finished = await _duty.ReadAsync(alarm, Ct);
        using var standing = await _duty.ReadAsync($"/api/v1/ponding/alarms?section={road.Section}", Ct);
        Assert.Equal(["raised", "acknowledged", "power_off", "seen_on_site", "power_on", "finished"], Steps(finished));
        Assert.Equal(1, standing["items"].GetArrayLength()); // what the sensor had said before is answered for
    }

    [Fact]
    public async Task The_deeper_of_two_sensors_is_the_depth_that_is_told()
    {
        var road = await RoadAsync("deeper", sensors: 2);
        var alarm = await FloodAsync(road, (-20, 350), (-19, 360));
        await RainAsync(road.Sensors[1], (-18, 60), (-17, 0));
        await LookAsync(road);

        using var events = await _duty.ReadAsync($"/api/v1/ponding/events?section={road.Section}", Ct);
        using var sensor = await _duty.ReadAsync($"/api/v1/sensors/{road.Sensors[1]}", Ct);
        JsonElement here;
        do
        {
            using var live = await _duty.ReadAsync("/api/v1/ponding", Ct);
            here = live["items"]
                .EnumerateArray()
                .Single(section => section.GetProperty("section").GetString() == road.Section);
            // sensors are followed half a second behind
        } while (here.GetProperty("sensors")[0].GetProperty("observedAt").ValueKind == JsonValueKind.Null);

        Assert.Equal(360, events["items"][0].GetProperty("lastMm").GetInt32());
        Assert.Equal((true, true), (sensor["powerRisk"].GetBoolean(), here.GetProperty("atPowerRisk").GetBoolean()));
        Assert.All(
            [
                here.GetProperty("alarm").GetProperty("raisedAt"),
                here.GetProperty("sensors")[0].GetProperty("observedAt"),
            ],
            at => Assert.EndsWith("+08:00", at.GetString(), StringComparison.Ordinal)
        );
    }

    private sealed record Road(string Section, string Circuit, string[] Sensors);

    /// <summary>A section of its own with a lamp circuit and sensors that the uplink knows.</summary>
    private async Task<Road> RoadAsync(string name, int sensors = 1)
    {
        var road = new Road($"R-{name}", $"LC-{name}", [.. Enumerable.Range(1, sensors).Select(n => $"{name}-{n}")]);
        await Stored.ExecuteAsync(
            _app.Database,
            $"""
            insert into section (code, name, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm)
            select '{road.Section}', '{name}', town_code, line, 50, 150, 250, 400, 300 from section where code = 'S-01';
            insert into facility (id, code, type, name, position, created_at)
            values (gen_random_uuid(), '{road.Circuit}', 'lamp_circuit', '{name}', st_setsrid(st_makepoint(113.352, 22.5515), 4326), now());
            insert into section_circuit select '{road.Section}', id from facility where code = '{road.Circuit}'
            """,
            Ct
        );
        foreach (var sensor in road.Sensors)
        {
            using var put = await _duty.PutJsonAsync($"/api/v1/sensors/{sensor}", SensorBody(road.Section), Ct);
            Assert.Equal(201, put.Status);
            await Stored.UntilAsync(() => IsKnownAsync(sensor), "the uplink knows the sensor", Ct);
        }

        return road;
    }

    private static object SensorBody(string section, bool disabled = false) =>
        new
        {
            gateway = TestCity.Gateway,
            section,
            disabled,
            position = new
            {
                lon = 113.352,
                lat = 22.551,
                coordSystem = "wgs84",
            },
        };

    private async Task<bool> IsKnownAsync(string sensor)
    {
        using var gateway = _app.Client();
        gateway.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestCity.Gateway}:{TestCity.GatewaySecret}"))
        );
        using var answer = await gateway.PostJsonAsync(
            "/api/v1/readings",
            new[]
            {
                new
                {
                    sensor,
                    observedAt = Now.AddDays(-1),
                    depthMm = 0,
                },
            },
            Ct
        );
        return answer["rejected"].GetArrayLength() == 0;
    }

    private Task RainAsync(string sensor, params (int Minute, int DepthMm)[] samples) =>
        Rain.SendAsync(
            _app,
            sensor,
            [.. samples.Select(sample => (Now.AddMinutes(sample.Minute), sample.DepthMm))],
            Ct
        );

    /// <summary>Sends the first sensor's samples and waits for the alarm; its address.</summary>
    private async Task<string> FloodAsync(Road road, params (int Minute, int DepthMm)[] samples)
    {
        await RainAsync(road.Sensors[0], samples[..2]);
        var id = "";
        await Stored.UntilAsync(
            async () =>
            {
                using var alarms = await _duty.ReadAsync(
                    $"/api/v1/ponding/alarms?standing=true&section={road.Section}",
                    Ct
                );
                id = alarms["items"]
                    .EnumerateArray()
                    .Select(alarm => alarm.GetProperty("id").GetString()!)
                    .SingleOrDefault("");
                return id.Length > 0;
            },
            "the alarm",
            Ct
        );
        if (samples.Length > 2)
        {
            await RainAsync(road.Sensors[0], samples[2..]);
        }

        return $"/api/v1/ponding/alarms/{id}";
    }

    private static object Power(Road road, string power) =>
        new
        {
            circuit = road.Circuit,
            power,
            note = "电工到场",
        };

    private async Task LookAsync(Road road) =>
        await EvaluateSections.RunAsync(
            _app.Database.DataSource,
            new Dictionary<string, DateTimeOffset> { [road.Section] = Now },
            TimeSpan.MaxValue,
            TimeProvider.System.GetUtcNow(),
            Ct
        );

    private Task UntilAsync(string alarm, Func<ApiAnswer, bool> holds) =>
        Stored.UntilAsync(
            async () =>
            {
                using var told = await _duty.ReadAsync(alarm, Ct);
                return holds(told);
            },
            "the alarm says so",
            Ct
        );

    private async Task DoneAsync(string alarm, string step, object body)
    {
        using var answer = await _duty.PostJsonAsync($"{alarm}/{step}", body, Ct);
        Assert.True(answer.Status == 200, $"{step}: {answer.Body}");
    }

    private async Task<string?> RefusedAsync(string alarm, string step, object body)
    {
        using var answer = await _duty.PostJsonAsync($"{alarm}/{step}", body, Ct);
        return answer.Code;
    }

    private static IEnumerable<string?> Steps(ApiAnswer alarm) =>
        alarm["log"].EnumerateArray().Select(step => step.GetProperty("action").GetString());

    /// <summary>Waits for the next alarm of the section on the console's stream; whether the water had come
    /// back.</summary>
    private static async Task<bool> AlarmHeardAsync(EventFollower console, Road road)
    {
        while (true)
        {
            var (name, data) = await console.NextAsync(Ct);
            if (
                name == "ponding"
                && data.GetProperty("what").GetString() == "alarm"
                && data.GetProperty("section").GetString() == road.Section
            )
            {
                return data.GetProperty("returned").GetBoolean();
            }
        }
    }
}
