using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>
/// What the desk does to a case without moving it on: another category, another place, urging; each in the log, before
/// and after, with figures following.
/// </summary>
public sealed class AmendedCaseTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Day = "2026-04-07";
    private static readonly object West = Place(113.35);
    private static readonly object East = Place(113.45);
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_category_takes_its_organisation_along_until_the_case_is_filed()
    {
        var (early, late) = (await OpenAsync(), await OpenAsync());
        (await TakeAsync("dispatcher", late, "file")).Dispose();

        using var before = await TakeAsync("dispatcher", early, "recategorise", Category("01101"));
        using var after = await TakeAsync("dispatcher", late, "recategorise", Category("01101"));

        Assert.Equal(
            ("01101", "municipal", "pending_register"),
            (before["category"].GetString(), before["organisation"].GetString(), before["status"].GetString())
        );
        Assert.Equal(
            ("01101", "sanitation", "pending_dispatch"),
            (after["category"].GetString(), after["organisation"].GetString(), after["status"].GetString())
        );
        var entry = before["log"].EnumerateArray().Last();
        Assert.Equal(("recategorise", "原类别有误"), (entry.GetProperty("action").GetString(), Note(entry)));
        Assert.Equal(
            """{"to":"01101","from":"03101","toName":"路面破损","fromName":"暴露垃圾"}""",
            Json(entry, "category")
        );
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task A_category_that_no_problem_can_be_of_a_missing_reason_and_the_wrong_person_are_refused()
    {
        var id = await OpenAsync();
        (string Login, object Body, int Status, string Code)[] refusals =
        [
            ("dispatcher", new { note = "x" }, 422, "field_missing"),
            ("dispatcher", new { category = "01101" }, 422, "field_missing"),
            ("dispatcher", Category("nothing"), 422, "category_unknown"),
            ("dispatcher", Category("X01"), 422, "category_unfit"),
            ("dispatcher", Category("03101"), 422, "field_invalid"),
            (
                "dispatcher",
                new
                {
                    note = "x",
                    category = "01101",
                    position = West,
                },
                422,
                "field_not_of_step"
            ),
            ("officer", Category("01101"), 403, "case_step_forbidden"),
        ];
        foreach (var (login, body, status, code) in refusals)
        {
            using var refused = await TakeAsync(login, id, "recategorise", body);

            Assert.Equal((status, code), (refused.Status, refused.Code));
        }
    }

    [Fact]
    public async Task A_moved_case_lies_in_the_town_of_its_place_and_stays_with_who_has_it()
    {
        var id = await OpenAsync();

        using var moved = await TakeAsync("dispatcher", id, "move", new { note = "定位漂移", position = East });
        using var outside = await TakeAsync("dispatcher", id, "move", new { note = "x", position = Place(120) });
        using var nowhere = await TakeAsync("dispatcher", id, "move", new { note = "x" });
        using var silent = await TakeAsync("dispatcher", id, "move", new { position = West });
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var east = await supervisor.ReadAsync(
            $"/api/v1/cases?town={TestCity.EastTown}&text={moved["number"]}",
            Ct
        );

        Assert.Equal(
            (TestCity.EastTown, "sanitation", 113.45),
            (moved["town"].GetString(), moved["organisation"].GetString(), moved["position.lon"].GetDouble())
        );
        var entry = moved["log"].EnumerateArray().Last();
        Assert.Equal(("move", "定位漂移"), (entry.GetProperty("action").GetString(), Note(entry)));
        Assert.Equal((113.35, 113.45), (Lon(entry, "from"), Lon(entry, "to")));
        Assert.Equal($$"""{"to":"{{TestCity.EastTown}}","from":"{{TestCity.WestTown}}"}""", Json(entry, "town"));
        Assert.Equal((422, "position_outside_city"), (outside.Status, outside.Code));
        Assert.Equal((422, "field_missing"), (nowhere.Status, nowhere.Code));
        Assert.Equal((422, "field_missing"), (silent.Status, silent.Code));
        Assert.Single(east["items"].EnumerateArray());
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task A_place_from_a_map_in_another_system_is_kept_as_sent_and_normalised()
    {
        var id = await OpenAsync();
        var gcj = new
        {
            lon = 113.387867630,
            lat = 22.518417395,
            coordSystem = "gcj02",
        };

        using var moved = await TakeAsync("dispatcher", id, "move", new { note = "高德地图坐标", position = gcj });

        Assert.Equal(113.382391, moved["position.lon"].GetDouble(), 6);
        Assert.Equal(22.521113, moved["position.lat"].GetDouble(), 6);
        var sent = moved["log"]
            .EnumerateArray()
            .Last()
            .GetProperty("detail")
            .GetProperty("position")
            .GetProperty("sent");
        Assert.Equal(
            ("gcj02", 113.387867630),
            (sent.GetProperty("coordSystem").GetString(), sent.GetProperty("lon").GetDouble())
        );
    }

    [Fact]
    public async Task Figures_of_cases_and_of_problems_follow_category_and_town()
    {
        var id = await OpenAsync(onPatrol: true);
        await RollUpDays.RunAsync(_app.Database.DataSource, Ct);
        var before = await FoundAsync();

        (await TakeAsync("dispatcher", id, "recategorise", Category("01101"))).Dispose();
        (await TakeAsync("dispatcher", id, "move", new { note = "x", position = East })).Dispose();
        var after = await FoundAsync();

        Assert.Equal(
            [
                $"cases_reported 01101 {TestCity.EastTown} 1",
                $"cases_reported 03101 {TestCity.WestTown} -1",
                $"problems_found 01101 {TestCity.EastTown} 1",
                $"problems_found 03101 {TestCity.WestTown} -1",
            ],
            after
                .Where(one => one.Value != before[one.Key])
                .Select(one => $"{one.Key} {one.Value - before[one.Key]:0}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task What_the_desk_put_right_outlives_a_correction_of_the_report()
    {
        var report = Guid.NewGuid();
        var id = await OpenAsync(report: report);
        (await TakeAsync("dispatcher", id, "recategorise", Category("01101"))).Dispose();
        (await TakeAsync("dispatcher", id, "move", new { note = "x", position = East })).Dispose();
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);

        using var corrected = await dispatcher.PostJsonAsync(
            $"/api/v1/reports/{report}/corrections",
            new
            {
                id = Guid.NewGuid(),
                reason = "描述有误",
                content = Report(description: "井盖缺失"),
            },
            Ct
        );
        using var read = await dispatcher.ReadAsync($"/api/v1/cases/{id}", Ct);

        Assert.Equal((200, null), (corrected.Status, corrected.Code));
        Assert.Equal(
            ("井盖缺失", "01101", "municipal", TestCity.EastTown, 113.45),
            (
                read["description"].GetString(),
                read["category"].GetString(),
                read["organisation"].GetString(),
                read["town"].GetString(),
                read["position.lon"].GetDouble()
            )
        );
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task After_its_end_a_case_is_put_right_by_a_supervisor_alone()
    {
        var id = await OpenAsync(outcome: "rectified_on_site");

        using var dispatcher = await TakeAsync("dispatcher", id, "recategorise", Category("01101"));
        using var supervisor = await TakeAsync("supervisor", id, "recategorise", Category("01101"));

        Assert.Equal((403, "case_step_forbidden"), (dispatcher.Status, dispatcher.Code));
        Assert.Equal(
            (200, "closed", "01101"),
            (supervisor.Status, supervisor["status"].GetString(), supervisor["category"].GetString())
        );
    }

    [Fact]
    public async Task The_same_step_again_is_taken_once_and_another_place_under_its_id_is_refused()
    {
        var (id, step) = (await OpenAsync(), Guid.NewGuid());
        object Body(object position) =>
            new
            {
                note = "x",
                stepId = step,
                position,
            };

        using var first = await TakeAsync("dispatcher", id, "move", Body(East));
        using var again = await TakeAsync("dispatcher", id, "move", Body(East));
        using var other = await TakeAsync("dispatcher", id, "move", Body(Place(113.46)));

        Assert.Equal((200, 200, 2), (first.Status, again.Status, again["version"].GetInt32()));
        Assert.Equal((409, "case_step_conflict"), (other.Status, other.Code));
    }

    [Fact]
    public async Task Urging_shows_on_the_case_in_lists_queues_and_tasks_until_the_case_moves_on()
    {
        var id = await OpenAsync();
        foreach (var action in (string[])["file", "dispatch", "urge", "urge"])
        {
            (await TakeAsync("dispatcher", id, action, new { note = "请尽快处理" })).Dispose();
        }

        using var handler = await _app.LogInAsync("handler", Ct);
        using var read = await handler.ReadAsync($"/api/v1/cases/{id}", Ct);
        using var listed = await handler.ReadAsync("/api/v1/cases?urged=true&limit=500", Ct);
        using var queued = await handler.ReadAsync("/api/v1/cases?queue=urged&limit=500", Ct);
        using var tasks = await handler.ReadAsync("/api/v1/field/tasks?limit=500", Ct);
        (await TakeAsync("handler", id, "accept")).Dispose();
        using var after = await handler.ReadAsync($"/api/v1/cases/{id}", Ct);
        using var left = await handler.ReadAsync("/api/v1/cases?urged=true&limit=500", Ct);

        Assert.Equal((2, JsonValueKind.String), (read["urges"].GetInt32(), read["urgedAt"].ValueKind));
        var item = Assert.Single(listed["items"].EnumerateArray(), one => IdOf(one) == id);
        Assert.Equal(read["urgedAt"].GetString(), item.GetProperty("urgedAt").GetString());
        Assert.Contains(queued["items"].EnumerateArray(), one => IdOf(one) == id);
        var task = Assert.Single(tasks["items"].EnumerateArray(), one => IdOf(one) == id);
        Assert.Equal(
            (read["urgedAt"].GetString(), "请尽快处理"),
            (task.GetProperty("urgedAt").GetString(), task.GetProperty("note").GetString())
        );
        Assert.Equal((2, JsonValueKind.Null), (after["urges"].GetInt32(), after["urgedAt"].ValueKind));
        Assert.DoesNotContain(left["items"].EnumerateArray(), one => IdOf(one) == id);
        Assert.Empty(await BrokenAsync());
    }

    private static object Place(double lon) =>
        new
        {
            lon,
            lat = 22.55,
            coordSystem = "wgs84",
        };

    private static object Category(string code) => new { note = "原类别有误", category = code };

    private static Guid IdOf(JsonElement item) => item.GetProperty("id").GetGuid();

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string? Note(JsonElement entry) => entry.GetProperty("note").GetString();

    private static double Lon(JsonElement entry, string part) =>
        entry.GetProperty("detail").GetProperty("position").GetProperty(part).GetProperty("lon").GetDouble();

    private static string Json(JsonElement entry, string member) =>
        JsonSerializer.Serialize(entry.GetProperty("detail").GetProperty(member), Readable);

    private static object Report(string description = "垃圾", Guid? patrol = null, string? outcome = null) =>
        new
        {
            category = "03101",
            description,
            outcome,
            patrolId = patrol,
            observedAt = $"{Day}T08:00:00+08:00",
            position = West,
        };

    /// <summary>The id of a report's case.</summary>
    private async Task<Guid> OpenAsync(bool onPatrol = false, Guid? report = null, string? outcome = null)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        Guid? patrol = onPatrol ? Guid.NewGuid() : null;
        if (onPatrol)
        {
            using var begun = await officer.PutJsonAsync(
                $"/api/v1/patrols/{patrol}",
                new { kind = "daily", startedAt = $"{Day}T07:30:00+08:00" },
                Ct
            );
            Assert.Equal((201, null), (begun.Status, begun.Code));
        }

        using var answer = await officer.PutJsonAsync(
            $"/api/v1/reports/{report ?? Guid.NewGuid()}",
            Report(patrol: patrol, outcome: outcome),
            Ct
        );
        Assert.Equal((201, null), (answer.Status, answer.Code));
        return answer["case.id"].GetGuid();
    }

    private async Task<ApiAnswer> TakeAsync(string login, Guid id, string action, object? body = null)
    {
        using var client = await _app.LogInAsync(login, Ct);
        return await client.PostJsonAsync($"/api/v1/cases/{id}/{action}", body ?? new { }, Ct);
    }

    /// <summary>What two metrics come to, by category and town.</summary>
    private async Task<Dictionary<string, decimal>> FoundAsync()
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        var found = new Dictionary<string, decimal>();
        var today = CityTime.Day(DateTimeOffset.UtcNow);
        foreach (var metric in (string[])["problems_found", "cases_reported"])
        {
            foreach (var category in (string[])["03101", "01101"])
            {
                foreach (var town in (string[])[TestCity.WestTown, TestCity.EastTown])
                {
                    using var figure = await supervisor.ReadAsync(
                        $"/api/v1/statistics?from={Day}&to={today:yyyy-MM-dd}&metric={metric}&category={category}&town={town}",
                        Ct
                    );
                    Assert.Equal((200, null), (figure.Status, figure.Code));
                    found[string.Create(CultureInfo.InvariantCulture, $"{metric} {category} {town}")] =
                        figure["total"].ValueKind == JsonValueKind.Null ? 0 : figure["total"].GetDecimal();
                }
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<VerifyCommand.Break>> BrokenAsync()
    {
        await using var db = _app.NewContext();
        return await VerifyCommand.FindAsync(db, Ct);
    }
}
