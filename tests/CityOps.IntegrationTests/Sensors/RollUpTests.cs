using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Sensors;
using CityOps.IntegrationTests.Ingest;
using CityOps.IntegrationTests.Ponding;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Sensors;

/// <summary>Hours and days are what counting the readings anew gives, whatever comes when and whoever dies.</summary>
public sealed class RollUpTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static readonly DateTimeOffset March = new(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(8));
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;

    [Theory]
    [InlineData(20260601)]
    [InlineData(20260602)]
    [InlineData(20260603)]
    public async Task Late_repeated_and_shuffled_batches_over_months_sum_up_to_what_counting_anew_gives(int seed)
    {
        var random = new Random(seed);
        var sent = new List<(string Sensor, DateTimeOffset At, int DepthMm)>();
        for (var round = 0; round < 25; round++)
        {
            await Task.WhenAll(
                SendAsync(random, sent, seed),
                SendAsync(random, sent, seed),
                RollUpAsync(random.Next(1, 5))
            );
            await AssertEqualAsync(
                "reading_hours(array(select id from sensor), '2026-01-01', '2027-01-01')",
                CountedHours
            );
            await AssertEqualAsync(
                "reading_days(array(select id from sensor), '2026-01-01', '2027-01-01')",
                CountedDays
            );
        }

        await Task.WhenAll(RollUpAsync(7), RollUpAsync(3));

        Assert.Equal(0, await Stored.ScalarAsync<long>(App.Database, "select count(*) from reading_dirty", Ct));
        await AssertEqualAsync("reading_hour", CountedHours);
        await AssertEqualAsync("reading_day", CountedDays);
    }

    [Fact]
    public async Task After_kill_9_under_load_every_stored_reading_is_summed_up()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using var city = CityDatabase.At(database.ConnectionString);
        await using (var db = city.NewContext())
        {
            await TestCity.CreateAsync(db, Ct);
        }

        await using var app = await CityOpsProcess.StartAsync(new(database.ConnectionString), Ct);
        var gateway = new PublishingGateway(app.MqttPort, connection: 0, count: 20_000);
        var killed = new TaskCompletionSource();
        await gateway.RunAsync(
            () =>
            {
                if (gateway.Acknowledged.Count == 5000)
                {
                    _ = app.KillAsync().ContinueWith(_ => killed.SetResult(), TaskScheduler.Default);
                }
            },
            Ct
        );
        await killed.Task.WaitAsync(Ct);

        await new RollUpReadingsJob(database.DataSource).RunAsync(Ct);

        Assert.InRange(gateway.Acknowledged.Count, 5000, 19_999);
        Assert.Equal(
            await Stored.ReadingsAsync(database, Ct),
            await Stored.ScalarAsync<long>(database, "select sum(readings) from reading_hour", Ct)
        );
    }

    [Fact]
    public async Task Hours_and_days_are_read_page_by_page_and_a_late_reading_is_in_at_once()
    {
        var february = March.AddMonths(-1); // the other tests of this database begin in March
        await Rain.SendAsync(
            App,
            "WL-0003",
            [
                .. Enumerable.Range(0, 72).Select(h => (february.AddHours(h).AddMinutes(10), h)),
                (february.AddMinutes(50), 4),
            ],
            Ct
        );
        await RollUpAsync(100);
        await Rain.SendAsync(App, "WL-0003", [(february.AddHours(30).AddMinutes(5), 500)], Ct);
        using var supervisor = await App.LogInAsync("supervisor", Ct);

        var hours = await PagesAsync(supervisor, "hour", february.AddMinutes(20), february.AddDays(3));
        var days = await PagesAsync(supervisor, "day", february, february.AddDays(3));

        Assert.Equal(
            [4, .. Enumerable.Range(1, 71).Select(h => h == 30 ? 500 : h)],
            hours.Select(hour => hour.GetProperty("depthMm").GetInt32())
        );
        Assert.Equal("2026-02-01T00:00:00+08:00", hours[0].GetProperty("observedAt").GetString());
        Assert.Equal(
            (2, 2.0, "2026-02-01T00:50:00+08:00"),
            (
                hours[0].GetProperty("readings").GetInt32(),
                hours[0].GetProperty("meanMm").GetDouble(),
                hours[0].GetProperty("maxAt").GetString()
            )
        );
        Assert.Equal(
            [
                ("2026-02-01T00:00:00+08:00", 25, 23),
                ("2026-02-02T00:00:00+08:00", 25, 500),
                ("2026-02-03T00:00:00+08:00", 24, 71),
            ],
            days.Select(day =>
                (
                    day.GetProperty("observedAt").GetString()!,
                    day.GetProperty("readings").GetInt32(),
                    day.GetProperty("maxMm").GetInt32()
                )
            )
        );
    }

    [Fact]
    public async Task A_resolution_that_there_is_not_is_refused()
    {
        using var supervisor = await App.LogInAsync("supervisor", Ct);

        using var answer = await supervisor.ReadAsync("/api/v1/sensors/WL-0001/readings?resolution=week", Ct);

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
    }

    /// <summary>Hours and days as the readings themselves say.</summary>
    private const string CountedHours = """
        (select sensor_id, date_bin('1 hour', observed_at, '1970-01-01T00:00:00Z'), count(*)::integer, min(depth_mm), max(depth_mm),
          (array_agg(observed_at order by depth_mm desc, observed_at))[1], sum(depth_mm)::bigint, min(observed_at), max(observed_at),
          min(battery_mv), min(rssi_dbm) from reading group by 1, 2) counted
        """;

    private const string CountedDays = """
        (select sensor_id, city_day(observed_at), count(*)::integer, min(depth_mm), max(depth_mm),
          (array_agg(observed_at order by depth_mm desc, observed_at))[1], sum(depth_mm)::bigint, min(observed_at), max(observed_at),
          min(battery_mv), min(rssi_dbm) from reading group by 1, 2) counted
        """;

    /// <summary>A batch of new readings at any time of four months, some of which came before and some twice in the
    /// batch.</summary>
    private async Task SendAsync(Random random, List<(string Sensor, DateTimeOffset At, int DepthMm)> sent, int seed)
    {
        string sensor;
        List<(DateTimeOffset, int)> batch;
        lock (sent)
        {
            sensor = TestCity.Sensors[random.Next(3)];
            // Each seed has seconds of its own, so that what another run of this class stored is no conflict.
            var fresh = Enumerable
                .Range(0, random.Next(1, 150))
                .Select(_ =>
                    (sensor, March.AddMinutes(random.Next(4 * 30 * 24 * 60)).AddSeconds(seed % 60), random.Next(0, 600))
                )
                .DistinctBy(r => r.Item2)
                .ToList();
            var known = sent.Where(reading => reading.Sensor == sensor)
                .ToDictionary(reading => reading.At, reading => reading.DepthMm);
            var coming = fresh
                .Where(reading => !known.ContainsKey(reading.Item2))
                .Concat(sent.Where(reading => reading.Sensor == sensor && random.Next(20) == 0))
                .ToList();
            coming.AddRange(coming.Where(_ => random.Next(10) == 0).ToList());
            batch = [.. coming.OrderBy(_ => random.Next()).Select(reading => (reading.Item2, reading.Item3))];
            sent.AddRange(fresh.Where(reading => !known.ContainsKey(reading.Item2)));
        }

        await Rain.SendAsync(App, sensor, batch, Ct);
    }

    private Task<int> RollUpAsync(int marksAtOnce) =>
        new RollUpReadingsJob(App.Database.DataSource).RunAsync(marksAtOnce, Ct);

    private async Task AssertEqualAsync(string rolledUp, string counted) =>
        Assert.Equal(
            0,
            await Stored.ScalarAsync<long>(
                App.Database,
                $"""
                select (select count(*) from (select * from {rolledUp} except all select * from {counted}) more)
                  + (select count(*) from (select * from {counted} except all select * from {rolledUp}) fewer)
                """,
                Ct
            )
        );

    private static async Task<List<JsonElement>> PagesAsync(
        HttpClient client,
        string resolution,
        DateTimeOffset from,
        DateTimeOffset to
    )
    {
        var items = new List<JsonElement>();
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/sensors/WL-0003/readings?resolution={resolution}&from={Uri.EscapeDataString($"{from:O}")}&to={Uri.EscapeDataString($"{to:O}")}&limit=20"
        );
        for (var cursor = ""; ; )
        {
            var page = await client.GetFromJsonAsync<JsonElement>(address + cursor, Ct);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (page.GetProperty("next").GetString() is not { } next)
            {
                return items;
            }

            cursor = $"&cursor={next}";
        }
    }
}
