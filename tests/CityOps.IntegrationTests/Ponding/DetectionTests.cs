using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using CityOps.IntegrationTests.Events;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using MQTTnet;
using MQTTnet.Protocol;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>From a reading at the door to an event, an alert and a case.</summary>
public sealed class DetectionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Eight = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(_ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Rising_water_opens_an_event_and_alerts_each_level_once()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 0, 60, 70, 160, 170);
        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 08:02- 170 1 2");
        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(5), _ct, 100, 160, 170, 260, 270);
        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 08:02- 270 1 2 3");
    }

    [Fact]
    public async Task One_sample_is_no_event_but_at_red_it_is()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 0, 60, 0, 0);
        await Rain.SendAsync(_app, "WL-0002", [(Eight, 0), (Eight.AddMinutes(10), 450)], _ct);

        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 08:10- 450 1 2 3 4 9");
    }

    [Fact]
    public async Task Late_samples_correct_the_past_without_alerting_for_what_is_over()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(60), _ct, 60, 70, 80);
        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 09:01- 80 1");

        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(50), _ct, 260, 270, 60);
        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 08:51- 270 1 2 3");
        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(-120), _ct, 160, 170, 0);
        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(-100), _ct, 0);
        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(-60), _ct, 0);
        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 06:01-06:32 170 (1) (2)", "S-01 08:51- 270 1 2 3");
    }

    [Fact]
    public async Task An_event_closes_by_itself_and_its_town_is_told()
    {
        await using var console = await EventFollower.StartAsync(await _app.LogInAsync("dispatcher", _ct), _ct);
        await using var sign = await MqttGateway.ConnectAsync(_app, _ct);
        var signs = await SubscribeAsync(sign);

        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 0, 160, 170);

        var alert = await NextAsync(signs);
        Assert.Equal(
            ("yellow", "S-01", 170),
            (
                Text(alert, "level"),
                Text(alert.GetProperty("sections")[0], "section"),
                alert.GetProperty("sections")[0].GetProperty("depthMm").GetInt32()
            )
        );
        Assert.Equal(["blue", "yellow"], [await AlertAsync(console), await AlertAsync(console)]);
        await using var later = await MqttGateway.ConnectAsync(_app, _ct);
        Assert.Equal("yellow", Text(await NextAsync(await SubscribeAsync(later)), "level"));

        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(3), _ct, [.. Enumerable.Repeat(0, 40)]);
        var cleared = await signs.Reader.ReadAsync(_ct).AsTask().WaitAsync(TimeSpan.FromSeconds(15), _ct);
        Assert.Equal("", cleared);
        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 08:02-08:33 170 1 2");
    }

    [Fact]
    public async Task An_event_at_the_case_level_opens_one_case_that_the_next_event_joins()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 0, 60, 70);
        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 08:02- 70 1");
        Assert.Equal(0L, await Stored.ScalarAsync<long>(_app.Database, "select count(*) from case_file", _ct));

        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(3), _ct, 160, 170);
        await Stored.UntilAsync(
            async () => await CasesAsync() == "ponding L0506 municipal 442000001 report",
            "a case",
            _ct
        );
        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(5), _ct, [.. Enumerable.Repeat(0, 60), 160, 170]);
        await Stored.UntilAsync(
            async () => await CasesAsync() == "ponding L0506 municipal 442000001 report,join",
            "the next event joins it",
            _ct
        );
    }

    [Fact]
    public async Task Spikes_and_negatives_are_flagged_and_open_nothing()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 5, 5, 480, 5, -30, 5);

        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<string>(
                    _app.Database,
                    """
                    select coalesce(string_agg(to_char(observed_at at time zone 'Asia/Shanghai', 'HH24:MI') || ' ' || flags, ', ' order by observed_at), '') from reading_flag
                    """,
                    _ct
                ) == "08:02 4, 08:04 1",
            "the flags",
            _ct
        );
        Assert.Empty(await Rain.EventsAsync(_app.Database, _ct));
    }

    [Fact]
    public async Task A_tilted_sensor_is_flagged_by_either_door_and_its_red_water_is_alerted_all_the_same()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, _ct);
        await gateway.PublishAsync(
            $$"""[{"sensor":"WL-0001","observedAt":"{{Eight:O}}","depthMm":-30,"tiltDeg":31.5},{"sensor":"WL-0001","observedAt":"{{Eight.AddMinutes(9):O}}","depthMm":0,"tiltDeg":14.9}]""",
            _ct
        );
        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(10), _ct, 410, 420);
        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 08:10- 420 1 2 3 4 9");
        await gateway.PublishAsync(
            $$"""{"sensor":"WL-0001","observedAt":"{{Eight.AddMinutes(12):O}}","depthMm":430,"tiltDeg":90}""",
            _ct
        );
        await Rain.UntilEventsAsync(_app.Database, _ct, "S-01 08:10- 430 1 2 3 4 9");

        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<string>(
                    _app.Database,
                    """
                    select coalesce(string_agg(to_char(observed_at at time zone 'Asia/Shanghai', 'HH24:MI') || ' ' || flags, ', ' order by observed_at), '') from reading_flag
                    """,
                    _ct
                ) == "08:00 17, 08:12 16",
            "negative and tilted, and tilted",
            _ct
        );
    }

    [Fact]
    public async Task What_a_moved_sensor_said_before_its_move_was_known_here_is_its_new_sections()
    {
        var moved = DateTimeOffset.UtcNow.AddMinutes(-30);
        await Rain.FallAsync(_app, "WL-0001", moved.AddMinutes(-30), _ct, 160, 170, 0, 0);
        await Rain.UntilEventsAsync(_app.Database, _ct, $"S-01 {Clock(moved.AddMinutes(-29))}- 170 1 2");
        await Stored.ExecuteAsync(
            _app.Database,
            $"""
            insert into section (code, name, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm)
            select 'S-09', '新路', town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm from section
            where code = 'S-01';
            commit;
            begin;
            set local session_replication_role = replica; -- the word of the move gets lost
            update sensor set section_code = 'S-09' where code = 'WL-0001';
            insert into sensor_placement (sensor_id, valid_from, section_code)
            select id, '{moved:O}', 'S-09' from sensor where code = 'WL-0001';
            commit
            """,
            _ct
        );
        await Rain.FallAsync(_app, "WL-0001", moved.AddMinutes(5), _ct, 60, 70, 60);

        await Stored.ExecuteAsync(_app.Database, "select pg_notify('cityops_sections', '')", _ct);

        await Rain.UntilEventsAsync(
            _app.Database,
            _ct,
            $"S-01 {Clock(moved.AddMinutes(-29))}- 170 1 2",
            $"S-09 {Clock(moved.AddMinutes(6))}- 70 1"
        );

        static string Clock(DateTimeOffset at) =>
            at.ToOffset(TimeSpan.FromHours(8)).ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_the_sieve_asks_of_all_sections_goes_through_each_table_once_while_nothing_is_known_of_a_storms_size()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            """
            alter table ponding_event set (autovacuum_enabled = false);
            insert into section (code, name, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm)
            select 'N-' || n, '路' || n, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm from section, generate_series(1, 500) n where code = 'S-01';
            insert into ponding_event (id, section_code, opened_at, level, worst_level, at_power_risk, peak_mm, peak_at, peak_sensor_id, last_mm,
              last_at, minutes_blue, minutes_yellow, minutes_orange, minutes_red, minutes_power_risk, recorded_at, changed_at)
            select gen_random_uuid(), 'N-' || n, now(), 2, 2, false, 200, now(), 1, 200, now(), 0, 0, 0, 0, 0, now(), now() from generate_series(1, 300) n
            """,
            _ct
        );

        var plan = await Stored.ScalarAsync<string>(
            _app.Database,
            "explain (analyze, format json)\n"
                + CityOps
                    .App.Database.Sql.Text("queries/ponding/watch_sections")
                    .Replace("@codes", "null", StringComparison.Ordinal),
            _ct
        );

        // of 150,000 pairs
        Assert.InRange(Rows(JsonDocument.Parse(plan).RootElement[0].GetProperty("Plan")), 500, 10_000);

        static double Rows(JsonElement node) =>
            node.GetProperty("Actual Loops").GetDouble()
                * (
                    node.GetProperty("Actual Rows").GetDouble()
                    + (node.TryGetProperty("Rows Removed by Filter", out var filtered) ? filtered.GetDouble() : 0)
                    + (node.TryGetProperty("Rows Removed by Join Filter", out var unjoined) ? unjoined.GetDouble() : 0)
                )
            + (node.TryGetProperty("Plans", out var below) ? below.EnumerateArray().Sum(Rows) : 0);
    }

    [Fact]
    public async Task A_change_of_thresholds_applies_from_its_time_on()
    {
        var now = DateTimeOffset.UtcNow;
        await Rain.FallAsync(_app, "WL-0001", now.AddMinutes(-30), _ct, 30, 30, 30, 30);
        await Stored.ExecuteAsync(
            _app.Database,
            "update section set blue_mm = 20, hysteresis_mm = 10 where code = 'S-01'",
            _ct
        );

        await Rain.SendAsync(_app, "WL-0001", [(now.AddMinutes(1), 30), (now.AddMinutes(2), 30)], _ct);

        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    _app.Database,
                    "select count(*) from ponding_event where opened_at > now() and withdrawn_at is null",
                    _ct
                ) == 1,
            "an event by the new threshold",
            _ct
        );
        Assert.Single(await Rain.EventsAsync(_app.Database, _ct));
    }

    [Fact]
    public async Task Water_at_the_lamps_raises_one_alarm_that_names_the_circuits()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into facility (id, code, type, name, position, created_at)
            values (gen_random_uuid(), 'LC-01', 'lamp_circuit', '东明路一回路', st_setsrid(st_makepoint(113.352, 22.5515), 4326), now());
            insert into section_circuit select 'S-01', id from facility where code = 'LC-01'
            """,
            _ct
        );

        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 150, 310, 320, 310, 320);

        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<string>(
                    _app.Database,
                    """
                    select coalesce(string_agg(circuits -> 0 ->> 'name', ','), '') from ponding_alarm where section_code = 'S-01' and finished_at is null
                    """,
                    _ct
                ) == "东明路一回路",
            "the alarm",
            _ct
        );
        Assert.Equal(
            1L,
            await Stored.ScalarAsync<long>(
                _app.Database,
                "select count(*) from ponding_alarm_log where action = 'raised'",
                _ct
            )
        );
    }

    private Task<string> CasesAsync() =>
        Stored.ScalarAsync<string>(
            _app.Database,
            """
            select coalesce(string_agg(concat_ws(' ', source, category_code, organisation_code, town_code,
              (select string_agg(action, ',' order by seq) from case_event where case_id = c.id)), '; '), '') from case_file c
            """,
            _ct
        );

    private async Task<Channel<string>> SubscribeAsync(MqttGateway sign)
    {
        var heard = Channel.CreateUnbounded<string>();
        sign.Client.ApplicationMessageReceivedAsync += message =>
        {
            heard.Writer.TryWrite(message.ApplicationMessage.ConvertPayloadToString() ?? "");
            return Task.CompletedTask;
        };
        await sign.Client.SubscribeAsync(
            $"cityops/v1/alerts/{TestCity.WestTown}",
            MqttQualityOfServiceLevel.AtLeastOnce,
            _ct
        );
        return heard;
    }

    private async Task<JsonElement> NextAsync(Channel<string> heard) =>
        JsonDocument
            .Parse(await heard.Reader.ReadAsync(_ct).AsTask().WaitAsync(TimeSpan.FromSeconds(15), _ct))
            .RootElement;

    private async Task<string?> AlertAsync(EventFollower console)
    {
        while (true)
        {
            var (name, data) = await console.NextAsync(_ct);
            if (name == "ponding" && Text(data, "what") == "alert")
            {
                return Text(data, "alert");
            }
        }
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
