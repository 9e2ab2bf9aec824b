using System.Text.Json.Nodes;
using CityOps.IntegrationTests.Ingest;
using CityOps.IntegrationTests.Ponding;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Sensors;

/// <summary>Sensors and gateways are put up, moved and changed without a programmer.</summary>
public sealed class PutSensorTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Eight = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        _admin = await _app.LogInAsync("admin", Ct);
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task A_new_gateway_with_a_new_sensor_is_let_in_with_its_secret_and_its_reading_is_judged_by_the_sensors_range()
    {
        using var gateway = await _admin.PostJsonAsync("/api/v1/gateways", new { id = "gw-77", name = "七十七号" }, Ct);
        using var twice = await _admin.PostJsonAsync("/api/v1/gateways", new { id = "gw-77" }, Ct);
        using var sensor = await _admin.PutJsonAsync(
            "/api/v1/sensors/WL-0077",
            Body(("gateway", "gw-77"), ("kind", "radar"), ("rangeMaxMm", 300)),
            Ct
        );

        Assert.Equal((201, 409, 201), (gateway.Status, twice.Status, sensor.Status));
        Assert.Equal(
            ("radar", 300, 720),
            (
                sensor["installation.kind"].GetString(),
                sensor["installation.rangeMaxMm"].GetInt32(),
                sensor["installation.heartbeatMinutes"].GetInt32()
            )
        );
        Assert.Equal(
            (113.352, 22.551),
            (Math.Round(sensor["position.lon"].GetDouble(), 6), Math.Round(sensor["position.lat"].GetDouble(), 6))
        );
        await Stored.UntilAsync(
            async () =>
                await SendAsync("gw-77", gateway["secret"].GetString()!, "WL-0077", 200, 301)
                == "accepted 1, rejected out_of_range",
            "both are known to the uplink",
            Ct
        );

        using var renewed = await _admin.PostJsonAsync("/api/v1/gateways/gw-77/secret", null, Ct);
        await Stored.UntilAsync(
            async () => await SendAsync("gw-77", gateway["secret"].GetString()!, "WL-0077", 1) == "wrong_credentials",
            "the old secret is worthless",
            Ct
        );
        Assert.Equal("accepted 1, rejected ", await SendAsync("gw-77", renewed["secret"].GetString()!, "WL-0077", 2));
    }

    [Fact]
    public async Task A_sensor_that_is_moved_keeps_its_past_with_the_section_of_then()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into section (code, name, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm)
            select 'S-02', '兴文路', town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm from section where code = 'S-01'
            """,
            Ct
        );
        await Rain.FallAsync(_app, "WL-0001", Eight, Ct, 0, 1, 2);

        using var moved = await _admin.PutJsonAsync("/api/v1/sensors/WL-0001", Body(("section", "S-02")), Ct);
        using var removed = await _admin.PutJsonAsync(
            "/api/v1/sensors/WL-0001",
            Body(("section", "S-02"), ("disabled", true)),
            Ct
        );

        Assert.Equal(
            (200, "S-02", false, true),
            (
                moved.Status,
                moved["section"].GetString(),
                moved["disabled"].GetBoolean(),
                removed["disabled"].GetBoolean()
            )
        );
        Assert.Equal(
            "S-01 3",
            await Stored.ScalarAsync<string>(
                _app.Database,
                """
                select string_agg(section_code || ' ' || n, ', ') from (
                  select p.section_code, count(*) as n from reading r join sensor_place p on p.sensor_id = r.sensor_id
                    and r.observed_at >= p.valid_from and r.observed_at < p.valid_to group by 1) placed
                """,
                Ct
            )
        );
        using var backInService = await _admin.PutJsonAsync("/api/v1/sensors/WL-0001", Body(("disabled", false)), Ct);
        Assert.False(backInService["disabled"].GetBoolean());
    }

    [Fact]
    public async Task A_zero_offset_is_taken_off_what_is_measured_from_then_on_and_the_raw_depth_is_kept()
    {
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        using var set = await _admin.PutJsonAsync(
            "/api/v1/sensors/WL-0001",
            Body(("section", "S-01"), ("zeroOffsetMm", 40)),
            Ct
        );
        var since = set["installation.zeroHistory"]
            .EnumerateArray()
            .Single()
            .GetProperty("validFrom")
            .GetDateTimeOffset();
        var next = since;
        await Stored.UntilAsync(
            async () =>
            {
                next = next.AddSeconds(1);
                await TestGateway.SendAsync(_app.Http, "WL-0001", [(next, 140)], Ct);
                return await Stored.ScalarAsync<int>(
                        _app.Database,
                        "select depth_mm from reading order by observed_at desc limit 1",
                        Ct
                    ) == 100;
            },
            "the uplink knows the offset",
            Ct
        );
        await TestGateway.SendAsync(_app.Http, "WL-0001", [(before, 30), (since.AddMilliseconds(1), 30)], Ct);

        using var readings = await _admin.ReadAsync(
            $"/api/v1/sensors/WL-0001/readings?to={next.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}",
            Ct
        );
        var told = readings["items"]
            .EnumerateArray()
            .Select(item => $"{item.GetProperty("depthMm")} {item.GetProperty("rawMm")}")
            .ToList();
        Assert.Equal(
            (200, "admin"),
            (set.Status, set["installation.zeroHistory"][0].GetProperty("changedBy").GetString())
        );
        Assert.Equal(["30 ", "-10 30", "100 140"], [told[0], told[1], told[^1]]);
    }

    [Theory]
    [InlineData("WL-0001", "gateway", "gw-99", "field_invalid")]
    [InlineData("WL-0001", "section", "S-99", "field_invalid")]
    [InlineData("WL-0001", "kind", "sonar", "field_invalid")]
    [InlineData("WL-0001", "rangeMinMm", 5000, "field_invalid")]
    [InlineData("WL-0001", "heartbeatMinutes", 0, "field_invalid")]
    [InlineData("WL-0001", "position", null, "field_missing")]
    [InlineData("WL 1", "kind", "radar", "field_invalid")]
    public async Task What_cannot_be_is_refused(string code, string field, object? value, string problem)
    {
        using var answer = await _admin.PutJsonAsync($"/api/v1/sensors/{code}", Body((field, value)), Ct);

        Assert.Equal((422, problem), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Only_administrators_put_sensors_up()
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var sensor = await supervisor.PutJsonAsync("/api/v1/sensors/WL-0001", Body(), Ct);
        using var gateway = await supervisor.PostJsonAsync("/api/v1/gateways", new { id = "gw-78" }, Ct);

        Assert.Equal(("forbidden", "forbidden"), (sensor.Code, gateway.Code));
    }

    private static JsonObject Body(params (string Field, object? Value)[] changes)
    {
        var body = new JsonObject
        {
            ["gateway"] = "gw-01",
            ["section"] = "S-01",
            ["position"] = new JsonObject
            {
                ["lon"] = 113.352,
                ["lat"] = 22.551,
                ["coordSystem"] = "wgs84",
            },
        };
        foreach (var (field, value) in changes)
        {
            body[field] = value is null ? null : JsonValue.Create(value);
        }

        return body;
    }

    private async Task<string> SendAsync(string gateway, string secret, string sensor, params int[] depths)
    {
        using var client = _app.Client();
        client.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{gateway}:{secret}"))
        );
        var readings = depths.Select(depth => new
        {
            sensor,
            observedAt = Eight.AddMinutes(depth),
            depthMm = depth,
        });
        using var answer = await client.PostJsonAsync("/api/v1/readings", readings, Ct);
        return answer.Code
            ?? $"accepted {answer["accepted"].GetInt32()}, rejected {string.Join(',', answer["rejected"].EnumerateArray().Select(r => r.GetProperty("reason").GetString()))}";
    }
}
