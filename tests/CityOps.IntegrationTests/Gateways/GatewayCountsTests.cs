using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>What operators read of a gateway: counts, its clock; and what is measured of the whole.</summary>
public sealed class GatewayCountsTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(Ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Accepted_repeated_and_rejected_by_reason_are_counted_per_gateway()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        await gateway.PublishAsync($"[{Reading(1)},{Reading(2)},{Reading(3)}]", Ct);
        await gateway.PublishAsync(Reading(3), Ct);
        await gateway.PublishAsync("{", Ct);
        await gateway.PublishAsync(
            """[{"sensor":"WL-9999","observedAt":"2026-06-01T08:00:00+08:00","depthMm":1},{"sensor":"WL-0003","observedAt":"2026-06-01T08:00:00+08:00","depthMm":1}]""",
            Ct
        );
        await gateway.PublishAsync("{", Ct);

        var counts = await UntilAsync("gw-01", item =>
            item.GetProperty("counts").GetProperty("rejected").GetInt64() == 4
        );

        Assert.Equal(
            (3L, 1L),
            (
                counts.GetProperty("counts").GetProperty("accepted").GetInt64(),
                counts.GetProperty("counts").GetProperty("duplicates").GetInt64()
            )
        );
        Assert.Equal(
            "foreign_sensor 1, not_json 2, unknown_sensor 1",
            string.Join(
                ", ",
                counts
                    .GetProperty("counts")
                    .GetProperty("reasons")
                    .EnumerateObject()
                    .Select(reason => $"{reason.Name} {reason.Value.GetInt64()}")
                    .Order()
            )
        );
        Assert.Equal(
            (2, "right"),
            (counts.GetProperty("sensors").GetInt32(), counts.GetProperty("clock").GetProperty("standing").GetString())
        );
        Assert.Equal(
            "unknown",
            (await UntilAsync("gw-02", _ => true)).GetProperty("clock").GetProperty("standing").GetString()
        );
    }

    [Fact]
    public async Task A_clock_that_is_ahead_is_recognised_by_what_is_refused_as_future_of_more_than_one_terminal()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        await gateway.PublishAsync(Reading(-480), Ct); // eight hours: local time sent as if it were UTC
        var one = await UntilAsync("gw-01", item => item.GetProperty("counts").GetProperty("rejected").GetInt64() == 1);
        // a single terminal may have a clock of its own
        Assert.Equal("right", one.GetProperty("clock").GetProperty("standing").GetString());

        await gateway.PublishAsync(Reading(-480, "WL-0002"), Ct);

        var clock = (
            await UntilAsync("gw-01", item => item.GetProperty("clock").GetProperty("standing").GetString() == "ahead")
        ).GetProperty("clock");
        // the reading is of a whole minute
        Assert.InRange(clock.GetProperty("skewSeconds").GetDouble(), -8 * 3600 - 60, -8 * 3600 + 120);
    }

    [Theory]
    [InlineData(1)] // alone, it says nothing of the gateway
    [InlineData(3)]
    public async Task Readings_from_2099_do_not_set_the_skew(int readings)
    {
        const string FarAhead = """{"sensor":"WL-0001","observedAt":"2099-01-01T00:00:00Z","depthMm":1}""";
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        await gateway.PublishAsync(FarAhead, Ct);
        for (var i = 1; i < readings; i++)
        {
            await gateway.PublishAsync($"[{FarAhead},{Reading(0, "WL-0002")}]", Ct);
        }

        var clock = (
            await UntilAsync("gw-01", item => item.GetProperty("counts").GetProperty("rejected").GetInt64() == readings)
        ).GetProperty("clock");
        Assert.Equal("right", clock.GetProperty("standing").GetString());
        if (readings == 1)
        {
            Assert.Equal(JsonValueKind.Null, clock.GetProperty("skewSeconds").ValueKind);
        }
        else
        {
            Assert.InRange(clock.GetProperty("skewSeconds").GetDouble(), -60, 120);
        }
    }

    [Theory]
    [InlineData("8:00", "7:58", "behind")] // the same in three hours: a wrong clock
    [InlineData("11:00", "9:30", "right")] // shrinking: a backlog that is being sent
    public async Task A_clock_that_is_behind_is_told_from_a_backlog(string first, string second, string standing)
    {
        await Stored.ExecuteAsync(
            _app.Database,
            $"""
            insert into gateway_hour (gateway_id, hour, accepted, duplicates, rejected, lags_ms, heard_at)
            select 'gw-01', date_bin('1 hour', now(), '1970-01-01T00:00:00Z') - ago, 5, 0, 0, array[extract(epoch from lag) * 1000], now() - ago
            from (values (interval '2 hours', interval '{first}'), (interval '1 hour', interval '{second}')) h (ago, lag)
            """,
            Ct
        );
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);

        await gateway.PublishAsync($"[{Reading(600)},{Reading(481)}]", Ct);

        var clock = (
            await UntilAsync("gw-01", item =>
                item.GetProperty("clock").GetProperty("skewSeconds") is { ValueKind: JsonValueKind.Number } skew
                && skew.GetDouble() is > 28800 and < 28960
            )
        ).GetProperty("clock");
        Assert.Equal(standing, clock.GetProperty("standing").GetString());
    }

    [Fact]
    public async Task Queue_batches_commits_and_acknowledgements_are_measured()
    {
        var seen = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == "CityOps.Ingest")
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, _, _, _) => Add(instrument));
        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => Add(instrument));
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, _, _) =>
            {
                if (value > 0)
                {
                    Add(instrument);
                }
            }
        );
        listener.Start();
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);

        await gateway.PublishAsync(Reading(1), Ct);
        await gateway.PublishAsync(Reading(1), Ct);
        await gateway.PublishAsync("{", Ct);
        listener.RecordObservableInstruments();

        lock (seen)
        {
            Assert.Equal(
                [
                    "cityops.ingest.acknowledge.duration",
                    "cityops.ingest.batch.size",
                    "cityops.ingest.commit.duration",
                    "cityops.ingest.connections",
                    "cityops.ingest.messages.rejected",
                    "cityops.ingest.queue.depth",
                    "cityops.ingest.readings.accepted",
                    "cityops.ingest.readings.duplicate",
                ],
                seen.Order()
            );
        }

        void Add(Instrument instrument)
        {
            lock (seen)
            {
                seen.Add(instrument.Name);
            }
        }
    }

    private async Task<JsonElement> UntilAsync(string id, Func<JsonElement, bool> holds)
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        JsonElement item = default;
        await Stored.UntilAsync(
            async () =>
            {
                var list = await supervisor.GetFromJsonAsync<JsonElement>("/api/v1/gateways", Ct);
                item = list.GetProperty("items")
                    .EnumerateArray()
                    .Single(gateway => gateway.GetProperty("id").GetString() == id);
                return holds(item);
            },
            $"gateway {id}",
            Ct
        );
        return item;
    }

    private string Reading(int minutesAgo, string sensor = "WL-0001") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"{{sensor}}","observedAt":"{{_app.Services.Now().AddMinutes(-minutesAgo):yyyy-MM-ddTHH:mm:00Z}}","depthMm":1}"""
        );
}
