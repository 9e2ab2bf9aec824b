using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>Readings from long ago are history: they are kept and marked, and alert nobody.</summary>
public sealed class BackfillTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct, builder => builder.Configuration["Readings:BackfillAfter"] = "1.00:00:00");
        _admin = await _app.LogInAsync("admin", Ct);
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into webhook (id, name, url, secret, types, created_at)
            values (gen_random_uuid(), '交警', 'https://police.example.cn/', 'k', '{ponding.*}', now())
            """,
            Ct
        );
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Water_of_two_years_ago_is_an_event_of_then_and_nobody_is_told_until_there_is_water_now()
    {
        var now = DateTimeOffset.UtcNow;
        await Rain.FallAsync(_app, "WL-0001", now.AddDays(-730), Ct, 480, 480, 480);
        await Stored.UntilAsync(async () => await CountAsync("ponding_event") == 1, "the event of then", Ct);

        Assert.Equal(3, await CountAsync("reading_flag where flags & 32 = 32"));
        Assert.Equal((0, 0, 0, 0), await ToldAsync());
        Assert.Equal("none", await LevelAsync());

        await Rain.FallAsync(_app, "WL-0001", now.AddMinutes(-2), Ct, 470, 475, 480);
        await Stored.UntilAsync(async () => (await ToldAsync()).Alarms == 1, "the water of now is an alarm", Ct);
        await Stored.UntilAsync(async () => (await ToldAsync()).Cases == 1, "and a case", Ct);
        Assert.Equal(5, (await ToldAsync()).Alerts);
        Assert.Equal("red", await LevelAsync());
        Assert.Equal(3, await CountAsync("reading_flag where flags & 32 = 32"));
    }

    [Fact]
    public async Task A_repeat_that_comes_late_does_not_make_the_reading_late_that_came_in_time()
    {
        var at = DateTimeOffset.UtcNow.AddHours(-20);
        await Rain.FallAsync(_app, "WL-0001", at, Ct, 7);
        using var narrowed = await _admin.PutAsJsonAsync(
            $"/api/v1/gateways/{TestCity.Gateway}",
            new { name = "一号", backfillAfterHours = 1 },
            Ct
        );
        await Stored.UntilAsync(
            async () =>
            {
                await Rain.FallAsync(_app, "WL-0002", at.AddSeconds(Random.Shared.Next(3600)), Ct, 8);
                return await CountAsync("reading_flag where flags = 32") > 0;
            },
            "the narrower limit holds",
            Ct
        );
        await Rain.FallAsync(_app, "WL-0001", at, Ct, 7);

        Assert.Equal(
            0,
            await CountAsync("reading_flag where sensor_id = (select id from sensor where code = 'WL-0001')")
        );
    }

    private async Task<(long Alerts, long Alarms, long Cases, long Messages)> ToldAsync() =>
        (
            await CountAsync("ponding_alert where announced"),
            await CountAsync("ponding_alarm"),
            await CountAsync("case_file"),
            await CountAsync("webhook_delivery")
        );

    private async Task<string> LevelAsync()
    {
        var live = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/ponding", Ct);
        return live.GetProperty("items")[0].GetProperty("level").GetString()!;
    }

    private Task<long> CountAsync(string rows) =>
        Stored.ScalarAsync<long>(_app.Database, $"select count(*) from {rows}", Ct);
}
