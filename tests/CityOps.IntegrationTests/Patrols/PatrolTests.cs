using System.Globalization;
using CityOps.App.Features.Patrols;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Patrols;

public sealed class PatrolTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Url(Guid id) => $"/api/v1/patrols/{id}";

    private static object Start =>
        new
        {
            kind = "daily",
            category = "X01",
            startedAt = "2023-10-09T08:00:00+08:00",
            persons = 2,
            position = new
            {
                lon = 113.35,
                lat = 22.55,
                coordSystem = "wgs84",
                accuracyMetres = 5,
            },
        };

    private static object Finish =>
        new
        {
            kind = "daily",
            category = "X01",
            startedAt = "2023-10-09T08:00:00+08:00",
            endedAt = "2023-10-09T10:30:00+08:00",
            persons = 3,
            vehicles = 1,
            note = "完成",
        };

    [Fact]
    public async Task Started_then_finished_under_one_uuid_it_is_one_patrol()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();

        using var started = await officer.PutJsonAsync(Url(id), Start, Ct);
        using var finished = await officer.PutJsonAsync(Url(id), Finish, Ct);
        using var again = await officer.PutJsonAsync(Url(id), Finish, Ct);
        using var lateStart = await officer.PutJsonAsync(Url(id), Start, Ct);

        Assert.Equal((201, 200, 200, 200), (started.Status, finished.Status, again.Status, lateStart.Status));
        Assert.Equal("2023-10-09T10:30:00+08:00", lateStart["endedAt"].GetString());
        Assert.Equal(
            (3, 1, "完成"),
            (lateStart["persons"].GetInt32(), lateStart["vehicles"].GetInt32(), lateStart["note"].GetString())
        );
        Assert.Equal(
            ("sanitation", TestCity.WestTown),
            (lateStart["organisation"].GetString(), lateStart["town"].GetString())
        );
    }

    [Fact]
    public async Task A_finish_that_arrives_before_its_start_is_the_whole_patrol()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();

        using var finished = await officer.PutJsonAsync(Url(id), Finish, Ct);
        using var started = await officer.PutJsonAsync(Url(id), Start, Ct);

        Assert.Equal((201, 200), (finished.Status, started.Status));
        Assert.Equal(3, started["persons"].GetInt32());
    }

    [Theory]
    [InlineData("startedAt", "2023-10-09T08:00:01+08:00")]
    [InlineData("kind", "joint")]
    [InlineData("category", "X04")]
    public async Task Changed_facts_conflict_and_are_named(string fact, string value)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        using var started = await officer.PutJsonAsync(Url(id), Start, Ct);
        var changed = new Dictionary<string, object>
        {
            ["kind"] = "daily",
            ["category"] = "X01",
            ["startedAt"] = "2023-10-09T08:00:00+08:00",
        };
        changed[fact] = value;

        using var answer = await officer.PutJsonAsync(Url(id), changed, Ct);

        Assert.Equal((409, "patrol_conflict"), (answer.Status, answer.Code));
        Assert.Equal(fact, Assert.Single(answer["changed"].EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Another_officers_patrol_is_refused_by_its_own_code()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var other = await _app.LogInAsync("officer-parks", Ct);
        var id = Guid.NewGuid();
        using var started = await officer.PutJsonAsync(Url(id), Start, Ct);

        using var put = await other.PutJsonAsync(Url(id), Start, Ct);
        using var track = await other.PostJsonAsync(Url(id) + "/track", new { positions = Array.Empty<object>() }, Ct);
        using var read = await other.ReadAsync(Url(id), Ct);

        Assert.Equal((409, "patrol_of_another_officer"), (put.Status, put.Code));
        Assert.Equal((409, "patrol_of_another_officer"), (track.Status, track.Code));
        Assert.Equal((403, "outside_your_area"), (read.Status, read.Code));
    }

    [Theory]
    [InlineData("""{}""", 422, "field_missing")]
    [InlineData("""{"startedAt":"2023-10-09T08:00:00Z","kind":"stroll"}""", 422, "patrol_kind_unknown")]
    [InlineData("""{"startedAt":"2023-10-09T08:00:00Z","category":"nonsense"}""", 422, "category_unknown")]
    [InlineData("""{"startedAt":"2023-10-09T08:00:00Z","persons":0}""", 422, "field_invalid")]
    [InlineData("""{"startedAt":"2023-10-09T08:00:00Z","vehicles":-1}""", 422, "field_invalid")]
    [InlineData("""{"startedAt":"2023-10-09T08:00:00Z","organisation":"parks"}""", 403, "organisation_not_yours")]
    [InlineData(
        """{"startedAt":"2023-10-09T08:00:00Z","position":{"lon":1,"lat":1,"coordSystem":"wgs84"}}""",
        422,
        "position_outside_city"
    )]
    [InlineData("""{"startedAt":"2023-10-09 08:00"}""", 400, "malformed_json")]
    public async Task A_bad_patrol_answers_its_own_code(string body, int status, string code)
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), body, Ct);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("2001-01-01T00:00:00Z")] // the clock was never right
    [InlineData("2010-01-01T00:00:00Z")]
    [InlineData("2031-01-01T00:00:00Z")]
    public async Task A_patrol_begun_with_a_wrong_clock_can_be_finished(string began)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (now, startedAt) = (DateTimeOffset.UtcNow, DateTimeOffset.Parse(began, CultureInfo.InvariantCulture));
        var (together, apart) = (Guid.NewGuid(), Guid.NewGuid());

        using var whole = await officer.PutJsonAsync(
            Url(together),
            new
            {
                startedAt,
                endedAt = now,
                sentAt = now,
            },
            Ct
        );
        using var begun = await officer.PutJsonAsync(Url(apart), new { startedAt, sentAt = startedAt }, Ct);
        var finish = new
        {
            startedAt,
            endedAt = now,
            sentAt = now,
        };
        using var finished = await officer.PutJsonAsync(Url(apart), finish, Ct);
        using var again = await officer.PutJsonAsync(Url(apart), finish, Ct);

        Assert.Equal((201, 201, 200, 200), (whole.Status, begun.Status, finished.Status, again.Status));
        foreach (var patrol in new[] { whole, finished, again })
        {
            Assert.Equal(["time_skew"], patrol["flags"].EnumerateArray().Select(f => f.GetString()));
            Assert.InRange(patrol["startedAt"].GetDateTimeOffset(), now.AddDays(-1), now.AddMinutes(5));
            Assert.InRange(patrol["endedAt"].GetDateTimeOffset(), now.AddMinutes(-1), now.AddMinutes(5));
        }
    }

    [Fact]
    public async Task A_patrol_begun_by_a_receiver_whose_weeks_ran_over_starts_1024_weeks_later()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var now = DateTimeOffset.UtcNow;
        var began = now.AddHours(-3);

        using var patrol = await officer.PutJsonAsync(
            Url(Guid.NewGuid()),
            new
            {
                startedAt = began.AddDays(-7 * 1024),
                endedAt = now,
                sentAt = now,
            },
            Ct
        );

        Assert.Equal(["time_skew"], patrol["flags"].EnumerateArray().Select(f => f.GetString()));
        Assert.Equal(began, patrol["startedAt"].GetDateTimeOffset(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_supervisor_may_name_the_organisation()
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        using var known = await supervisor.PutJsonAsync(
            Url(Guid.NewGuid()),
            new
            {
                startedAt = "2023-10-09T08:00:00Z",
                kind = "supervision",
                organisation = "parks",
            },
            Ct
        );
        using var unknown = await supervisor.PutJsonAsync(
            Url(Guid.NewGuid()),
            new { startedAt = "2023-10-09T08:00:00Z", organisation = "nobody" },
            Ct
        );

        Assert.Equal((201, "parks"), (known.Status, known["organisation"].GetString()));
        Assert.Equal((422, "organisation_unknown"), (unknown.Status, unknown.Code));
    }

    [Fact]
    public async Task A_track_absorbs_repeats_and_names_what_it_cannot_take()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        using var started = await officer.PutJsonAsync(Url(id), new { startedAt = "2023-10-09T08:00:00+08:00" }, Ct);
        object At(int minute, double lon) =>
            new
            {
                observedAt = $"2023-10-09T08:{minute:00}:00+08:00",
                lon,
                lat = 22.55,
                accuracyMetres = 6,
            };
        object[] first = [At(0, 113.35), At(1, 113.351), At(2, 113.352)];
        object[] second = [At(2, 113.352), At(1, 113.351), At(3, 113.353), At(4, 999), new { lon = 1, lat = 1 }];

        using var one = await officer.PostJsonAsync(Url(id) + "/track", new { positions = first }, Ct);
        using var two = await officer.PostJsonAsync(Url(id) + "/track", new { positions = second }, Ct);
        using var patrol = await officer.ReadAsync(Url(id), Ct);

        Assert.Equal((3, 0), (one["accepted"].GetInt32(), one["duplicates"].GetInt32()));
        Assert.Equal((1, 2), (two["accepted"].GetInt32(), two["duplicates"].GetInt32()));
        Assert.Equal(
            [(3, "position_invalid"), (4, "field_missing")],
            two["rejected"]
                .EnumerateArray()
                .Select(r => (r.GetProperty("index").GetInt32(), r.GetProperty("reason").GetString()!))
        );
        Assert.Equal(4, patrol["positions"].GetInt32());
        Assert.InRange(patrol["distanceMetres"].GetDouble(), 295, 312); // 0.003° of longitude at 22.55° N
    }

    [Theory]
    [InlineData(60)] // minutes ahead
    [InlineData(-20_000_000)] // never set
    public async Task A_track_of_a_wrong_clock_that_does_not_say_when_it_was_sent_keeps_its_positions_apart(int ahead)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (id, now) = (Guid.NewGuid(), DateTimeOffset.UtcNow);
        using var started = await officer.PutJsonAsync(Url(id), new { startedAt = now.AddMinutes(-30) }, Ct);
        var positions = Enumerable
            .Range(0, 10)
            .Select(minute => new
            {
                observedAt = now.AddMinutes(ahead - 10 + minute),
                lon = 113.35 + (minute * 0.001),
                lat = 22.55,
                accuracyMetres = 6,
            })
            .ToArray();

        using var stored = await officer.PostJsonAsync(Url(id) + "/track", new { positions }, Ct);
        using var again = await officer.PostJsonAsync(Url(id) + "/track", new { positions }, Ct);
        using var patrol = await officer.ReadAsync(Url(id), Ct);

        Assert.Equal((10, 0), (stored["accepted"].GetInt32(), again["accepted"].GetInt32()));
        Assert.Equal(10, patrol["positions"].GetInt32());
        Assert.InRange(patrol["distanceMetres"].GetDouble(), 850, 950); // 0.009° of longitude at 22.55° N
    }

    [Theory]
    [InlineData(24 * 60)] // minutes ahead
    [InlineData(-24 * 60)]
    public async Task A_track_of_a_wrong_clock_that_says_when_it_was_sent_lies_in_its_patrols_time(int ahead)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (id, now) = (Guid.NewGuid(), DateTimeOffset.UtcNow);
        var sentAt = now.AddMinutes(ahead); // as the phone has it, half an hour after the start
        using var started = await officer.PutJsonAsync(Url(id), new { startedAt = sentAt.AddMinutes(-30), sentAt }, Ct);
        var positions = Enumerable
            .Range(0, 10)
            .Select(minute => new
            {
                observedAt = sentAt.AddMinutes(minute - 10),
                lon = 113.35 + (minute * 0.001),
                lat = 22.55,
                accuracyMetres = 6,
            });

        using var stored = await officer.PostJsonAsync(Url(id) + "/track", new { positions, sentAt }, Ct);
        using var patrol = await officer.ReadAsync(Url(id), Ct);
        using var track = await officer.ReadAsync(Url(id) + "/track", Ct);

        Assert.Equal((10, 0), (stored["accepted"].GetInt32(), patrol["positionsNotCounted"].GetInt32()));
        Assert.InRange(patrol["startedAt"].GetDateTimeOffset(), now.AddMinutes(-31), now.AddMinutes(-29));
        Assert.All(track["items"].EnumerateArray().Take(10).Select((fix, minute) => (fix, minute)), one =>
            Assert.InRange(
                one.fix.GetProperty("observedAt").GetDateTimeOffset(),
                now.AddMinutes(one.minute - 10),
                now.AddMinutes(one.minute - 9)
            )
        );
    }

    [Fact]
    public async Task A_track_of_too_many_positions_is_refused()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        var point = new
        {
            observedAt = "2023-10-09T08:00:00Z",
            lon = 113.35,
            lat = 22.55,
        };

        using var tooMany = await officer.PostJsonAsync(
            Url(id) + "/track",
            new { positions = Enumerable.Repeat(point, 5001) },
            Ct
        );
        using var missing = await officer.PostJsonAsync(Url(id) + "/track", new { }, Ct);

        Assert.Equal((413, "track_too_long"), (tooMany.Status, tooMany.Code));
        Assert.Equal((422, "field_missing"), (missing.Status, missing.Code));
    }

    [Fact]
    public async Task Started_many_times_at_once_it_is_stored_once()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => officer.PutJsonAsync(Url(id), i % 2 == 0 ? Start : Finish, Ct))
        );

        Assert.Equal(1, answers.Count(a => a.Status == 201));
        Assert.Equal(11, answers.Count(a => a.Status == 200));
        await using var db = _app.NewContext();
        Assert.NotNull((await db.Patrols.SingleAsync(p => p.Id == id, Ct)).EndedAt);
    }
}
