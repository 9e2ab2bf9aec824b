using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Routines;

/// <summary>Routine checks from the rule to what is due, done, late, skipped and missed.</summary>
public sealed class RoutineTests : IAsyncLifetime
{
    private static readonly DateOnly Monday = RoutineWorld.Monday;
    private readonly RoutineWorld _world = new();
    private HttpClient _admin = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _world.InitializeAsync();
        _admin = await _world.App.LogInAsync("admin", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _world.DisposeAsync();
    }

    private Task<ApiAnswer> PutAsync(Dictionary<string, object?> routine, string code = RoutineWorld.Routine) =>
        _admin.PutJsonAsync($"/api/v1/routines/{code}", routine, Ct);

    private async Task<ApiAnswer> CheckAsync(
        Dictionary<string, object?> check,
        string login = "officer",
        Guid? id = null
    )
    {
        using var client = await _world.App.LogInAsync(login, Ct);
        return await client.PutJsonAsync($"/api/v1/checks/{id ?? Guid.NewGuid()}", check, Ct);
    }

    // Log-ins end by the clock that was moved.
    private async Task GoToAsync(DateOnly day)
    {
        await _world.GoToAsync(day);
        _admin.Dispose();
        _admin = await _world.App.LogInAsync("admin", Ct);
    }

    private static string Day(int days) => $"{Monday.AddDays(days):yyyy-MM-dd}";

    [Fact]
    public async Task A_weekly_round_is_due_done_late_and_missed_by_the_days_of_the_city()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        using var again = await PutAsync(RoutineWorld.Weekly());
        using var onTime = await CheckAsync(RoutineWorld.Check(_world.Clock.GetUtcNow()));
        await GoToAsync(Monday.AddDays(10)); // Thursday of the second week: late
        using var late = await CheckAsync(RoutineWorld.Check(_world.Clock.GetUtcNow()));
        await GoToAsync(Monday.AddDays(20)); // the third week is over
        using var read = await _admin.ReadAsync($"/api/v1/routines/{RoutineWorld.Routine}", Ct);

        Assert.Equal((201, 200, 201, 201), (made.Status, again.Status, onTime.Status, late.Status));
        Assert.Equal(
            ("round", 2, Day(0), Day(21), 1),
            (
                read["form"].GetString(),
                read["facilityCount"].GetInt32(),
                read["from"].GetString(),
                read["nextOn"].GetString(),
                read["versions"].GetArrayLength()
            )
        );
        var states = await _world.StatesAsync();
        Assert.Equal([(Day(0), "done"), (Day(7), "late"), (Day(14), "missed"), (Day(21), "planned")], states.Take(4));
        Assert.All((await _world.StatesAsync("J-2")).Take(3), check => Assert.Equal("missed", check.State));
        var week = (Monday, Monday.AddDays(20));
        Assert.Equal(
            (6m, 2m, 1m, 1m, 4m, 0m),
            (
                await _world.FigureAsync("checks_due", week.Item1, week.Item2),
                await _world.FigureAsync("checks_done", week.Item1, week.Item2),
                await _world.FigureAsync("checks_on_time", week.Item1, week.Item2),
                await _world.FigureAsync("checks_late", week.Item1, week.Item2),
                await _world.FigureAsync("checks_missed", week.Item1, week.Item2),
                await _world.FigureAsync("check_problems", week.Item1, week.Item2)
            )
        );
        Assert.Equal(16.67m, Math.Round(await _world.FigureAsync("check_on_time_rate", week.Item1, week.Item2), 2));
        Assert.Equal(3, await _world.FigureAsync("checks_missed", week.Item1, week.Item2, "&org=parks"));
    }

    [Fact]
    public async Task Figures_are_cut_by_organisation_town_and_type_and_open_their_records()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        using var done = await CheckAsync(RoutineWorld.Check(_world.Clock.GetUtcNow()));
        await GoToAsync(Monday.AddDays(6));
        using var supervisor = await _world.App.LogInAsync("supervisor", Ct);
        var period = $"from={Day(0)}&to={Day(6)}";
        async Task<List<(string?, decimal)>> ByAsync(string metric, string dimension)
        {
            using var figure = await supervisor.ReadAsync(
                $"/api/v1/statistics?{period}&metric={metric}&by={dimension}",
                Ct
            );
            return
            [
                .. figure["rows"]
                    .EnumerateArray()
                    .Select(r => (r.GetProperty("key").GetString(), r.GetProperty("value").GetDecimal()))
                    .OrderBy(r => r.Item1, StringComparer.Ordinal),
            ];
        }

        using var evidence = await supervisor.ReadAsync($"/api/v1/statistics/checks_missed/evidence?{period}", Ct);
        using var record = await supervisor.ReadAsync(evidence["items"][0].GetProperty("url").GetString()!, Ct);

        Assert.Equal([("parks", 1m), ("sanitation", 1m)], await ByAsync("checks_due", "org"));
        Assert.Equal([(TestCity.EastTown, 1m)], await ByAsync("checks_missed", "town"));
        Assert.Equal([("fitness", 2m)], await ByAsync("checks_due", "facility_type"));
        Assert.Equal(1, evidence["items"].GetArrayLength());
        Assert.Equal(("missed", "J-2"), (record["check.state"].GetString(), record["check.facility"].GetString()));
    }

    [Fact]
    public async Task Of_two_phones_the_first_check_counts_and_the_second_is_kept_beside_it()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await GoToAsync(Monday.AddDays(1));
        using var arrivesFirst = await CheckAsync(RoutineWorld.Check(_world.At(Monday, 15), "fault"), id: second);
        using var arrivesLater = await CheckAsync(RoutineWorld.Check(_world.At(Monday, 10), "fault"), "handler", first);
        var due = await _world.FirstAsync(_admin);
        using var read = await _admin.ReadAsync($"/api/v1/routines/checks/{due.GetProperty("id").GetString()}", Ct);
        using var cases = await _admin.ReadAsync("/api/v1/cases", Ct);
        using var withdrawn = await _admin.PostJsonAsync(
            $"/api/v1/reports/{first}/withdrawal",
            new { id = Guid.NewGuid(), reason = "误报" },
            Ct
        );
        using var after = await _admin.ReadAsync($"/api/v1/routines/checks/{due.GetProperty("id").GetString()}", Ct);

        Assert.Equal((201, 201), (arrivesFirst.Status, arrivesLater.Status));
        Assert.Equal(first, read["check.report"].GetGuid());
        Assert.Equal(
            [(first, true), (second, false)],
            read["made"]
                .EnumerateArray()
                .Select(m => (m.GetProperty("report").GetGuid(), m.GetProperty("counts").GetBoolean()))
        );
        Assert.True(read["check.hasProblem"].GetBoolean());
        Assert.Equal(1, cases["items"].GetArrayLength()); // one fault, one case
        Assert.Equal(
            (RoutineWorld.Broken, "sanitation"),
            (
                cases["items"][0].GetProperty("category").GetString(),
                cases["items"][0].GetProperty("organisation").GetString()
            )
        );
        Assert.Equal((200, second), (withdrawn.Status, after["check.report"].GetGuid()));
    }

    [Fact]
    public async Task A_check_counts_by_the_clock_of_its_phone_however_late_it_comes_and_however_wrong_the_clock_is()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        await GoToAsync(Monday.AddDays(12));
        Assert.Equal((Day(0), "missed"), (await _world.StatesAsync())[0]);

        // Made on Tuesday by a clock that is a year behind; the phone sends it eleven days later.
        var check = RoutineWorld.Check(_world.At(Monday.AddDays(1)).AddYears(-1));
        check["sentAt"] = _world.Clock.GetUtcNow().AddYears(-1);
        using var late = await CheckAsync(check);

        Assert.Equal(201, late.Status);
        Assert.Contains("time_skew", late["flags"].EnumerateArray().Select(f => f.GetString()));
        Assert.Equal((Day(0), "done"), (await _world.StatesAsync())[0]);
    }

    [Theory]
    [InlineData(22.2, 3, "done")] // its clock says one in the night
    [InlineData(26.2, -3, "late")] // its clock says eleven in the evening
    public async Task A_check_around_midnight_counts_on_the_day_of_the_city_and_not_of_the_phone(
        double hour,
        int hoursAhead,
        string state
    )
    {
        var daily = RoutineWorld.Weekly();
        (daily["windowDays"], daily["graceDays"]) = (1, 5); // on time on Monday alone
        using var made = await PutAsync(daily);
        _world.Clock.SetUtcNow(_world.At(Monday, hour + 0.5));
        var check = RoutineWorld.Check(_world.At(Monday, hour + hoursAhead));
        check["sentAt"] = _world.Clock.GetUtcNow().AddHours(hoursAhead);
        using var sent = await CheckAsync(check);

        Assert.Equal(201, sent.Status);
        Assert.Contains("time_skew", sent["flags"].EnumerateArray().Select(f => f.GetString()));
        Assert.Equal((Day(0), state), (await _world.StatesAsync())[0]);
    }

    [Fact]
    public async Task A_check_from_far_away_counts_and_is_flagged()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        using var far = await CheckAsync(RoutineWorld.Check(_world.Clock.GetUtcNow(), lon: 113.32));

        Assert.Equal(["far_from_facility"], far["flags"].EnumerateArray().Select(f => f.GetString()));
        Assert.Equal(1027, far["flagReasons"].GetProperty("far_from_facility").GetProperty("metres").GetDouble(), 5.0);
        Assert.Equal((Day(0), "done"), (await _world.StatesAsync())[0]);
    }

    [Fact]
    public async Task What_was_missed_stays_missed_when_the_rule_changes_and_what_is_due_stays_due()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        await GoToAsync(Monday.AddDays(8)); // the first week was missed, the second is due
        using var tooEarly = await PutAsync(
            new(RoutineWorld.Weekly("FREQ=MONTHLY;BYMONTHDAY=1")) { ["from"] = Day(8) }
        );
        using var changed = await PutAsync(RoutineWorld.Weekly("FREQ=MONTHLY;BYMONTHDAY=1"));
        await GoToAsync(Monday.AddDays(14));

        Assert.Equal((422, "routine_change_too_early"), (tooEarly.Status, tooEarly.Code));
        Assert.Equal(200, changed.Status);
        Assert.Equal([(Day(0), "missed"), (Day(7), "missed"), ("2026-07-01", "planned")], await _world.StatesAsync());
        using var read = await _admin.ReadAsync($"/api/v1/routines/{RoutineWorld.Routine}", Ct);
        Assert.Equal((Day(9), 2), (read["from"].GetString(), read["versions"].GetArrayLength()));
    }

    [Fact]
    public async Task A_check_is_skipped_with_a_reason_while_it_is_open_and_not_after()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        using var handler = await _world.App.LogInAsync("handler", Ct);
        var id = (await _world.FirstAsync(handler)).GetProperty("id").GetString();
        using var theirs = await _admin.ReadAsync("/api/v1/routines/checks?organisation=parks", Ct);
        var skip = new { reason = "公园封闭施工" };
        using var nothing = await handler.PostJsonAsync($"/api/v1/routines/checks/{id}/skip", new { }, Ct);
        using var skipped = await handler.PostJsonAsync($"/api/v1/routines/checks/{id}/skip", skip, Ct);
        using var again = await handler.PostJsonAsync($"/api/v1/routines/checks/{id}/skip", skip, Ct);
        using var outside = await handler.PostJsonAsync(
            $"/api/v1/routines/checks/{theirs["items"][0].GetProperty("id").GetString()}/skip",
            skip,
            Ct
        );
        await GoToAsync(Monday.AddDays(6));
        using var handlerLater = await _world.App.LogInAsync("handler", Ct);
        using var late = await handlerLater.PostJsonAsync(
            $"/api/v1/routines/checks/{(await _world.FirstAsync(_admin, "J-2")).GetProperty("id").GetString()}/skip",
            skip,
            Ct
        );
        using var admin = await _admin.PostJsonAsync(
            $"/api/v1/routines/checks/{(await _world.FirstAsync(_admin, "J-2")).GetProperty("id").GetString()}/skip",
            skip,
            Ct
        );

        Assert.Equal("field_missing", nothing.Code);
        Assert.Equal((200, 200), (skipped.Status, again.Status));
        Assert.Equal("skipped", skipped["check.state"].GetString());
        Assert.Equal("outside_your_area", outside.Code);
        Assert.Equal("outside_your_area", late.Code);
        Assert.Equal((409, "check_not_open"), (admin.Status, admin.Code));
        Assert.Equal(
            (1m, 1m),
            (
                await _world.FigureAsync("checks_skipped", Monday, Monday.AddDays(6)),
                await _world.FigureAsync("checks_due", Monday, Monday.AddDays(6))
            )
        );
    }

    [Fact]
    public async Task A_missed_check_is_told_to_its_organisation_to_the_desk_and_to_webhooks_once()
    {
        var all = await SubscribeAsync(new { });
        var parks = await SubscribeAsync(new { organisation = "parks" });
        var west = await SubscribeAsync(new { town = TestCity.WestTown });
        var neither = await SubscribeAsync(new { organisation = "parks", town = TestCity.WestTown });
        using var made = await PutAsync(new(RoutineWorld.Weekly()) { ["escalation"] = "notice" });
        using var before = await _admin.ReadAsync("/api/v1/routines/escalated", Ct);
        await GoToAsync(Monday.AddDays(5));
        await _world.RunJobAsync();
        using var ended = await _admin.SendAsync(
            HttpMethod.Delete,
            $"/api/v1/routines/{RoutineWorld.Routine}",
            null,
            Ct
        );

        Assert.Equal(0, before["missed"].GetInt32());
        Assert.Equal((1, 2), (await ToldAsync("handler"), await ToldAsync("supervisor"))); // the sanitation's is J-1
        Assert.Equal(["parks 1 J-2", "sanitation 1 J-1"], await PostedAsync(all));
        Assert.Equal(["parks 1 J-2"], await PostedAsync(parks));
        Assert.Equal(["sanitation 1 J-1"], await PostedAsync(west));
        Assert.Empty(await PostedAsync(neither));

        // A phone that was offline made one of them in time.
        using var late = await CheckAsync(RoutineWorld.Check(_world.At(Monday)));
        Assert.Equal((201, 0, 1), (late.Status, await ToldAsync("handler"), await ToldAsync("supervisor")));
        await GoToAsync(Monday.AddDays(13));
        Assert.Equal(0, await ToldAsync("supervisor"));
        Assert.Equal([(Day(0), "missed")], await _world.StatesAsync("J-2"));
    }

    /// <returns>The webhook's id.</returns>
    private async Task<Guid> SubscribeAsync(object scope)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(scope)!.AsObject();
        body["name"] = "指挥平台";
        body["url"] = "https://city.invalid/";
        body["types"] = new System.Text.Json.Nodes.JsonArray("check.escalated");
        using var made = await _admin.PostJsonAsync("/api/v1/webhooks", body, Ct);
        Assert.True(made.Status == 201, made.Body.ToString());
        return made["id"].GetGuid();
    }

    /// <summary>As the menu counts it, which is as many as the list has.</summary>
    private async Task<int> ToldAsync(string login)
    {
        using var client = await _world.App.LogInAsync(login, Ct);
        using var told = await client.ReadAsync("/api/v1/routines/escalated", Ct);
        using var listed = await client.ReadAsync("/api/v1/routines/checks?state=escalated", Ct);
        Assert.Equal(told["missed"].GetInt32(), listed["items"].GetArrayLength());
        return told["missed"].GetInt32();
    }

    /// <summary>Each message for a webhook: the organisation, how many were missed, and the first one.</summary>
    private async Task<List<string>> PostedAsync(Guid webhook)
    {
        await using var db = _world.App.NewContext();
        return await db
            .Database.SqlQuery<string>(
                $"""
                select concat_ws(' ', payload ->> 'organisation', payload ->> 'missed',
                  payload -> 'checks' -> 0 ->> 'facility') as "Value"
                from webhook_delivery where webhook_id = {webhook} and type = 'check.escalated' order by 1
                """
            )
            .ToListAsync(Ct);
    }

    [Fact]
    public async Task A_missed_check_opens_a_case_at_its_facility_once()
    {
        var webhook = await SubscribeAsync(new { organisation = "parks" });
        var routine = RoutineWorld.Weekly();
        (routine["escalation"], routine["escalationCategory"]) = ("case", RoutineWorld.Broken);
        using var made = await PutAsync(routine);
        await GoToAsync(Monday.AddDays(5));
        await _world.RunJobAsync();
        using var cases = await _admin.ReadAsync("/api/v1/cases", Ct);
        var missed = await _world.FirstAsync(_admin, "J-2", "missed");
        using var opened = await _admin.ReadAsync($"/api/v1/cases/{missed.GetProperty("case").GetString()}", Ct);

        Assert.Equal(2, cases["items"].GetArrayLength());
        Assert.Equal(200, opened.Status);
        Assert.Contains("健身点 J-2", opened["description"].GetString());
        Assert.Equal(["parks 1 J-2"], await PostedAsync(webhook));
        Assert.NotNull(missed.GetProperty("escalatedAt").GetString());
    }

    [Fact]
    public async Task Missed_checks_are_told_to_those_who_should_have_come_and_to_supervisors_all_in_one_notice()
    {
        var routine = RoutineWorld.Weekly();
        routine["escalation"] = "notice";
        using var made = await PutAsync(routine);

        await GoToAsync(Monday.AddDays(5));
        await _world.RunJobAsync();

        Assert.Equal([1], await MissedAsync("officer")); // the sanitation's J-1
        Assert.Equal([1], await MissedAsync("officer-parks")); // the parks' J-2
        Assert.Equal([1, 1], await MissedAsync("supervisor")); // of either town
        Assert.Empty(await MissedAsync("admin"));

        async Task<IEnumerable<int>> MissedAsync(string login)
        {
            using var client = await _world.App.LogInAsync(login, Ct);
            using var inbox = await client.ReadAsync("/api/v1/notices?unread=true", Ct);
            return inbox["items"]
                .EnumerateArray()
                .Select(notice => notice.GetProperty("checks").GetProperty("missed").GetInt32())
                .ToList();
        }
    }

    [Fact]
    public async Task A_place_and_working_days_make_a_routine_too()
    {
        using var holiday = await _admin.PutJsonAsync($"/api/v1/calendar/{Day(1)}", new { isWorking = false }, Ct);
        var routine = RoutineWorld.Weekly();
        routine.Remove("facilities");
        routine.Remove("rule");
        routine["place"] = new
        {
            name = "东明路工地",
            position = new
            {
                lon = 113.31,
                lat = 22.55,
                coordSystem = "wgs84",
            },
        };
        (routine["everyWorkingDays"], routine["organisation"], routine["windowDays"]) = (2, "sanitation", 1);
        using var made = await PutAsync(routine, "site");
        using var done = await CheckAsync(
            RoutineWorld.Check(_world.Clock.GetUtcNow(), facility: null, routine: "site")
        );
        using var listed = await _admin.ReadAsync("/api/v1/routines/checks?routine=site&state=all", Ct);

        Assert.Equal((201, 201), (made.Status, done.Status));
        // Monday; Tuesday is a holiday; Wednesday is passed over; Thursday; the weekend is passed over.
        Assert.Equal(
            [(Day(0), "done"), (Day(3), "planned"), (Day(7), "planned"), (Day(9), "planned")],
            listed["items"]
                .EnumerateArray()
                .Take(4)
                .Select(c => (c.GetProperty("opensOn").GetString()!, c.GetProperty("state").GetString()!))
        );
        Assert.Equal("东明路工地", listed["items"][0].GetProperty("facilityName").GetString());
    }

    [Fact]
    public async Task A_document_is_written_from_anywhere_and_counts_for_its_town()
    {
        var log = RoutineWorld.Weekly("FREQ=MONTHLY;BYMONTHDAY=1");
        log.Remove("facilities");
        log["organisation"] = "sanitation";
        using var nowhere = await PutAsync(new(log) { ["document"] = new { name = "监理日志" } }, "log");
        using var unknown = await PutAsync(new(log) { ["document"] = new { name = "监理日志", town = "1" } }, "log");
        log["document"] = new { name = "监理日志", town = TestCity.WestTown };
        using var both = await PutAsync(new(log) { ["facilities"] = new { type = "fitness" } }, "log");
        using var made = await PutAsync(log, "log");
        using var again = await PutAsync(log, "log");
        using var handler = await _world.App.LogInAsync("handler", Ct);
        using var tasks = await handler.ReadAsync("/api/v1/field/tasks", Ct);
        using var done = await CheckAsync(
            RoutineWorld.Check(_world.Clock.GetUtcNow(), "fault", facility: null, lon: 113.45, routine: "log"),
            "handler"
        );
        using var listed = await _admin.ReadAsync("/api/v1/routines/checks?routine=log&state=all", Ct);

        Assert.Equal(
            ["field_missing", "town_unknown", "field_missing"],
            new[] { nowhere, unknown, both }.Select(refused => refused.Code)
        );
        Assert.Equal((201, 200, 201), (made.Status, again.Status, done.Status));
        Assert.Equal(
            ("监理日志", TestCity.WestTown, 1, 1),
            (
                made["document.name"].GetString(),
                made["document.town"].GetString(),
                again["versions"].GetArrayLength(),
                made["facilityCount"].GetInt32()
            )
        );
        var task = Assert.Single(tasks["checks"].EnumerateArray());
        Assert.Equal(
            ("document", "监理日志"),
            (task.GetProperty("about").GetString(), task.GetProperty("facilityName").GetString())
        );
        Assert.Empty(done["flags"].EnumerateArray());
        Assert.Equal(
            ("done", "document", "round", TestCity.WestTown),
            (
                listed["items"][0].GetProperty("state").GetString(),
                listed["items"][0].GetProperty("about").GetString(),
                listed["items"][0].GetProperty("form").GetString(),
                listed["items"][0].GetProperty("town").GetString()
            )
        );
        Assert.NotNull(done["case.id"].GetString());
    }

    [Fact]
    public async Task The_phone_gets_what_is_due_of_its_organisation_with_its_tasks_and_for_offline_use()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        using var handler = await _world.App.LogInAsync("handler", Ct);
        using var tasks = await handler.ReadAsync("/api/v1/field/tasks", Ct);
        using var bundle = await handler.ReadAsync("/api/v1/field/bundle?parts=checks,forms", Ct);
        using var done = await CheckAsync(RoutineWorld.Check(_world.Clock.GetUtcNow()), "handler");
        using var after = await handler.ReadAsync("/api/v1/field/tasks", Ct);
        using var known = await handler.ReadAsync(
            $"/api/v1/field/bundle?parts=checks&have=checks:{bundle["checks.etag"].GetString()}",
            Ct
        );

        var check = Assert.Single(tasks["checks"].EnumerateArray());
        Assert.Equal(
            (RoutineWorld.Routine, "J-1", "round", Day(0), Day(2), Day(4), 100),
            (
                check.GetProperty("routine").GetString(),
                check.GetProperty("facility").GetString(),
                check.GetProperty("form").GetString(),
                check.GetProperty("opensOn").GetString(),
                check.GetProperty("dueOn").GetString(),
                check.GetProperty("endsOn").GetString(),
                check.GetProperty("distanceMetres").GetInt32()
            )
        );
        Assert.Equal(1, bundle["checks.content"].GetArrayLength());
        Assert.Contains(
            "round",
            bundle["forms.content"].EnumerateArray().Select(f => f.GetProperty("code").GetString())
        );
        Assert.Equal(201, done.Status);
        Assert.Empty(after["checks"].EnumerateArray());
        Assert.Equal(0, known["checks.content"].GetArrayLength()); // what it had is not what there is
    }

    [Fact]
    public async Task A_facility_knows_its_checks_and_the_day_of_the_next_one()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        using var done = await CheckAsync(RoutineWorld.Check(_world.Clock.GetUtcNow()));
        using var read = await _admin.ReadAsync("/api/v1/routines/facilities/J-1", Ct);
        using var handler = await _world.App.LogInAsync("handler", Ct);
        using var outside = await handler.ReadAsync("/api/v1/routines/facilities/J-2", Ct);
        using var page = await _admin.ReadAsync("/api/v1/routines/facilities/J-1?limit=1", Ct);
        using var next = await _admin.ReadAsync(
            $"/api/v1/routines/facilities/J-1?limit=1&cursor={page["next"].GetString()}",
            Ct
        );

        Assert.Equal((Day(7), "done"), (read["nextOn"].GetString(), read["items"][0].GetProperty("state").GetString()));
        Assert.Equal(_world.Clock.GetUtcNow(), read["lastAt"].GetDateTimeOffset());
        Assert.Equal("outside_your_area", outside.Code);
        Assert.Equal(Day(7), next["items"][0].GetProperty("opensOn").GetString());
    }

    [Fact]
    public async Task A_removed_facility_leaves_no_plan_and_nobody_missed_it()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        await RemoveAsync("J-2", "parks", 113.45);
        await _world.RunJobAsync();

        Assert.Equal([(Day(0), "skipped")], await _world.StatesAsync("J-2"));
        Assert.Equal(
            "facility_removed",
            (await _world.FirstAsync(_admin, "J-2")).GetProperty("skipReason").GetString()
        );
    }

    [Fact]
    public async Task A_routine_whose_facilities_are_all_gone_says_so_and_what_was_missed_stays_missed()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        await GoToAsync(Monday.AddDays(8)); // the first week was missed, the second is due
        await RemoveAsync("J-1", "sanitation", 113.31);
        await RemoveAsync("J-2", "parks", 113.45);
        await _world.RunJobAsync();
        using var read = await _admin.ReadAsync($"/api/v1/routines/{RoutineWorld.Routine}", Ct);
        using var type = await _admin.SendAsync(HttpMethod.Delete, "/api/v1/facility-types/fitness", null, Ct);
        using var again = await PutAsync(new(RoutineWorld.Weekly()) { ["windowDays"] = 4 });

        Assert.Equal(
            (0, "routine_without_facilities", System.Text.Json.JsonValueKind.Null),
            (read["facilityCount"].GetInt32(), read["problem"].GetString(), read["nextOn"].ValueKind)
        );
        Assert.Equal([(Day(0), "missed"), (Day(7), "skipped")], await _world.StatesAsync());
        Assert.Equal((409, "facility_type_in_use"), (type.Status, type.Code));
        Assert.Contains(RoutineWorld.Routine, type["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal("routine_without_facilities", again.Code);
        Assert.Equal(2, await _world.FigureAsync("checks_missed", Monday, Monday.AddDays(13)));
    }

    private async Task RemoveAsync(string code, string organisation, double lon)
    {
        using var read = await _admin.ReadAsync($"/api/v1/facilities/{code}", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/facilities/{read["id"].GetString()}")
        {
            Content = System.Net.Http.Json.JsonContent.Create(
                RoutineWorld.Facility(code, organisation, lon, "removed")
            ),
        };
        request.Headers.TryAddWithoutValidation("If-Match", read.Response.Headers.ETag!.ToString());
        using var removed = await ApiClient.AnswerAsync(await _admin.SendAsync(request, Ct), Ct);
        Assert.Equal(200, removed.Status);
    }

    [Fact]
    public async Task A_routine_that_ended_has_no_further_checks_and_keeps_those_that_were()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        using var ended = await _admin.SendAsync(
            HttpMethod.Delete,
            $"/api/v1/routines/{RoutineWorld.Routine}",
            null,
            Ct
        );
        await GoToAsync(Monday.AddDays(20));
        using var read = await _admin.ReadAsync($"/api/v1/routines/{RoutineWorld.Routine}", Ct);

        Assert.Equal(204, ended.Status);
        Assert.Equal([(Day(0), "missed")], await _world.StatesAsync());
        Assert.Equal(Day(1), read["endedOn"].GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, read["nextOn"].ValueKind);
    }

    [Theory]
    [InlineData("rule", "FREQ=MINUTELY", "routine_rule_too_often")]
    [InlineData("rule", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "routine_rule_never_fires")]
    [InlineData("rule", "weekly", "routine_rule_unreadable")]
    [InlineData("rule", null, "field_missing")]
    [InlineData("facilities", """{"type":"bridge"}""", "routine_without_facilities")]
    [InlineData("facilities", """{"type":"no_such"}""", "facility_type_unknown")]
    [InlineData("problems", """[{"field":"state","choices":["gone"],"category":"03101"}]""", "routine_answer_unknown")]
    [InlineData("problems", """[{"field":"state","choices":["fault"],"category":"X01"}]""", "category_unfit")]
    [InlineData("category", "03101", "category_unfit")]
    [InlineData("organisation", "nobody", "organisation_unknown")]
    [InlineData("windowDays", "0", "field_invalid")]
    [InlineData("escalation", "case", "field_missing")]
    [InlineData("from", "2026-05-31", "routine_change_too_early")]
    public async Task A_routine_that_cannot_work_says_why(string field, string? value, string code)
    {
        var routine = RoutineWorld.Weekly();
        routine[field] =
            value?[0] is '{' or '[' || field == "windowDays" ? System.Text.Json.Nodes.JsonNode.Parse(value!) : value;

        using var refused = await PutAsync(routine);

        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public async Task A_rule_whose_days_are_over_is_none_and_a_routine_that_has_one_keeps_its_name()
    {
        var once = new Dictionary<string, object?>(RoutineWorld.Weekly("FREQ=DAILY;COUNT=1"));
        using var over = await PutAsync(new(once) { ["startsOn"] = "2026-05-01" });
        using var inAnAge = await PutAsync(new(RoutineWorld.Weekly()) { ["startsOn"] = "2090-01-01" });
        using var made = await PutAsync(once);
        await GoToAsync(Monday.AddDays(10));
        using var same = await PutAsync(once);
        using var named = await PutAsync(new(once) { ["name"] = "一次检查" });
        using var other = await PutAsync(new(once) { ["windowDays"] = 5 });

        Assert.All([over, inAnAge], refused =>
            Assert.Equal((422, "routine_rule_never_fires"), (refused.Status, refused.Code))
        );
        Assert.Equal((201, 200, 200), (made.Status, same.Status, named.Status));
        Assert.Equal((422, "routine_rule_never_fires"), (other.Status, other.Code));
        Assert.Equal([(Day(0), "missed")], await _world.StatesAsync());
    }

    [Fact]
    public async Task A_form_keeps_the_answers_that_a_routine_goes_by()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        using var draft = await _admin.PutJsonAsync("/api/v1/forms/round", RoutineWorld.Form("good", "bad"), Ct);
        using var refused = await _admin.PostJsonAsync("/api/v1/forms/round/publish", null, Ct);
        using var more = await _admin.PutJsonAsync(
            "/api/v1/forms/round",
            RoutineWorld.Form("good", "fault", "bad"),
            Ct
        );
        using var published = await _admin.PostJsonAsync("/api/v1/forms/round/publish", null, Ct);

        Assert.Equal((409, "form_in_routine"), (refused.Status, refused.Code));
        Assert.Equal((200, 200), (more.Status, published.Status));
    }

    [Fact]
    public async Task A_check_of_nothing_says_why()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        var at = _world.Clock.GetUtcNow();
        using var routine = await CheckAsync(RoutineWorld.Check(at, routine: "no_such"));
        using var facility = await CheckAsync(RoutineWorld.Check(at, facility: "J-9"));
        using var theirs = await CheckAsync(RoutineWorld.Check(at, facility: "J-2"), "handler");
        using var category = await CheckAsync(new(RoutineWorld.Check(at)) { ["category"] = "X01" });
        using var answers = await CheckAsync(new(RoutineWorld.Check(at)) { ["answers"] = new { state = "gone" } });
        using var none = await CheckAsync(new(RoutineWorld.Check(at)) { ["check"] = null });
        using var read = await _admin.ReadAsync("/api/v1/routines/no_such", Ct);
        using var check = await _admin.ReadAsync($"/api/v1/routines/checks/{Guid.NewGuid()}", Ct);

        Assert.Equal(
            [
                "routine_not_found",
                "facility_not_found",
                "outside_your_area",
                "category_unfit",
                "answer_choice_unknown",
                "field_missing",
                "routine_not_found",
                "check_not_found",
            ],
            new[] { routine, facility, theirs, category, answers, none, read, check }.Select(answer => answer.Code)
        );
    }

    [Fact]
    public async Task Choices_are_counted_and_shared_without_code()
    {
        using var made = await PutAsync(RoutineWorld.Weekly());
        using var good = await CheckAsync(RoutineWorld.Check(_world.Clock.GetUtcNow()));
        using var fault = await CheckAsync(
            RoutineWorld.Check(_world.Clock.GetUtcNow(), "fault", "J-2", 113.45),
            "supervisor"
        );
        using var supervisor = await _world.App.LogInAsync("supervisor", Ct);
        const string metric = "answers.round.state.fault";
        using var evidence = await supervisor.ReadAsync(
            $"/api/v1/statistics/{metric}/evidence?from={Day(0)}&to={Day(0)}",
            Ct
        );
        using var byFacility = await supervisor.ReadAsync(
            $"/api/v1/statistics?from={Day(0)}&to={Day(0)}&metric={metric}&by=facility",
            Ct
        );
        using var byTown = await supervisor.ReadAsync(
            $"/api/v1/statistics?from={Day(0)}&to={Day(0)}&metric={metric}/checks_done&by=town",
            Ct
        );

        Assert.Equal((201, 201), (good.Status, fault.Status));
        Assert.Equal(1, await _world.FigureAsync(metric, Monday, Monday));
        Assert.Equal(1, evidence["count"].GetInt32());
        Assert.Equal("健身点 J-2", byFacility["rows"][0].GetProperty("name").GetString());
        Assert.True(byTown.Code is null, byTown.Body.ToString());
    }
}
