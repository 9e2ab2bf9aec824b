using System.Globalization;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>When in the week cases are reported: an hour's count is the length of its list, for everybody.</summary>
public sealed class CaseHourTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hours_are_the_citys_and_their_counts_are_those_of_the_lists_for_every_account()
    {
        // 2023-05-07 was a Sunday; its last hour is 15:xx in UTC, and the next one is Monday's.
        var records = new FieldRecords(fixture.App.Database.DataSource, Ct);
        foreach (var at in (string[])["2023-05-07T15:59:59Z", "2023-05-07T16:00:00Z", "2023-05-07T16:59:59Z"])
        {
            await records.CaseAsync("sanitation", DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), null, null);
        }

        await records.CaseAsync("parks", DateTimeOffset.UnixEpoch.AddYears(50), null, null, TestCity.EastTown);

        using var supervisor = await fixture.App.LogInAsync("supervisor", Ct);
        using var hours = await supervisor.ReadAsync("/api/v1/cases/hours?from=2023-05-07&to=2023-05-08", Ct);

        Assert.Equal(
            [("1-00", 2), ("7-23", 1)],
            hours["items"]
                .EnumerateArray()
                .Select(one => (one.GetProperty("hour").GetString()!, one.GetProperty("cases").GetInt32()))
        );
        foreach (var login in (string[])["officer", "handler", "supervisor", "supervisor-west", "contractor"])
        {
            using var caller = await fixture.App.LogInAsync(login, Ct);
            using var own = await caller.ReadAsync("/api/v1/cases/hours", Ct);
            using var all = await caller.ReadAsync("/api/v1/cases?limit=500", Ct);
            Assert.Equal(
                (login, all["items"].GetArrayLength()),
                (login, own["items"].EnumerateArray().Sum(one => one.GetProperty("cases").GetInt32()))
            );
            foreach (var one in own["items"].EnumerateArray())
            {
                var hour = one.GetProperty("hour").GetString();
                using var list = await caller.ReadAsync($"/api/v1/cases?hour={hour}&limit=500", Ct);
                Assert.Equal(one.GetProperty("cases").GetInt32(), list["items"].GetArrayLength());
            }
        }
    }

    [Theory]
    [InlineData("8-00")]
    [InlineData("1-24")]
    [InlineData("monday")]
    public async Task An_hour_that_no_week_has_is_refused(string hour)
    {
        using var supervisor = await fixture.App.LogInAsync("supervisor", Ct);
        using var refused = await supervisor.ReadAsync($"/api/v1/cases?hour={hour}", Ct);

        Assert.Equal((400, "filter_unknown"), (refused.Status, refused.Code));
    }
}
