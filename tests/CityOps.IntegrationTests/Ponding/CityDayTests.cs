using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>Days, months and towns of the water: each counts where it belongs.</summary>
public sealed class CityDayTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>, IAsyncLifetime
{
    private static readonly DateTimeOffset Evening = new(2026, 5, 31, 22, 10, 0, TimeSpan.FromHours(8));
    private readonly TestApp _app = fixture.App;
    private HttpClient _admin = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _admin = await _app.LogInAsync("admin", Ct);

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_minutes_of_an_event_over_a_months_end_are_in_both_months_and_a_bare_date_is_a_city_day()
    {
        await Rain.SendAsync(
            _app,
            "WL-0001",
            [.. Enumerable.Range(0, 29).Select(i => (Evening.AddMinutes(10 * i), 160)), (Evening.AddMinutes(290), 0)],
            Ct
        );
        await Rain.SendAsync(_app, "WL-0001", [(Evening.AddMinutes(330), 0)], Ct);
        await Rain.UntilEventsAsync(_app.Database, Ct, "S-01 22:20-03:30 160 (1) (2)");

        Assert.Equal(("1 100", "0 180"), (await MonthAsync("2026-05"), await MonthAsync("2026-06")));
        Assert.Equal(
            "2026-05-31 100, 2026-06-01 180",
            await Stored.ScalarAsync<string>(
                _app.Database,
                """
                select string_agg(spent_on || ' ' || minutes_yellow, ', ' order by spent_on) from ponding_event_minutes
                """,
                Ct
            )
        );
        Assert.Equal(
            2L,
            await Stored.ScalarAsync<long>(
                _app.Database,
                "select count(distinct day) from dirty_day where day in ('2026-05-31', '2026-06-01')",
                Ct
            )
        );

        await Stored.ExecuteAsync(
            _app.Database,
            "update ponding_event set opened_at = '2026-06-01T00:30:00+08:00' where section_code = 'S-01'",
            Ct
        );
        Assert.Equal(
            (1, 0),
            (
                await CountAsync("/api/v1/ponding/events?from=2026-06-01&to=2026-06-02"),
                await CountAsync("/api/v1/ponding/events?to=2026-06-01")
            )
        );
        Assert.Equal(20, await CountAsync("/api/v1/sensors/WL-0001/readings?from=2026-06-01&to=2026-06-02&limit=100"));
        using var curve = await _admin.ReadAsync("/api/v1/sections/S-01/curve?from=2026-06-01&to=2026-06-02", Ct);
        Assert.Equal(20, curve["items"][0].GetProperty("readings").GetInt32());
    }

    [Theory]
    [InlineData("/api/v1/ponding/events?from=2026-06-02&to=2026-06-01", "period_reversed")]
    [InlineData("/api/v1/sections/S-01/curve?from=2026-06-02&to=2026-06-01", "period_reversed")]
    [InlineData("/api/v1/sensors/WL-0001/readings?from=2026-06-02&to=2026-06-01", "period_reversed")]
    [InlineData("/api/v1/sensors/WL-0001/readings?from=yesterday", "invalid_request")]
    [InlineData("/api/v1/ponding/summary/2099-01", "period_in_future")]
    [InlineData("/api/v1/sensors/availability?month=2099-01", "period_in_future")]
    public async Task A_period_that_cannot_be_is_refused(string address, string code)
    {
        using var answer = await _admin.ReadAsync(address, Ct);

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task A_sensor_is_not_missed_before_it_was_put_up()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into section (code, name, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm)
            select 'S-new', '新路', town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm from section where code = 'S-01';
            insert into sensor (code, gateway_id, section_code, position, created_at)
            select 'new-1', gateway_id, 'S-new', position, '2026-04-26T00:00:00+08:00' from sensor where code = 'WL-0001';
            insert into reading (sensor_id, observed_at, received_at, depth_mm)
            select id, '2026-04-26T00:00:00+08:00', now(), 0 from sensor where code = 'new-1'
            """,
            Ct
        );
        await Stored.ExecuteAsync(_app.Database, CityOps.App.Database.Sql.Text("queries/demo/dirty_hours"), Ct);

        using var before = await _admin.ReadAsync("/api/v1/sensors/availability?month=2026-03", Ct);
        using var april = await _admin.ReadAsync("/api/v1/sensors/availability?month=2026-04", Ct);

        Assert.DoesNotContain(before["items"].EnumerateArray(), item =>
            item.GetProperty("sensor").GetString() == "new-1"
        );
        var item = april["items"].EnumerateArray().Single(item => item.GetProperty("sensor").GetString() == "new-1");
        // of the five days after its first word one is within two heartbeats
        Assert.Equal(0.2, item.GetProperty("availability").GetDouble(), 4);
    }

    [Fact]
    public async Task A_chart_of_readings_has_so_many_points_and_keeps_the_peak()
    {
        var noon = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(8));
        await Rain.FallAsync(
            _app,
            "WL-0002",
            noon,
            Ct,
            [.. Enumerable.Range(0, 400).Select(i => i == 200 ? 45 : i % 3)]
        );

        using var chart = await _admin.ReadAsync(
            "/api/v1/sensors/WL-0002/readings?from=2026-07-01&to=2026-07-02&resolution=lttb&points=40",
            Ct
        );

        Assert.Equal(
            (40, "2026-07-01T12:00:00+08:00", 45),
            (
                chart["items"].GetArrayLength(),
                chart["items"][0].GetProperty("observedAt").GetString(),
                chart["items"].EnumerateArray().Max(point => point.GetProperty("depthMm").GetInt32())
            )
        );
    }

    [Fact]
    public async Task An_administrator_of_a_town_has_no_say_over_the_waters_of_another()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            $"""
            insert into account (id, login, name, password_hash, role, organisation_code, town_code, security_stamp, created_at)
            select gen_random_uuid(), 'admin-east', '东镇管理员', password_hash, 'admin', '{TestCity.EastTown}', '{TestCity.EastTown}', gen_random_uuid(), now()
            from account where login = 'admin'
            """,
            Ct
        );
        using var east = await _app.LogInAsync("admin-east", Ct);

        using var moved = await east.PutJsonAsync("/api/v1/sensors/WL-0003", Sensor(113.45), Ct);
        using var disabled = await east.PutJsonAsync("/api/v1/sensors/WL-0003", Sensor(113.45, disabled: true), Ct);
        using var putThere = await east.PutJsonAsync("/api/v1/sensors/east-1", Sensor(113.35), Ct);
        using var onTheirRoad = await east.PutJsonAsync("/api/v1/sensors/east-1", Sensor(113.45, section: "S-01"), Ct);
        using var own = await east.PutJsonAsync("/api/v1/sensors/east-1", Sensor(113.45), Ct);
        using var circuits = await east.PutJsonAsync(
            "/api/v1/sections/S-01/circuits",
            new { codes = Array.Empty<string>() },
            Ct
        );
        using var thresholds = await east.PutJsonAsync(
            "/api/v1/sections/S-01",
            new
            {
                blueMm = 10,
                yellowMm = 20,
                orangeMm = 30,
                redMm = 40,
                powerRiskMm = 40,
                hysteresisMm = 5,
            },
            Ct
        );

        Assert.All([moved, disabled, putThere, onTheirRoad], answer =>
            Assert.Equal((403, "outside_your_area"), (answer.Status, answer.Code))
        );
        Assert.Equal((201, "east-1"), (own.Status, own["code"].GetString()));
        Assert.Equal(("section_not_found", "section_not_found"), (circuits.Code, thresholds.Code));
        Assert.Equal(
            "S-01",
            await Stored.ScalarAsync<string>(
                _app.Database,
                "select section_code from sensor where code = 'WL-0003' and disabled_at is null",
                Ct
            )
        );
    }

    [Fact]
    public async Task Circuits_that_are_left_out_are_missing_and_not_none()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into facility (id, code, type, name, position, created_at)
            values (gen_random_uuid(), 'LC-01', 'lamp_circuit', '一回路', st_setsrid(st_makepoint(113.352, 22.5515), 4326), now());
            insert into section_circuit select 'S-01', id from facility where code = 'LC-01'
            """,
            Ct
        );

        using var answer = await _admin.PutJsonAsync("/api/v1/sections/S-01/circuits", new { }, Ct);
        using var section = await _admin.ReadAsync("/api/v1/sections/S-01", Ct);

        Assert.Equal((422, "field_missing", 1), (answer.Status, answer.Code, section["circuits"].GetArrayLength()));
    }

    private static object Sensor(double lon, string? section = null, bool disabled = false) =>
        new
        {
            gateway = TestCity.Gateway,
            section,
            disabled,
            position = new
            {
                lon,
                lat = 22.55,
                coordSystem = "wgs84",
            },
        };

    private async Task<string> MonthAsync(string month)
    {
        using var summary = await _admin.ReadAsync($"/api/v1/ponding/summary/{month}", Ct);
        var section = summary["sections"]
            .EnumerateArray()
            .Single(section => section.GetProperty("section").GetString() == "S-01");
        return $"{section.GetProperty("events")} {section.GetProperty("minutes").GetProperty("yellow")}";
    }

    private async Task<int> CountAsync(string address)
    {
        using var answer = await _admin.ReadAsync(address, Ct);
        return answer["items"].GetArrayLength();
    }
}
