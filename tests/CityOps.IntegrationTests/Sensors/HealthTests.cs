using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Features.Sensors;
using CityOps.App.Features.Sensors.Health;
using CityOps.App.Hosting;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Sensors;

/// <summary>Which sensors want looking after, told once a day, and how much was heard of each in a month.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Morning = new(2026, 6, 2, 7, 0, 0, TimeSpan.FromHours(8));
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _clock = new(Morning.AddMinutes(-30));
    private TestApp _app = null!;
    private HttpClient _supervisor = null!;

    public async ValueTask InitializeAsync()
    {
        var webOnly = new ServeOptions(new HashSet<string> { ServeOptions.Web }, 0, 0, IPAddress.Loopback);
        _app = await TestApp.StartAsync(Ct, builder => builder.Services.AddSingleton<TimeProvider>(_clock), webOnly);
        _supervisor = await _app.LogInAsync("supervisor", Ct);
    }

    public ValueTask DisposeAsync()
    {
        _supervisor.Dispose();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task Offline_is_more_than_two_heartbeats_and_dry_silence_before_that_is_not()
    {
        await HeardAsync("WL-0001", Morning.AddMinutes(-30).AddHours(-23.9), 3600, -80);
        await HeardAsync("WL-0002", Morning.AddMinutes(-30).AddHours(-24.1), 3600, -80);

        var health = await HealthAsync("");

        // WL-0003 was never heard
        Assert.Equal((3, "WL-0002 offline; WL-0003 offline"), (health.GetProperty("sensors").GetInt32(), Told(health)));
        Assert.Equal(2, health.GetProperty("counts").GetProperty("offline").GetInt32());
    }

    [Fact]
    public async Task Battery_signal_and_the_gateways_clock_are_told_together()
    {
        await HeardAsync("WL-0001", Morning.AddHours(-1), 3299, -111);
        await HeardAsync("WL-0002", Morning.AddHours(-1), 3300, -110);
        await HeardAsync("WL-0003", Morning.AddHours(-1), null, null);
        await Stored.ExecuteAsync(
            _app.Database,
            $"""
            insert into gateway_hour (gateway_id, hour, accepted, duplicates, rejected, lags_ms, heard_at)
            select 'gw-02', timestamptz '{Morning.AddHours(
                -1
            ):O}' - h * interval '1 hour', 1, 0, 0, array[28800000 + h * 60000], '{Morning:O}' from generate_series(0, 2) h
            """,
            Ct
        );

        var health = await HealthAsync("");

        Assert.Equal("WL-0001 battery_low,signal_poor; WL-0003 clock_wrong", Told(health));
        Assert.Equal(28800, health.GetProperty("items")[1].GetProperty("skewSeconds").GetDouble());
    }

    [Fact]
    public async Task The_day_is_summed_up_once_in_the_morning_and_the_next_tells_what_is_new()
    {
        await HeardAsync("WL-0001", Morning, 3600, -80);
        await HeardAsync("WL-0002", Morning, 3100, -80);
        await HeardAsync("WL-0003", Morning, 3600, -80);
        await RunJobAsync();
        using var tooEarly = await _supervisor.ReadAsync("/api/v1/sensors/health?day=2026-06-02", Ct);
        _clock.SetUtcNow(Morning);
        await Task.WhenAll(RunJobAsync(), RunJobAsync());
        var first = await HealthAsync("?day=2026-06-02");

        _clock.SetUtcNow(Morning.AddDays(1).AddHours(3)); // nobody ran at seven
        await HeardAsync("WL-0002", Morning.AddDays(1), 3050, -80);
        await HeardAsync("WL-0003", Morning.AddDays(1), 3600, -120);
        await RunJobAsync();
        await HeardAsync("WL-0003", Morning.AddDays(1), 3600, -80);
        await RunJobAsync();
        _supervisor.Dispose();
        _supervisor = await _app.LogInAsync("supervisor", Ct); // a token lasts no day
        var second = await HealthAsync("?day=2026-06-03");

        Assert.Equal((404, "health_summary_not_found"), (tooEarly.Status, tooEarly.Code));
        Assert.Equal("WL-0002 battery_low", Told(first));
        Assert.Equal(
            "WL-0001 offline new; WL-0002 battery_low; WL-0003 signal_poor new",
            string.Join(
                "; ",
                second
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(item => Told(item) + (item.GetProperty("isNew").GetBoolean() ? " new" : ""))
            )
        );
        Assert.Equal("2026-06-03T10:00:00+08:00", second.GetProperty("at").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Availability_by_sums_is_that_of_every_gap_between_the_readings(int seed)
    {
        var random = new Random(seed);
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into section (code, name, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm)
            select 'S-02', '兴文路', town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm from section where code = 'S-01';
            update sensor set heartbeat_minutes = case code when 'WL-0001' then 30 when 'WL-0002' then 720 else 10 end, sample_minutes_wet = 5;
            delete from sensor_placement;
            """,
            Ct
        );
        await PlaceAsync("WL-0001", null, "S-01");
        await PlaceAsync("WL-0001", random.Next(10, 300) * 60, "S-02"); // on the hour
        await PlaceAsync("WL-0002", null, "S-01");
        await PlaceAsync("WL-0002", random.Next(600, 30_000), "S-02"); // within one
        await PlaceAsync("WL-0003", null, "S-02");
        foreach (var sensor in TestCity.Sensors)
        {
            var minutes = new HashSet<int>();
            for (
                var minute = 0;
                minute < 31 * 24 * 60;
                minute += random.Next(20) == 0 ? random.Next(5000) : random.Next(1, 90)
            )
            {
                minutes.Add(minute);
            }

            await Stored.ExecuteAsync(
                _app.Database,
                $"""
                insert into reading (sensor_id, observed_at, received_at, depth_mm)
                select (select id from sensor where code = '{sensor}'), timestamptz '2026-05-01T00:00:00+08:00' + m * interval '1 minute', now(),
                  case when m / 300 % 9 = 0 then 40 + m % 90 else 0 end
                from unnest(array[{string.Join(',', minutes)}]) m
                """,
                Ct
            );
        }

        await Stored.ExecuteAsync(_app.Database, CityOps.App.Database.Sql.Text("queries/demo/dirty_hours"), Ct);
        if (seed != 2)
        {
            await new RollUpReadingsJob(_app.Database.DataSource).RunAsync(Ct); // right with and without
        }

        var items = (await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/sensors/availability?month=2026-05", Ct))
            .GetProperty("items")
            .EnumerateArray()
            .Select(item =>
                FormattableString.Invariant(
                    $"{item.GetProperty("sensor").GetString()} {item.GetProperty("section").GetString()} {item.GetProperty("availability").GetDouble():0.0000} {item.GetProperty("readings").GetInt64()}"
                )
            );

        Assert.Equal(await Stored.ScalarAsync<string[]>(_app.Database, EveryGap, Ct), items);
        var sections = (await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/ponding/summary/2026-05", Ct))
            .GetProperty("sections")
            .EnumerateArray();
        Assert.All(sections, section => Assert.InRange(section.GetProperty("availability").GetDouble(), 0.01, 0.99));
    }

    [Theory]
    [InlineData("health?day=yesterday")]
    [InlineData("availability?month=2026")]
    public async Task A_day_or_month_that_is_none_is_refused(string address)
    {
        using var answer = await _supervisor.ReadAsync($"/api/v1/sensors/{address}", Ct);

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
    }

    /// <summary>
    /// The same by the readings alone: at each reading, how long nothing was heard before; and at the end, after the
    /// last. After a wet one two samples may be missed, else two heartbeats.
    /// </summary>
    private const string EveryGap = """
        with stay as (
          select p.sensor_id, m.code, p.section_code, 2 * m.heartbeat_minutes * 60.0 as dry, 2 * m.sample_minutes_wet * 60.0 as wet,
            greatest(p.valid_from, '2026-05-01T00:00:00+08:00') as since, least(p.valid_to, '2026-06-01T00:00:00+08:00') as until
          from sensor_place p join sensor m on m.id = p.sensor_id
        ), at as (
          select s.*, s.until as time, false as is_reading, 0 as depth_mm from stay s
          union all
          select s.*, r.observed_at, true, r.depth_mm from stay s join reading r on r.sensor_id = s.sensor_id and r.observed_at >= s.since and r.observed_at < s.until
        ), gap as (
          select *, extract(epoch from time - lag(time, 1, since) over stays) as seconds,
            case when lag(depth_mm, 1, 0) over stays >= 50 then wet else dry end as allowed
          from at window stays as (partition by sensor_id, since order by time)
        )
        select array_agg(told order by told) from (
          select code || ' ' || section_code || ' ' || to_char(1 - sum(greatest(0, seconds - allowed)) / extract(epoch from until - since), 'FM0.0000')
            || ' ' || count(*) filter (where is_reading) as told
          from gap group by code, section_code, since, until
        ) t
        """;

    private Task PlaceAsync(string sensor, int? fromMinute, string section) =>
        Stored.ExecuteAsync(
            _app.Database,
            $"""
            insert into sensor_placement (sensor_id, valid_from, section_code)
            select id, {(
                fromMinute is { } minute
                    ? $"timestamptz '2026-05-01T00:00:00+08:00' + {minute} * interval '1 minute'"
                    : "'-infinity'"
            )}, '{section}'
            from sensor where code = '{sensor}'
            """,
            Ct
        );

    private Task HeardAsync(string sensor, DateTimeOffset at, int? batteryMv, int? rssiDbm) =>
        Stored.ExecuteAsync(
            _app.Database,
            $"""
            insert into sensor_state (sensor_id, observed_at, depth_mm, battery_mv, rssi_dbm, heard_at)
            select id, '{at:O}', 0, {batteryMv?.ToString(CultureInfo.InvariantCulture) ?? "null"}, {rssiDbm?.ToString(
                CultureInfo.InvariantCulture
            ) ?? "null"}, '{at:O}' from sensor where code = '{sensor}'
            on conflict (sensor_id) do update set heard_at = excluded.heard_at, battery_mv = excluded.battery_mv, rssi_dbm = excluded.rssi_dbm
            """,
            Ct
        );

    private Task RunJobAsync() =>
        new SummariseHealthJob(
            _app.Database.DataSource,
            Options.Create(new SensorHealthOptions()),
            _clock,
            NullLogger<SummariseHealthJob>.Instance
        ).RunAsync(Ct);

    private Task<JsonElement> HealthAsync(string query) =>
        _supervisor.GetFromJsonAsync<JsonElement>($"/api/v1/sensors/health{query}", Ct);

    private static string Told(JsonElement element) =>
        element.TryGetProperty("items", out var items)
            ? string.Join("; ", items.EnumerateArray().Select(Told))
            : $"{element.GetProperty("sensor").GetString()} {string.Join(',', element.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()))}";
}
