using CityOps.IntegrationTests.Maps;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>Cases that were merged one into another, and into a third.</summary>
public sealed class MergedCaseTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_report_of_a_chain_of_merges_shows_on_the_case_that_is_left_and_leads_to_it()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        var photo = Pictures.Jpeg();
        var (report, a) = await ReportAsync(officer, photo);
        var (_, b) = await ReportAsync(officer);
        var (_, c) = await ReportAsync(officer);

        using var intoB = await dispatcher.PostJsonAsync($"/api/v1/cases/{a}/merge", new { into = b }, Ct);
        using var intoC = await dispatcher.PostJsonAsync($"/api/v1/cases/{b}/merge", new { into = c }, Ct);
        using var left = await dispatcher.ReadAsync($"/api/v1/cases/{c}", Ct);
        using var middle = await dispatcher.ReadAsync($"/api/v1/cases/{b}", Ct);
        using var receipt = await officer.ReadAsync($"/api/v1/reports/{report}", Ct);

        Assert.Equal(
            new[] { a, b }.Order(),
            left["merged"].EnumerateArray().Select(m => m.GetProperty("id").GetGuid()).Order()
        );
        Assert.Equal(
            Pictures.Sha256(photo),
            Assert.Single(left["photos"].EnumerateArray()).GetProperty("sha256").GetString()
        );
        Assert.Equal(
            (c, a),
            (
                middle["mergedInto.id"].GetGuid(),
                Assert.Single(middle["merged"].EnumerateArray()).GetProperty("id").GetGuid()
            )
        );
        Assert.Equal(
            ("merged", c, "pending_register"),
            (
                receipt["case.status"].GetString(),
                receipt["case.mergedInto.id"].GetGuid(),
                receipt["case.mergedInto.status"].GetString()
            )
        );
    }

    [Fact]
    public async Task Candidates_are_those_that_were_seen_at_the_same_time_whenever_word_of_them_came()
    {
        await using var db = _app.NewContext();
        var seen = new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
        var first = await NewCase.OpenAsync(db, Ct, lon: 113.32, lat: 22.52, at: seen, observedAt: seen);
        var late = await NewCase.OpenAsync(
            db,
            Ct,
            lon: 113.32,
            lat: 22.52,
            at: seen.AddDays(2),
            observedAt: seen.AddHours(1)
        );
        // another day's
        await NewCase.OpenAsync(db, Ct, lon: 113.32, lat: 22.52, at: seen.AddDays(2), observedAt: seen.AddDays(2));
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);

        using var candidates = await dispatcher.ReadAsync($"/api/v1/cases/{first.Id}/duplicates", Ct);
        await NewCase.StepAsync(db, first, "file", Ct);
        await NewCase.StepAsync(db, first, "dispatch", Ct);
        await NewCase.StepAsync(db, first, "handle", Ct);
        using var whenHandled = await dispatcher.ReadAsync($"/api/v1/cases/{first.Id}/duplicates", Ct);

        var only = Assert.Single(candidates["items"].EnumerateArray());
        Assert.Equal(
            (late.Id, 60, true),
            (
                only.GetProperty("id").GetGuid(),
                (int)only.GetProperty("minutes").GetDouble(),
                only.GetProperty("mergeable").GetBoolean()
            )
        );
        // nothing is merged from pending_check
        Assert.False(Assert.Single(whenHandled["items"].EnumerateArray()).GetProperty("mergeable").GetBoolean());
    }

    private static async Task<(Guid Report, Guid Case)> ReportAsync(HttpClient officer, byte[]? photo = null)
    {
        var id = Guid.NewGuid();
        using var answer = await officer.PutJsonAsync(
            $"/api/v1/reports/{id}",
            new
            {
                category = "03101",
                observedAt = "2026-06-01T08:00:00+08:00",
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
                photos = photo is null
                    ? []
                    : new[]
                    {
                        new
                        {
                            sha256 = Pictures.Sha256(photo),
                            bytes = photo.Length,
                            type = "image/jpeg",
                        },
                    },
            },
            Ct
        );
        Assert.Equal(201, answer.Status);
        return (id, answer["case.id"].GetGuid());
    }
}
