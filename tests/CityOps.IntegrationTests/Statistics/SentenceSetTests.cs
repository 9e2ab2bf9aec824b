using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Statistics;

public sealed class SentenceSetTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_town_neither_changes_a_set_nor_reads_another_towns_figure_by_it()
    {
        await new FieldRecords(fixture.App.Database.DataSource, _ct).ReportAsync(
            "parks",
            new DateTimeOffset(2020, 4, 10, 9, 0, 0, TimeSpan.FromHours(8)),
            town: TestCity.EastTown
        );
        using var supervisor = await fixture.App.LogInAsync("supervisor", _ct);
        using var town = await fixture.App.LogInAsync("supervisor-west", _ct);
        var set = new
        {
            name = "四月",
            lines = new[] { Line("east", "{period:四月间}发现{value}个", TestCity.EastTown) },
        };
        using var refused = await town.PutAsJsonAsync("/api/v1/line-sets/april", set, _ct);
        using var stored = await supervisor.PutAsJsonAsync("/api/v1/line-sets/april", set, _ct);
        stored.EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("四月间发现1个", await TextAsync(supervisor, "april/figures"));
        Assert.Equal("四月间发现—个", await TextAsync(town, "april/figures"));
        Assert.Equal(
            "2020年4月11日至12日发现0个",
            await TextAsync(supervisor, "april/figures?from=2020-04-11&to=2020-04-12")
        );
    }

    [Theory]
    [InlineData("""{"name":"x","lines":[null]}""")]
    [InlineData("""{"name":"x","lines":[{"code":null,"metric":null,"from":"2020-01-01","text":"{value}"}]}""")]
    [InlineData("""{"name":"x","lines":[{"code":"a","metric":"patrols","from":"2020-01-01","text":null}]}""")]
    [InlineData(
        """{"name":"x","lines":[{"code":"a","metric":"patrols","from":"2020-01-01","text":"{value}","town":"999"}]}"""
    )]
    [InlineData("""{"name":"x","lines":[{"code":"a","metric":"patrols","from":"2020-01-01","text":"{nowhere}"}]}""")]
    public async Task A_set_with_a_line_that_cannot_be_said_is_refused(string body)
    {
        using var supervisor = await fixture.App.LogInAsync("supervisor", _ct);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await supervisor.PutAsync("/api/v1/line-sets/broken", content, _ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(
            "line_invalid",
            (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString()
        );
    }

    private static object Line(string code, string text, string town) =>
        new
        {
            code,
            metric = "problems_found",
            town,
            from = "2020-04-01",
            to = "2020-04-30",
            text,
        };

    private async Task<string?> TextAsync(HttpClient client, string address) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/line-sets/" + address, _ct))[0]
            .GetProperty("text")
            .GetString();
}
