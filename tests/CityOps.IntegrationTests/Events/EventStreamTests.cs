using System.Text.Json;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Events;

public sealed class EventStreamTests : IAsyncLifetime
{
    private const string Heard =
        "insert into sensor_state (sensor_id, observed_at, depth_mm, heard_at) select id, now(), 420, now() from sensor";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(_ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_new_case_is_told_with_all_that_a_notice_needs()
    {
        await using var follower = await FollowAsync("supervisor");
        await using var db = _app.NewContext();

        var opened = await NewCase.OpenAsync(db, _ct, 113.35, 22.55);

        var (name, data) = await follower.NextAsync(_ct);
        Assert.Equal("case", name);
        Assert.Equal(
            (opened.Id, opened.Number, "report", "pending_register", "register", "暴露垃圾", "西镇", 113.35, 22.55),
            (
                data.GetProperty("id").GetGuid(),
                Text(data, "number"),
                Text(data, "action"),
                Text(data, "status"),
                Text(data, "stage"),
                Text(data, "categoryName"),
                Text(data, "townName"),
                data.GetProperty("lon").GetDouble(),
                data.GetProperty("lat").GetDouble()
            )
        );
    }

    [Fact]
    public async Task Each_step_of_a_case_is_told_in_order()
    {
        await using var follower = await FollowAsync("supervisor");
        await using var db = _app.NewContext();

        var opened = await NewCase.OpenAsync(db, _ct, outcome: "transferred");
        await NewCase.StepAsync(db, opened, "suspend", _ct);

        var actions = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            actions.Add(Text((await follower.NextAsync(_ct)).Data, "action"));
        }

        Assert.Equal(["report", "transfer", "suspend"], actions);
    }

    [Fact]
    public async Task What_was_rolled_back_is_not_told()
    {
        await using var follower = await FollowAsync("supervisor");
        await using var db = _app.NewContext();
        var opened = await NewCase.OpenAsync(db, _ct);
        await using (await db.Database.BeginTransactionAsync(_ct))
        {
            await NewCase.StepAsync(db, opened, "file", _ct); // and the transaction is left without a commit
        }

        await using var other = _app.NewContext();
        var second = await NewCase.OpenAsync(other, _ct);

        Assert.Equal(opened.Number, Text((await follower.NextAsync(_ct)).Data, "number"));
        Assert.Equal(second.Number, Text((await follower.NextAsync(_ct)).Data, "number"));
    }

    [Fact]
    public async Task Followers_are_told_of_what_is_theirs_only()
    {
        await ExecuteAsync(Heard);
        await using var contractor = await FollowAsync("contractor");
        await using var parks = await FollowAsync("officer-parks");
        await using var db = _app.NewContext();

        await NewCase.OpenAsync(db, _ct); // sanitation's own
        var reportedByParks = await NewCase.OpenAsync(db, _ct, organisation: "parks");
        await ExecuteAsync("select pg_notify('cityops_events', '{\"kind\":\"sensors\",\"codes\":[\"WL-0001\"]}')");

        Assert.Equal(reportedByParks.Number, Text((await parks.NextAsync(_ct)).Data, "number"));
        Assert.Equal("sensors", (await contractor.NextAsync(_ct)).Name);
    }

    [Fact]
    public async Task Sensors_are_told_with_their_level_and_words_that_are_none_are_passed_over()
    {
        await ExecuteAsync(Heard);
        await using var follower = await FollowAsync("officer");

        await ExecuteAsync("select pg_notify('cityops_events', 'no json')");
        await ExecuteAsync(
            "select pg_notify('cityops_events', '{\"kind\":\"sensors\",\"codes\":[\"WL-0001\",\"WL-9999\"]}')"
        );

        var (name, data) = await follower.NextAsync(_ct);
        var sensor = Assert.Single(data.GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("sensors", "WL-0001", 420, "red"),
            (name, Text(sensor, "code"), sensor.GetProperty("depthMm").GetInt32(), Text(sensor, "level"))
        );
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_and_followers_read_everything_anew()
    {
        await using var follower = await FollowAsync("supervisor");

        await ExecuteAsync(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and query ilike 'listen cityops_events' and pid <> pg_backend_pid()
            """
        );

        Assert.Equal("reload", (await follower.NextAsync(_ct)).Name);
        await using var db = _app.NewContext();
        await NewCase.OpenAsync(db, _ct);
        Assert.Equal("case", (await follower.NextAsync(_ct)).Name);
    }

    private async Task<EventFollower> FollowAsync(string login) =>
        await EventFollower.StartAsync(await _app.LogInAsync(login, _ct), _ct);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _app.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(_ct);
    }

    private static string? Text(JsonElement data, string name) => data.GetProperty(name).GetString();
}
