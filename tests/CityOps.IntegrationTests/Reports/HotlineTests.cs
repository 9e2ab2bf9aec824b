using CityOps.Testing;

namespace CityOps.IntegrationTests.Reports;

/// <summary>Calls (12345 and others) that a dispatcher enters: reports whose reporter was not there.</summary>
public sealed class HotlineTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static readonly DateTimeOffset Called = new(2026, 5, 6, 9, 0, 0, TimeSpan.FromHours(8));
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_a_dispatcher_enters_is_a_case_and_is_found_by_its_source()
    {
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var officer = await _app.LogInAsync("officer", Ct);
        var (call, patrol) = (Guid.NewGuid(), Guid.NewGuid());

        using var entered = await dispatcher.PutJsonAsync($"/api/v1/reports/{call}", Call(113.35), Ct);
        using var again = await dispatcher.PutJsonAsync($"/api/v1/reports/{call}", Call(113.35), Ct);
        using var seen = await officer.PutJsonAsync($"/api/v1/reports/{patrol}", Call(113.36), Ct);

        Assert.Equal((201, 200, 201), (entered.Status, again.Status, seen.Status));
        Assert.Equal("hotline", entered["source"].GetString());
        Assert.Equal("patrol", seen["source"].GetString());
        var (ofCall, ofPatrol) = (entered["case.number"].GetString(), seen["case.number"].GetString());
        var calls = await NumbersAsync(dispatcher, "hotline");
        var both = await NumbersAsync(dispatcher, "patrol,hotline,feedback");
        Assert.Contains(ofCall, calls);
        Assert.DoesNotContain(ofPatrol, calls);
        Assert.Contains(ofCall, both);
        Assert.Contains(ofPatrol, both);
        Assert.Contains(ofPatrol, await NumbersAsync(dispatcher, "report"));
    }

    [Fact]
    public async Task Who_enters_two_calls_from_two_places_was_at_neither()
    {
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());

        using var here = await dispatcher.PutJsonAsync($"/api/v1/reports/{first}", Call(113.35), Ct);
        using var there = await dispatcher.PutJsonAsync($"/api/v1/reports/{second}", Call(113.45, minutes: 2), Ct);
        await _app.JudgeReportsAsync(Ct);
        using var read = await dispatcher.ReadAsync($"/api/v1/reports/{second}", Ct);

        Assert.Empty(read["flags"].EnumerateArray()); // 10 km in two minutes
    }

    [Fact]
    public async Task A_handler_enters_none()
    {
        using var handler = await _app.LogInAsync("handler", Ct);

        using var refused = await handler.PutJsonAsync($"/api/v1/reports/{Guid.NewGuid()}", Call(113.35), Ct);

        Assert.Equal((403, "forbidden"), (refused.Status, refused.Code));
    }

    private static object Call(double lon, int minutes = 0) =>
        new
        {
            category = "03101",
            position = new
            {
                lon,
                lat = 22.55,
                coordSystem = "wgs84",
            },
            observedAt = Called.AddMinutes(minutes),
            description = "市民来电：路边堆放垃圾",
        };

    private static async Task<IReadOnlyList<string?>> NumbersAsync(HttpClient client, string source)
    {
        using var listed = await client.ReadAsync($"/api/v1/cases?source={source}", Ct);
        return [.. listed["items"].EnumerateArray().Select(item => item.GetProperty("number").GetString())];
    }
}
