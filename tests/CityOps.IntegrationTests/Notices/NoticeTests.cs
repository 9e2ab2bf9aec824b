using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Cases.Escalation;
using CityOps.App.Features.Letters;
using CityOps.App.Features.Notices;
using CityOps.IntegrationTests.Events;
using CityOps.IntegrationTests.Ingest;
using CityOps.IntegrationTests.Ponding;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CityOps.IntegrationTests.Notices;

/// <summary>The inbox: who is told of what, until they have read it or it waits for nobody any more.</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(Ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_dispatched_case_waits_with_its_organisation_alone_and_is_heard_of_at_once()
    {
        await using var console = await EventFollower.StartAsync(await _app.LogInAsync("handler", Ct), Ct);
        var id = await DispatchedAsync("请今日清运");

        while ((await console.NextAsync(Ct)).Name != "notice") { }

        var notice = Assert.Single(await InboxAsync("handler"));
        Assert.Equal(
            ("dispatched", id, "pending_handle", "请今日清运", "supervisor", false),
            (
                Text(notice, "kind"),
                notice.GetProperty("case").GetProperty("id").GetGuid(),
                Text(notice.GetProperty("case"), "status"),
                Text(notice, "note"),
                Text(notice, "by"),
                notice.GetProperty("isSettled").GetBoolean()
            )
        );
        foreach (var other in new[] { "officer", "contractor", "dispatcher", "supervisor", "verifier", "admin" })
        {
            Assert.Empty(await InboxAsync(other));
        }
    }

    [Fact]
    public async Task What_is_returned_settles_the_one_notice_and_makes_another_for_those_whose_turn_it_is()
    {
        var id = await DispatchedAsync();

        await StepAsync("handler", id, "return", new { note = "不属本单位" });

        Assert.Empty(await InboxAsync("handler"));
        Assert.True(Assert.Single(await InboxAsync("handler", "")).GetProperty("isSettled").GetBoolean());
        var returned = Assert.Single(await InboxAsync("dispatcher"));
        Assert.Equal(("returned", "不属本单位"), (Text(returned, "kind"), Text(returned, "note")));
        Assert.Single(await InboxAsync("supervisor-west"));
        await ExecuteAsync($"update case_file set town_code = '{TestCity.EastTown}' where id = '{id}'");
        Assert.Empty(await InboxAsync("supervisor-west", "")); // of another town
        await StepAsync("dispatcher", id, "dispatch", new { organisation = "parks" });
        Assert.Empty(await InboxAsync("handler", "")); // the parks' now
    }

    [Fact]
    public async Task Urging_rework_and_lateness_are_told_and_read_by_each_for_themselves()
    {
        var id = await DispatchedAsync();
        await StepAsync("dispatcher", id, "urge", new { });
        await ExecuteAsync($"update case_clock set deadline = now() - interval '1 hour' where case_id = '{id}'");
        await using var city = CityDatabase.At(_app.Database.ConnectionString);
        await new EscalateJob(city, TimeProvider.System, NullLogger<EscalateJob>.Instance).RunAsync(Ct);
        var newest = await InboxAsync("handler");
        Assert.Equal(["overdue", "urged", "dispatched"], newest.Select(notice => Text(notice, "kind")));

        using var handler = await _app.LogInAsync("handler", Ct);
        using var one = await ReadAsync(handler, new { ids = new[] { newest[2].GetProperty("id").GetGuid() } });
        using var rest = await ReadAsync(handler, new { until = newest[1].GetProperty("at").GetString() });
        using var nothing = await ReadAsync(handler, new { });

        Assert.Equal((2, 1), (one["unread"].GetInt32(), rest["unread"].GetInt32()));
        Assert.Equal((422, "field_missing"), (nothing.Status, nothing.Code));
        await StepAsync("handler", id, "handle", new { note = "已清运" });
        Assert.Empty(await InboxAsync("handler"));
        await StepAsync("verifier", id, "rework", new { note = "仍有残留" });
        Assert.Equal(["reworked", "overdue"], (await InboxAsync("handler")).Select(notice => Text(notice, "kind")));
        using var officer = await _app.LogInAsync("officer", Ct);
        using var foreign = await ReadAsync(officer, new { ids = new[] { newest[0].GetProperty("id").GetGuid() } });
        Assert.Equal(2, (await InboxAsync("handler")).Count);
    }

    [Fact]
    public async Task Water_at_the_lamps_is_told_to_all_who_may_act_on_it_until_the_alarm_is_finished()
    {
        await Rain.FallAsync(_app, "WL-0001", DateTimeOffset.UtcNow.AddMinutes(-3), Ct, 150, 310, 320);
        await Stored.UntilAsync(
            async () => await Stored.ScalarAsync<long>(_app.Database, "select count(*) from notice", Ct) == 1,
            "the alarm is told",
            Ct
        );

        var notice = Assert.Single(await InboxAsync("supervisor-west"));
        Assert.Equal(
            ("power_risk", "东明路"),
            (Text(notice, "kind"), Text(notice.GetProperty("alarm"), "sectionName"))
        );
        Assert.Empty(await InboxAsync("officer"));
        await ExecuteAsync("update ponding_alarm set acknowledged_at = now(), finished_at = now()");
        Assert.Empty(await InboxAsync("dispatcher"));
    }

    [Fact]
    public async Task A_decided_appeal_is_told_to_those_who_appealed_until_they_have_read_it()
    {
        var id = await DispatchedAsync();
        await ExecuteAsync($"update case_clock set deadline = now() - interval '1 hour' where case_id = '{id}'");
        await StepAsync("handler", id, "appeal", new { note = "台风停工" });
        await StepAsync("supervisor", id, "grant", new { note = "属实" });
        await StepAsync("handler", id, "handle", new { note = "已清运" });

        var granted = Assert.Single(await InboxAsync("handler"));

        Assert.Equal(("appeal_granted", "属实"), (Text(granted, "kind"), Text(granted, "note")));
        Assert.Empty(await InboxAsync("contractor", "")); // of another organisation
        Assert.Empty(await InboxAsync("supervisor", ""));
    }

    [Fact]
    public async Task A_letter_is_told_to_its_recipient_its_answer_to_its_writer_and_lateness_once_to_both()
    {
        await TellByChannelAsync("letter_received", "letter_answered", "letter_overdue");
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var handler = await _app.LogInAsync("handler", Ct);
        using var issued = await dispatcher.PostJsonAsync(
            "/api/v1/letters",
            new
            {
                kind = "supervision",
                to = "sanitation",
                title = "请尽快清运",
                dueOn = CityTime.Day(DateTimeOffset.UtcNow),
            },
            Ct
        );
        var id = issued["letter.id"].GetGuid();
        await ExecuteAsync("update letter set issued_on = issued_on - 9, due_on = due_on - 1");
        await using var city = CityDatabase.At(_app.Database.ConnectionString);

        await new TellOverdueLettersJob(city, TimeProvider.System).RunAsync(Ct);
        await new TellOverdueLettersJob(city, TimeProvider.System).RunAsync(Ct);

        var told = await InboxAsync("handler");
        Assert.Equal(["letter_overdue", "letter_received"], told.Select(notice => Text(notice, "kind")));
        Assert.Equal(
            (id, "supervision", "请尽快清运", "dispatcher"),
            (
                told[1].GetProperty("letter").GetProperty("id").GetGuid(),
                Text(told[1].GetProperty("letter"), "kind"),
                Text(told[1].GetProperty("letter"), "title"),
                Text(told[1], "by")
            )
        );
        Assert.Equal("letter_overdue", Text(Assert.Single(await InboxAsync("dispatcher")), "kind"));
        Assert.Empty(await InboxAsync("contractor", ""));
        using var answered = await handler.PostJsonAsync($"/api/v1/letters/{id}/answer", new { answer = "已清运" }, Ct);
        Assert.Equal(200, answered.Status);
        Assert.Empty(await InboxAsync("handler"));
        Assert.Equal("letter_answered", Text(Assert.Single(await InboxAsync("dispatcher")), "kind"));
        Assert.Equal( // the robot hears of each once, and not what it is about
            "letter_received supervision, letter_overdue supervision, letter_answered supervision",
            await Stored.ScalarAsync<string>(
                _app.Database,
                """
                select string_agg(kind || ' ' || (facts ->> 'letter'), ', ' order by at) from channel_entry
                where facts ->> 'number' is not null and facts::text not like '%清运%'
                """,
                Ct
            )
        );
    }

    [Fact]
    public async Task Old_notices_are_dropped_with_who_read_them()
    {
        await DispatchedAsync();
        using var handler = await _app.LogInAsync("handler", Ct);
        using var read = await ReadAsync(handler, new { until = DateTimeOffset.UtcNow.AddMinutes(1) });
        await DispatchedAsync();
        await ExecuteAsync(
            "update notice set at = now() - interval '91 days' where id in (select notice_id from notice_read)"
        );
        await using var city = CityDatabase.At(_app.Database.ConnectionString);

        await new ForgetNoticesJob(city, Options.Create(new NoticeOptions()), TimeProvider.System).RunAsync(Ct);

        Assert.Single(await InboxAsync("handler", ""));
    }

    [Fact]
    public async Task The_list_is_read_page_by_page()
    {
        var ids = new[] { await DispatchedAsync(), await DispatchedAsync(), await DispatchedAsync() };
        using var handler = await _app.LogInAsync("handler", Ct);
        var seen = new List<Guid>();
        string? next = null;
        do
        {
            using var page = await handler.ReadAsync(
                $"/api/v1/notices?limit=2{(next is null ? "" : $"&cursor={next}")}",
                Ct
            );
            seen.AddRange(
                page["items"].EnumerateArray().Select(n => n.GetProperty("case").GetProperty("id").GetGuid())
            );
            next = page["next"].GetString();
        } while (next is not null);

        Assert.Equal(ids.Reverse(), seen);
    }

    private async Task<Guid> DispatchedAsync(string? note = null)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var sent = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                observedAt = DateTimeOffset.UtcNow,
                position = new
                {
                    lon = 113.36,
                    lat = 22.56,
                    coordSystem = "wgs84",
                },
            },
            Ct
        );
        var id = sent["case.id"].GetGuid();
        await StepAsync("supervisor", id, "file", new { });
        await StepAsync("supervisor", id, "dispatch", new { note });
        return id;
    }

    /// <summary>A channel with a rule for these kinds, which nobody empties.</summary>
    private Task TellByChannelAsync(params string[] kinds) =>
        ExecuteAsync(
            $$"""
            with made as (
              insert into channel (id, name, kind, address, created_at)
              values (gen_random_uuid(), '值班群', 'wecom', 'https://example.org/', now()) returning id
            )
            insert into channel_rule (id, channel_id, kinds)
            select gen_random_uuid(), id, '{{{string.Join(',', kinds)}}}' from made
            """
        );

    private async Task StepAsync(string login, Guid id, string action, object body)
    {
        using var client = await _app.LogInAsync(login, Ct);
        using var taken = await client.PostJsonAsync($"/api/v1/cases/{id}/{action}", body, Ct);
        Assert.Equal((200, null), (taken.Status, taken.Code));
    }

    /// <summary>The account's list, whose count is the same as what it says by itself.</summary>
    private async Task<List<JsonElement>> InboxAsync(string login, string narrowed = "unread=true")
    {
        using var client = await _app.LogInAsync(login, Ct);
        using var list = await client.ReadAsync($"/api/v1/notices?{narrowed}", Ct);
        using var count = await client.ReadAsync("/api/v1/notices/count", Ct);
        Assert.Equal((200, 200), (list.Status, count.Status));
        var items = list["items"].EnumerateArray().Select(item => item.Clone()).ToList();
        Assert.Equal(
            items.Count(item =>
                item.GetProperty("readAt").ValueKind == JsonValueKind.Null
                && !item.GetProperty("isSettled").GetBoolean()
            ),
            count["unread"].GetInt32()
        );
        return items;
    }

    private static Task<ApiAnswer> ReadAsync(HttpClient client, object what) =>
        client.PostJsonAsync("/api/v1/notices/read", what, Ct);

    private Task ExecuteAsync(string sql) => Stored.ExecuteAsync(_app.Database, sql, Ct);

    private static string? Text(JsonElement of, string member) => of.GetProperty(member).GetString();
}
