using CityOps.Testing;

namespace CityOps.IntegrationTests.Patrols;

public sealed class PatrolExportTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_of_patrols_is_a_file_with_the_same_filters_and_rights()
    {
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        using var parks = await fixture.App.LogInAsync("officer-parks", Ct);
        using var supervisor = await fixture.App.LogInAsync("supervisor", Ct);
        var id = Guid.NewGuid();
        using var put = await officer.PutJsonAsync(
            $"/api/v1/patrols/{id}",
            new
            {
                kind = "joint",
                category = "X01",
                startedAt = "2026-03-02T08:00:00+08:00",
                endedAt = "2026-03-02T09:00:00+08:00",
                persons = 3,
                note = "早市",
            },
            Ct
        );
        Assert.Equal((201, null), (put.Status, put.Code));

        var mine = await RowsAsync(supervisor, "kind=joint&from=2026-03-02&to=2026-03-02&org=sanitation");
        using var sheet = await officer.GetAsync("/api/v1/patrols.xlsx?mine=true", Ct);
        using var unknown = await officer.ReadAsync("/api/v1/patrols.csv?kind=stroll", Ct);

        Assert.Contains(
            $"2026-03-02 08:00:00,2026-03-02 09:00:00,联合执法,环卫巡查,officer,,环卫中心,,3,0,早市,",
            Assert.Single(mine),
            StringComparison.Ordinal
        );
        Assert.EndsWith(id.ToString(), mine[0], StringComparison.Ordinal);
        Assert.Empty(await RowsAsync(supervisor, "kind=daily"));
        Assert.Empty(await RowsAsync(parks, ""));
        Assert.Equal((byte)'P', (await sheet.Content.ReadAsByteArrayAsync(Ct))[0]);
        Assert.Equal((400, "filter_unknown"), (unknown.Status, unknown.Code));
    }

    private static async Task<string[]> RowsAsync(HttpClient client, string filter) =>
        (await client.GetStringAsync($"/api/v1/patrols.csv?{filter}", Ct)).TrimEnd().Split("\r\n")[1..];
}
