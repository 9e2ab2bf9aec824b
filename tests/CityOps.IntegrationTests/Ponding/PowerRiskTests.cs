using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>Water at the lamps, acted through as the people on duty do.</summary>
public sealed class PowerRiskTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Eight = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(_ct);
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into facility (id, code, type, name, position, created_at) values
              (gen_random_uuid(), 'LC-01', 'lamp_circuit', '东明路一回路', st_setsrid(st_makepoint(113.352, 22.5515), 4326), now()),
              (gen_random_uuid(), 'DB-01', 'distribution_box', '东明路配电箱', st_setsrid(st_makepoint(113.353, 22.5515), 4326), now())
            """,
            _ct
        );
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static readonly object On = new
    {
        circuit = "LC-01",
        power = "on",
        note = "绝缘合格",
    };

    private static readonly string[] Circuits = ["LC-01", "DB-01"];

    [Fact]
    public async Task The_alarm_is_acknowledged_power_cut_and_restored_only_after_the_water_has_stayed_off()
    {
        using var supervisor = await _app.LogInAsync("supervisor", _ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", _ct);
        using var named = await supervisor.PutAsJsonAsync(
            "/api/v1/sections/S-01/circuits",
            new { codes = Circuits },
            _ct
        );
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into webhook (id, name, url, secret, types, created_at) values (gen_random_uuid(), '供电', 'https://power.example.cn/', 'k', '{ponding.*}', now())
            """,
            _ct
        );
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 150, 310, 320);

        var alarm = await StandingAsync(dispatcher);
        Assert.Equal(["DB-01", "LC-01"], alarm.GetProperty("circuits").EnumerateArray().Select(c => Text(c, "code")));
        var address = $"/api/v1/ponding/alarms/{Text(alarm, "id")}";

        Assert.Equal("alarm_not_acknowledged", await RefusedAsync(dispatcher, $"{address}/power", On));
        var acknowledged = await DoneAsync(dispatcher, $"{address}/acknowledge", new { note = "已通知电工" });
        Assert.Equal("dispatcher", Text(acknowledged, "acknowledgedBy"));
        await DoneAsync(supervisor, $"{address}/acknowledge", new { });
        Assert.Equal(
            "field_missing",
            await RefusedAsync(dispatcher, $"{address}/power", new { circuit = "LC-01", power = "off" })
        );
        await DoneAsync(
            dispatcher,
            $"{address}/power",
            new
            {
                circuit = "LC-01",
                power = "off",
                note = "电工到场断电",
            }
        );
        Assert.Equal(
            "circuit_unknown",
            await RefusedAsync(dispatcher, $"{address}/power", new { circuit = "LC-99", power = "off" })
        );
        Assert.Equal("power_risk_not_over", await RefusedAsync(dispatcher, $"{address}/power", On));

        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(3), _ct, [.. Enumerable.Repeat(200, 30)]);
        await Stored.UntilAsync(
            async () =>
                (await ReadAsync(dispatcher, address)).GetProperty("mayRestoreAt").ValueKind is JsonValueKind.String,
            "the water is off the lamps",
            _ct
        );
        Assert.Equal("power_risk_not_over", await RefusedAsync(dispatcher, $"{address}/power", On));

        await Rain.FallAsync(_app, "WL-0001", Eight.AddMinutes(33), _ct, [.. Enumerable.Repeat(200, 40)]);
        await Stored.UntilAsync(
            async () => (await ReadAsync(dispatcher, address)).GetProperty("mayRestore").GetBoolean(),
            "power may be restored",
            _ct
        );
        Assert.Equal("circuits_still_off", await RefusedAsync(dispatcher, $"{address}/finish", new { }));
        await DoneAsync(dispatcher, $"{address}/power", On);
        var finished = await DoneAsync(supervisor, $"{address}/finish", new { });

        Assert.Equal(
            [
                "raised  ",
                "acknowledged  dispatcher",
                "power_off LC-01 dispatcher",
                "power_on LC-01 dispatcher",
                "finished  supervisor",
            ],
            finished
                .GetProperty("log")
                .EnumerateArray()
                .Select(step => $"{Text(step, "action")} {Text(step, "circuit")} {Text(step, "account")}")
        );
        Assert.Equal("alarm_finished", await RefusedAsync(supervisor, $"{address}/finish", new { }));
        Assert.Equal(
            [
                "ponding.alarm DB-01,LC-01 ",
                "ponding.alarm_acknowledged  dispatcher",
                "ponding.alarm_power_off LC-01 dispatcher",
                "ponding.alarm_power_on LC-01 dispatcher",
                "ponding.alarm_finished  supervisor",
            ],
            await Stored.ScalarAsync<string[]>(
                _app.Database,
                """
                select array_agg(type || ' ' || coalesce(payload ->> 'circuit', (select string_agg(c ->> 'code', ',') from jsonb_path_query(payload, '$.circuits[*]') c), '')
                  || ' ' || coalesce(payload ->> 'by', '') order by position)
                from webhook_delivery where type like 'ponding.alarm%' and subject = 'S-01'
                """,
                _ct
            )
        );
    }

    [Fact]
    public async Task A_handler_says_nothing_of_the_power_of_anothers_circuit()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            "update facility set organisation_code = 'parks' where code = 'LC-01'",
            _ct
        );
        using var supervisor = await _app.LogInAsync("supervisor", _ct);
        using var named = await supervisor.PutAsJsonAsync(
            "/api/v1/sections/S-01/circuits",
            new { codes = Circuits },
            _ct
        );
        named.EnsureSuccessStatusCode();
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 150, 310, 320);
        using var handler = await _app.LogInAsync("handler", _ct);
        var address = $"/api/v1/ponding/alarms/{Text(await StandingAsync(handler), "id")}/power";
        var off = new
        {
            circuit = "LC-01",
            power = "off",
            note = "已断电",
        };

        Assert.Equal("circuit_of_another_organisation", await RefusedAsync(handler, address, off));
        Assert.Equal(
            "circuit_of_another_organisation",
            await RefusedAsync(handler, address, off with { circuit = "DB-01" })
        );
        await Stored.ExecuteAsync(
            _app.Database,
            "update facility set organisation_code = 'sanitation' where code = 'LC-01'",
            _ct
        );
        await DoneAsync(handler, address, off);
    }

    [Fact]
    public async Task Only_those_on_duty_may_act()
    {
        await Rain.FallAsync(_app, "WL-0001", Eight, _ct, 150, 310, 320);
        using var officer = await _app.LogInAsync("officer", _ct);
        var alarm = await StandingAsync(officer);

        Assert.Equal(
            "forbidden",
            await RefusedAsync(officer, $"/api/v1/ponding/alarms/{Text(alarm, "id")}/acknowledge", new { })
        );
        Assert.Equal(
            "alarm_not_found",
            await RefusedAsync(
                await _app.LogInAsync("handler", _ct),
                $"/api/v1/ponding/alarms/{Guid.NewGuid()}/acknowledge",
                new { }
            )
        );
    }

    private async Task<JsonElement> StandingAsync(HttpClient client)
    {
        JsonElement alarms = default;
        await Stored.UntilAsync(
            async () =>
            {
                alarms = (await ReadAsync(client, "/api/v1/ponding/alarms?standing=true")).GetProperty("items");
                return alarms.GetArrayLength() == 1;
            },
            "an alarm",
            _ct
        );
        return alarms[0];
    }

    private Task<JsonElement> ReadAsync(HttpClient client, string address) =>
        client.GetFromJsonAsync<JsonElement>(address, _ct);

    private async Task<JsonElement> DoneAsync(HttpClient client, string address, object body)
    {
        using var answer = await client.PostAsJsonAsync(address, body, _ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(_ct));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(_ct);
    }

    private async Task<string?> RefusedAsync(HttpClient client, string address, object body)
    {
        using var answer = await client.PostAsJsonAsync(address, body, _ct);
        return Text(await answer.Content.ReadFromJsonAsync<JsonElement>(_ct), "code");
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
