using System.Text.Json;
using CityOps.App.Features.Patrols;
using CityOps.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Patrols;

/// <summary>What a patrol's track tells, tracks that come before their patrol, and patrols that nobody
/// finishes.</summary>
public sealed class PatrolTrackTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static readonly DateTimeOffset Start = new(2026, 5, 11, 8, 0, 0, TimeSpan.FromHours(8));

    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Url(Guid id) => $"/api/v1/patrols/{id}";

    private static object Track(int positions, double lonStep = 0.0005, bool isMock = false) =>
        new
        {
            positions = Enumerable
                .Range(0, positions)
                .Select(i => new
                {
                    observedAt = Start.AddMinutes(i),
                    lon = 113.35 + (i * lonStep),
                    lat = 22.55,
                    isMock,
                }),
        };

    private static object Body(DateTimeOffset? endedAt = null, params string[] officers) =>
        new
        {
            category = "X01",
            startedAt = Start,
            endedAt,
            officers,
            position = new
            {
                lon = 113.35,
                lat = 22.55,
                coordSystem = "wgs84",
            },
        };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_patrol_whose_start_told_no_place_is_its_tracks_towns_once_both_are_there(bool trackFirst)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        Task<ApiAnswer> FinishAsync() =>
            officer.PutJsonAsync(
                Url(id),
                new
                {
                    category = "X01",
                    startedAt = Start,
                    endedAt = Start.AddHours(1),
                },
                Ct
            );
        // the last three lie in the east
        Task<ApiAnswer> TrackAsync() => officer.PostJsonAsync(Url(id) + "/track", Track(20, lonStep: 0.003), Ct);

        foreach (var send in trackFirst ? [TrackAsync, FinishAsync] : new[] { FinishAsync, TrackAsync })
        {
            using var sent = await send();
            Assert.InRange(sent.Status, 200, 201);
        }

        using var read = await officer.ReadAsync(Url(id), Ct);
        Assert.Equal(TestCity.WestTown, read["town"].GetString());
        Assert.NotEqual(JsonValueKind.Null, read["gridCoverage"].ValueKind);
    }

    [Fact]
    public async Task A_track_may_come_before_its_patrol_and_only_its_sender_may_start_that()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var other = await _app.LogInAsync("officer-parks", Ct);
        var id = Guid.NewGuid();

        using var track = await officer.PostJsonAsync(Url(id) + "/track", Track(3), Ct);
        using var foreignTrack = await other.PostJsonAsync(Url(id) + "/track", Track(4), Ct);
        using var foreign = await other.PutJsonAsync(Url(id), new { startedAt = Start }, Ct);
        using var own = await officer.PutJsonAsync(Url(id), new { startedAt = Start }, Ct);

        Assert.Equal(
            (200, 3, false),
            (track.Status, track["accepted"].GetInt32(), track["patrolArrived"].GetBoolean())
        );
        Assert.Equal((409, "patrol_of_another_officer"), (foreignTrack.Status, foreignTrack.Code));
        Assert.Equal((409, "patrol_of_another_officer"), (foreign.Status, foreign.Code));
        Assert.Equal((201, 3), (own.Status, own["positions"].GetInt32()));
    }

    [Fact]
    public async Task Distance_duration_and_the_cells_it_crosses_follow_from_the_track()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        using var track = await officer.PostJsonAsync(Url(id) + "/track", Track(21), Ct); // 20 legs of 51 m, eastward

        using var put = await officer.PutJsonAsync(Url(id), Body(Start.AddMinutes(90), "verifier"), Ct);
        using var patrol = await officer.ReadAsync(Url(id), Ct);

        Assert.Equal((201, 90.0), (put.Status, patrol["durationMinutes"].GetDouble()));
        Assert.InRange(patrol["distanceMetres"].GetDouble(), 1_020, 2_100); // the end is sent from where it started
        Assert.InRange(patrol["gridCells"].GetInt32(), 10, 24);
        Assert.InRange(patrol["gridCoverage"].GetDouble(), 0.0005, 0.003); // of a town of 114 km²
        Assert.Equal("verifier", Assert.Single(patrol["officers"].EnumerateArray()).GetString());
        Assert.Empty(patrol["flags"].EnumerateArray());
    }

    [Fact]
    public async Task A_track_at_an_impossible_speed_or_of_a_made_up_position_flags_the_patrol()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        // 3 km a minute
        using var track = await officer.PostJsonAsync(Url(id) + "/track", Track(4, 0.03, isMock: true), Ct);

        using var put = await officer.PutJsonAsync(Url(id), new { startedAt = Start }, Ct);

        Assert.Equal(["mock_location", "impossible_speed"], put["flags"].EnumerateArray().Select(f => f.GetString()));
        Assert.InRange(put["maxSpeedKmh"].GetDouble(), 180, 190);
    }

    [Fact]
    public async Task Positions_that_cannot_be_are_kept_each_with_its_reason_and_not_counted()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        object Position(int minute, double lon, double lat, double accuracy = 10) =>
            new
            {
                observedAt = Start.AddMinutes(minute),
                lon,
                lat,
                accuracyMetres = accuracy,
            };
        using var sent = await officer.PostJsonAsync(
            Url(id) + "/track",
            new
            {
                positions = new[]
                {
                    Position(0, 113.350, 22.55),
                    Position(1, 113.351, 22.55),
                    Position(2, 113.700, 22.55), // 36 km in a minute, and back
                    Position(3, 113.352, 22.55),
                    Position(4, 113.353, 22.56, accuracy: 2500), // of a cell tower
                    Position(5, 0, 0),
                    Position(6, 113.354, 22.55),
                    Position(-3 * 24 * 60, 113.350, 22.55), // of three days before
                },
            },
            Ct
        );
        using var put = await officer.PutJsonAsync(Url(id), Body(Start.AddMinutes(10)), Ct);

        using var track = await officer.ReadAsync(Url(id) + "/track", Ct);
        using var patrol = await officer.ReadAsync(Url(id), Ct);

        Assert.Equal((200, 8), (sent.Status, sent["accepted"].GetInt32()));
        Assert.Equal(
            ["out_of_time", null, null, "jump", null, "inaccurate", "nowhere", null],
            track["items"].EnumerateArray().Take(8).Select(fix => fix.GetProperty("doubt").GetString())
        );
        Assert.Equal(4, patrol["positionsNotCounted"].GetInt32());
        Assert.InRange(patrol["distanceMetres"].GetDouble(), 0, 1_000);

        using var other = await _app.LogInAsync("officer-parks", Ct);
        using var foreign = await other.ReadAsync(Url(id) + "/track", Ct);
        Assert.Equal((403, "outside_your_area"), (foreign.Status, foreign.Code));
    }

    [Fact]
    public async Task An_unknown_officer_or_domain_is_refused_by_its_code()
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        using var nobody = await officer.PutJsonAsync(Url(Guid.NewGuid()), Body(null, "nobody"), Ct);
        using var nothing = await officer.PutJsonAsync(
            Url(Guid.NewGuid()),
            new { startedAt = Start, domains = new[] { "nothing" } },
            Ct
        );
        using var both = await officer.PutJsonAsync(
            Url(Guid.NewGuid()),
            new
            {
                kind = "joint",
                startedAt = Start,
                domains = new[] { "X04", "X01" },
            },
            Ct
        );

        Assert.Equal((422, "officer_unknown"), (nobody.Status, nobody.Code));
        Assert.Equal((422, "category_unknown"), (nothing.Status, nothing.Code));
        Assert.Equal(["X01", "X04"], both["domains"].EnumerateArray().Select(d => d.GetString()));
    }

    [Theory]
    [InlineData("2126-01-01T08:00:00Z", "2126-01-01T10:00:00Z")]
    [InlineData("1980-01-06T00:00:00Z", null)]
    public async Task A_clock_that_cannot_be_right_loses_no_patrol(string startedAt, string? endedAt)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        var before = DateTimeOffset.UtcNow.AddMinutes(-5);

        using var put = await officer.PutJsonAsync(Url(id), new { startedAt, endedAt }, Ct);
        using var again = await officer.PutJsonAsync(Url(id), new { startedAt, endedAt }, Ct);

        Assert.Equal((201, 200), (put.Status, again.Status));
        Assert.Contains("time_skew", put["flags"].EnumerateArray().Select(f => f.GetString()));
        var length = endedAt is null ? TimeSpan.Zero : TimeSpan.FromHours(2);
        Assert.InRange(put["startedAt"].GetDateTimeOffset() + length, before, DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Equal(
            endedAt is null ? 0 : 120,
            put["durationMinutes"].ValueKind == System.Text.Json.JsonValueKind.Null
                ? 0
                : put["durationMinutes"].GetDouble()
        );
    }

    [Fact]
    public async Task A_patrol_that_nobody_finishes_ends_at_its_last_sign_and_a_late_finish_counts()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (silent, fresh) = (Guid.NewGuid(), Guid.NewGuid());
        using var put = await officer.PutJsonAsync(Url(silent), Body(), Ct);
        using var track = await officer.PostJsonAsync(Url(silent) + "/track", Track(31), Ct);
        using var other = await officer.PutJsonAsync(Url(fresh), new { startedAt = Start.AddHours(10) }, Ct);
        var clock = new FakeTimeProvider(Start.AddHours(25));

        await using var db = _app.NewContext();
        await new CloseAbandonedPatrolsJob(db, clock).RunAsync(Ct);
        using var closed = await officer.ReadAsync(Url(silent), Ct);
        using var going = await officer.ReadAsync(Url(fresh), Ct);
        using var finished = await officer.PutJsonAsync(Url(silent), Body(Start.AddHours(3)), Ct);
        using var again = await officer.PutJsonAsync(Url(silent), Body(Start.AddHours(3)), Ct);

        Assert.Equal(Start.AddMinutes(30), closed["endedAt"].GetDateTimeOffset());
        Assert.Contains("abandoned", closed["flags"].EnumerateArray().Select(f => f.GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, going["endedAt"].ValueKind);
        Assert.Equal((200, 200), (finished.Status, again.Status));
        Assert.Equal(Start.AddHours(3), finished["endedAt"].GetDateTimeOffset());
        Assert.DoesNotContain("abandoned", finished["flags"].EnumerateArray().Select(f => f.GetString()));
    }

    [Fact]
    public async Task A_track_of_a_hundred_thousand_positions_is_too_large_for_one_request()
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        using var request = new HttpRequestMessage(HttpMethod.Post, Url(Guid.NewGuid()) + "/track")
        {
            Content = System.Net.Http.Json.JsonContent.Create(Track(100_000, 0.000001)),
        };
        request.Headers.ExpectContinue = true; // so that the answer is read before the body is sent
        await request.Content.LoadIntoBufferAsync(Ct);
        using var answer = await ApiClient.AnswerAsync(await officer.SendAsync(request, Ct), Ct);

        Assert.Equal((413, "body_too_large"), (answer.Status, answer.Code));
    }
}
