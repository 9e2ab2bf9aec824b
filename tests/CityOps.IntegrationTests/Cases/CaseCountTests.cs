using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>The figures of a list are those of the cases that it holds, for everybody and in any area.</summary>
public sealed class CaseCountTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("polygon=113.2,22.4;113.4,22.4;113.4,22.7;113.2,22.7")]
    [InlineData("polygon=113.5,22.4;113.52,22.4;113.52,22.42")]
    public async Task Counts_are_those_of_the_list_for_every_account(string narrowed)
    {
        var records = new FieldRecords(fixture.App.Database.DataSource, Ct);
        foreach (
            var (organisation, town) in (IEnumerable<(string, string)>)
                [("sanitation", TestCity.WestTown), ("sanitation", TestCity.WestTown), ("parks", TestCity.EastTown)]
        )
        {
            await records.CaseAsync(organisation, DateTimeOffset.UnixEpoch.AddYears(50), null, null, town);
        }

        foreach (var login in (string[])["officer", "handler", "supervisor", "supervisor-west", "contractor"])
        {
            using var caller = await fixture.App.LogInAsync(login, Ct);
            using var counts = await caller.ReadAsync($"/api/v1/cases/counts?{narrowed}", Ct);
            using var list = await caller.ReadAsync($"/api/v1/cases?limit=500&{narrowed}", Ct);
            var items = list["items"].EnumerateArray().ToList();

            Assert.Equal((login, items.Count), (login, counts["cases"].GetInt32()));
            Assert.Equal(items.Count(one => one.GetProperty("overdue").GetBoolean()), counts["overdue"].GetInt32());
            Assert.Equal(
                items.CountBy(one => one.GetProperty("status").GetString()!).OrderBy(one => one.Key),
                counts["statuses"]
                    .EnumerateObject()
                    .Select(one => KeyValuePair.Create(one.Name, one.Value.GetInt32()))
                    .OrderBy(one => one.Key)
            );
            Assert.Equal(
                items.CountBy(one => one.GetProperty("category").GetString()!).OrderBy(one => one.Key),
                counts["categories"]
                    .EnumerateArray()
                    .Select(one =>
                        KeyValuePair.Create(
                            one.GetProperty("category").GetString()!,
                            one.GetProperty("cases").GetInt32()
                        )
                    )
                    .OrderBy(one => one.Key)
            );
        }
    }

    [Fact]
    public async Task An_area_whose_border_crosses_itself_is_refused()
    {
        using var supervisor = await fixture.App.LogInAsync("supervisor", Ct);

        using var refused = await supervisor.ReadAsync("/api/v1/cases/counts?polygon=113,22;114,23;114,22;113,23", Ct);

        Assert.Equal((400, "polygon_invalid"), (refused.Status, refused.Code));
    }
}
