using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Patrols;

/// <summary>What counts as found on a patrol: problems, reported by those who were on it.</summary>
public sealed class PatrolFindingsTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;
    private static readonly string[] WithParks = ["officer-parks"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static object Patrol(string day, string[]? officers = null) =>
        new
        {
            kind = "joint",
            category = "X01",
            startedAt = $"{day}T08:00:00+08:00",
            officers,
        };

    private static object Report(string day, Guid patrol, object? facility = null, string? outcome = null) =>
        new
        {
            category = "03101",
            patrolId = patrol,
            observedAt = $"{day}T08:30:00+08:00",
            facility,
            outcome,
            position = new
            {
                lon = 113.3512,
                lat = 22.5511,
                coordSystem = "wgs84",
                accuracyMetres = 5,
            },
        };

    private static async Task<JsonElement> PutAsync(HttpClient client, string what, Guid id, object body)
    {
        using var answer = await client.PutJsonAsync($"/api/v1/{what}/{id}", body, Ct);
        Assert.Equal((201, null), (answer.Status, answer.Code));
        return answer.Body;
    }

    private async Task<decimal> FoundAsync(string day)
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var figure = await supervisor.ReadAsync(
            $"/api/v1/statistics?from={day}&to={day}&metric=problems_found",
            Ct
        );
        return figure["total"].GetDecimal();
    }

    [Fact]
    public async Task A_facility_that_is_collected_is_no_problem_found()
    {
        const string day = "2026-03-02";
        using var officer = await _app.LogInAsync("officer", Ct);
        var patrol = Guid.NewGuid();
        await PutAsync(officer, "patrols", patrol, Patrol(day));
        await PutAsync(officer, "reports", Guid.NewGuid(), Report(day, patrol));
        await PutAsync(
            officer,
            "reports",
            Guid.NewGuid(),
            Report(
                day,
                patrol,
                new
                {
                    type = "toilet",
                    code = "T-001",
                    name = "松苑公厕",
                }
            )
        );

        using var both = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            Report(day, patrol, new { type = "toilet", code = "T-001" }, "rectified_on_site"),
            Ct
        );
        using var read = await officer.ReadAsync($"/api/v1/patrols/{patrol}", Ct);

        Assert.Equal((422, "field_invalid", "outcome"), (both.Status, both.Code, both["field"].GetString()));
        Assert.Equal((1, 1), (read["problems"].GetInt32(), read["found"].GetArrayLength()));
        Assert.Equal(1m, await FoundAsync(day));
    }

    [Theory]
    [InlineData("2026-03-03", true)]
    [InlineData("2026-03-04", false)]
    public async Task A_report_under_the_patrol_of_others_is_flagged_and_counts_for_nothing(
        string day,
        bool isPatrolFirst
    )
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var stranger = await _app.LogInAsync("officer-parks", Ct);
        var (patrol, foreign) = (Guid.NewGuid(), Guid.NewGuid());
        if (isPatrolFirst)
        {
            await PutAsync(officer, "patrols", patrol, Patrol(day));
        }

        await PutAsync(officer, "reports", Guid.NewGuid(), Report(day, patrol));
        await PutAsync(stranger, "reports", foreign, Report(day, patrol));
        if (!isPatrolFirst)
        {
            await PutAsync(officer, "patrols", patrol, Patrol(day));
        }

        using var flagged = await stranger.ReadAsync($"/api/v1/reports/{foreign}", Ct);
        using var read = await officer.ReadAsync($"/api/v1/patrols/{patrol}", Ct);
        using var forbidden = await stranger.ReadAsync($"/api/v1/patrols/{patrol}", Ct);

        Assert.Equal(["foreign_patrol"], flagged["flags"].EnumerateArray().Select(flag => flag.GetString()));
        Assert.Equal(read["officerId"].GetGuid(), flagged["flagReasons.foreign_patrol.startedBy"].GetGuid());
        Assert.Equal((1, 1), (read["problems"].GetInt32(), read["found"].GetArrayLength()));
        Assert.Equal(1m, await FoundAsync(day));
        Assert.Equal((403, "outside_your_area"), (forbidden.Status, forbidden.Code));
    }

    [Fact]
    public async Task Who_takes_part_finds_for_it_and_reads_it()
    {
        const string day = "2026-03-05";
        using var officer = await _app.LogInAsync("officer", Ct);
        using var participant = await _app.LogInAsync("officer-parks", Ct);
        var (patrol, theirs) = (Guid.NewGuid(), Guid.NewGuid());
        await PutAsync(participant, "reports", theirs, Report(day, patrol));
        await PutAsync(officer, "patrols", patrol, Patrol(day, WithParks));

        using var read = await participant.ReadAsync($"/api/v1/patrols/{patrol}", Ct);
        using var report = await participant.ReadAsync($"/api/v1/reports/{theirs}", Ct);

        Assert.Equal((200, 1), (read.Status, read["problems"].GetInt32()));
        Assert.Empty(report["flags"].EnumerateArray());
        Assert.Equal(1m, await FoundAsync(day));
    }
}
