using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>What was not accepted is looked at, mended and tried again.</summary>
public sealed class RejectedMessagesTests : IAsyncLifetime
{
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
    public async Task Messages_are_found_by_gateway_and_reason_page_by_page_and_shown_safely()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        await using var other = await MqttGateway.ConnectAsync(_app, Ct, TestCity.OtherGateway);
        for (var minute = 0; minute < 5; minute++)
        {
            await gateway.PublishAsync(Reading("WL-0100", minute), Ct);
        }

        await gateway.PublishAsync("{\u001b[31mred\u202egnp.exe", Ct);
        await other.PublishAsync(Reading("WL-0100", 0), Ct);

        var pages = new List<string>();
        for (var cursor = ""; ; )
        {
            var page = await ReadAsync($"?gateway=gw-01&reason=unknown_sensor&limit=2{cursor}");
            pages.AddRange(
                page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("text").GetString()!)
            );
            if (page.GetProperty("next").GetString() is not { } next)
            {
                break;
            }

            cursor = $"&cursor={next}";
        }

        Assert.Equal(Enumerable.Range(0, 5).Reverse().Select(minute => Reading("WL-0100", minute)), pages);
        var odd = (await ReadAsync("?reason=not_json")).GetProperty("items")[0];
        Assert.Equal("{\u241b[31mred\ufffdgnp.exe", odd.GetProperty("text").GetString());
        Assert.Equal(1, (await ReadAsync("?gateway=gw-02")).GetProperty("items").GetArrayLength());
        var one = await ReadAsync($"/{odd.GetProperty("id").GetString()}");
        Assert.Equal("{\u001b[31mred\u202egnp.exe"u8.ToArray(), one.GetProperty("payload").GetBytesFromBase64());
    }

    [Fact]
    public async Task A_message_tried_again_after_the_mend_is_stored_once_and_says_who_tried_when_with_what_outcome()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        await gateway.PublishAsync(Reading("WL-0100", 0), Ct);
        var id = (await ReadAsync("")).GetProperty("items")[0].GetProperty("id").GetString();

        await ReplayAsync(id);
        await UntilAsync(id, "rejected unknown_sensor: no sensor has the code \"WL-0100\" 1 admin");
        await AddSensorAsync();
        await ReplayAsync(id);
        await UntilAsync(id, "accepted  2 admin");
        using var again = await _admin.PostJsonAsync($"/api/v1/rejected-messages/{id}/replay", null, Ct);

        Assert.Equal((409, "already_replayed"), (again.Status, again.Code));
        Assert.Equal(1, await Stored.ReadingsAsync(_app.Database, Ct, "WL-0100"));
        // no second record of the same message
        Assert.Equal(["unknown_sensor"], await Stored.ReasonsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task All_of_a_filter_are_replayed_exactly_once_by_two_nodes_together()
    {
        await using var other = await CityOpsProcess.StartAsync(
            new(_app.Database.ConnectionString) { Arguments = ["--roles", "ingest"] },
            Ct
        );
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        for (var i = 0; i < 10; i++)
        {
            await gateway.PublishAsync(
                $"[{string.Join(',', Enumerable.Range(0, 90).Select(part => Reading("WL-0100", (i * 90) + part)))}]",
                Ct
            );
        }

        await gateway.PublishAsync("not json", Ct);
        await AddSensorAsync();

        using var requested = await _admin.PostJsonAsync(
            "/api/v1/rejected-messages/replay",
            new { gateway = "gw-01", reason = "unknown_sensor" },
            Ct
        );
        Assert.Equal((202, 900L), (requested.Status, requested["requested"].GetInt64()));
        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    _app.Database,
                    "select count(*) from rejected_message where replay_result in ('accepted', 'duplicate') and replays = 1",
                    Ct
                ) == 900,
            "all are replayed",
            Ct
        );

        Assert.Equal(900, await Stored.ReadingsAsync(_app.Database, Ct, "WL-0100"));
        Assert.Equal(
            1,
            await Stored.ScalarAsync<long>(
                _app.Database,
                "select count(*) from rejected_message where replay_requested_at is null",
                Ct
            )
        );
        using var none = await _admin.PostJsonAsync(
            "/api/v1/rejected-messages/replay",
            new { reason = "unknown_sensor" },
            Ct
        );
        Assert.Equal(0, none["requested"].GetInt64());
    }

    [Fact]
    public async Task What_a_node_was_trying_again_when_it_was_killed_the_next_one_finishes_and_nothing_is_stored_twice()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        for (var i = 0; i < 20; i++)
        {
            await gateway.PublishAsync(
                $"[{string.Join(',', Enumerable.Range(0, 100).Select(part => Reading("WL-0100", (i * 100) + part)))}]",
                Ct
            );
        }

        await AddSensorAsync();
        await using var other = await CityOpsProcess.StartAsync(
            new(_app.Database.ConnectionString) { Arguments = ["--roles", "ingest"] },
            Ct
        );
        using var requested = await _admin.PostJsonAsync(
            "/api/v1/rejected-messages/replay",
            new { gateway = "gw-01" },
            Ct
        );
        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_app.Database, Ct, "WL-0100") > 300,
            "some are stored",
            Ct
        );
        await other.KillAsync();

        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    _app.Database,
                    "select count(*) from rejected_message where replay_result in ('accepted', 'duplicate')",
                    Ct
                ) == 2000,
            "all are replayed",
            Ct
        );
        Assert.Equal(2000, await Stored.ReadingsAsync(_app.Database, Ct, "WL-0100"));
    }

    [Fact]
    public async Task A_report_is_replayed_through_its_own_handler()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        var report = JsonSerializer.Serialize(
            new
            {
                id = Guid.NewGuid(),
                category = "09999",
                observedAt = "2026-06-01T08:00:00+08:00",
                description = "camera 17",
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
            }
        );
        await gateway.PublishAsync(report, Ct, "cityops/v1/gw-01/reports");
        var id = (await ReadAsync("?reason=category_unknown")).GetProperty("items")[0].GetProperty("id").GetString();
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into category (code, standard, name, kind, organisation_code) values ('09999', 'local', '新类别', 'event', 'sanitation')
            """,
            Ct
        );

        await ReplayAsync(id);

        await UntilAsync(id, "accepted  1 admin");
        Assert.Equal(
            1,
            await Stored.ScalarAsync<long>(
                _app.Database,
                "select count(*) from report where category_code = '09999'",
                Ct
            )
        );
    }

    [Fact]
    public async Task A_reading_from_the_future_stays_refused_when_its_time_has_come()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            $$"""
            insert into rejected_message (id, received_at, channel, gateway_id, topic, reason, payload)
            values (gen_random_uuid(), now() - interval '1 day', 'mqtt', 'gw-01', 'cityops/v1/gw-01/readings', 'in_the_future',
              convert_to('{"sensor":"WL-0001","observedAt":"{{_app.Services.Now().AddHours(
                -1
            ):yyyy-MM-ddTHH:mm:ssZ}}","depthMm":1}', 'UTF8'))
            """,
            Ct
        );
        var id = (await ReadAsync("?reason=in_the_future")).GetProperty("items")[0].GetProperty("id").GetString();

        await ReplayAsync(id);

        await UntilAsync(id, "rejected in_the_future: observedAt is further ahead than clocks may differ 1 admin");
        Assert.Equal(0, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task Only_administrators_see_what_was_rejected()
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var answer = await supervisor.ReadAsync("/api/v1/rejected-messages", Ct);
        using var unknown = await _admin.PostJsonAsync($"/api/v1/rejected-messages/{Guid.NewGuid()}/replay", null, Ct);

        Assert.Equal(("forbidden", "rejected_message_not_found"), (answer.Code, unknown.Code));
    }

    private Task<JsonElement> ReadAsync(string rest) =>
        _admin.GetFromJsonAsync<JsonElement>($"/api/v1/rejected-messages{rest}", Ct);

    private async Task ReplayAsync(string? id)
    {
        using var answer = await _admin.PostJsonAsync($"/api/v1/rejected-messages/{id}/replay", null, Ct);
        Assert.Equal(202, answer.Status);
    }

    private Task UntilAsync(string? id, string outcome) =>
        Stored.UntilAsync(
            async () =>
            {
                var replay = (await ReadAsync($"/{id}")).GetProperty("message").GetProperty("replay");
                return replay.GetProperty("replayedAt").ValueKind is JsonValueKind.String
                    && $"{replay.GetProperty("result").GetString()} {replay.GetProperty("detail").GetString()} {replay.GetProperty("times").GetInt32()} {replay.GetProperty("requestedBy").GetString()}"
                        == outcome;
            },
            outcome,
            Ct
        );

    private async Task AddSensorAsync()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into sensor (code, gateway_id, section_code, position, created_at)
            values ('WL-0100', 'gw-01', 'S-01', st_setsrid(st_makepoint(113.352, 22.551), 4326), now())
            """,
            Ct
        );
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        await Stored.UntilAsync(
            async () =>
                (
                    await gateway.PublishAsync(
                        """{"sensor":"WL-0100","observedAt":"2020-01-01T00:00:00Z","depthMm":1}""",
                        Ct
                    )
                ).ReasonString == "too_old",
            "the sensor is known",
            Ct
        );
        await Stored.ExecuteAsync(
            _app.Database,
            "delete from rejected_message where reason = 'too_old' or detail like '%WL-0100%' and payload like '%2020-01-01%'::bytea",
            Ct
        );
    }

    private static string Reading(string sensor, int minute) =>
        $$"""{"sensor":"{{sensor}}","observedAt":"{{new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8)).AddMinutes(minute):yyyy-MM-ddTHH:mm:sszzz}}","depthMm":1}""";
}
