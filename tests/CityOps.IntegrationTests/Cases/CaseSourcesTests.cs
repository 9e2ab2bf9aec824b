using System.Text.Json;
using CityOps.App.Features.Demo;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>What whoever judges a case sees of the reports behind it.</summary>
public sealed class CaseSourcesTests : IAsyncLifetime
{
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct, builder => builder.Configuration["Flags:OldestSeen"] = "30.00:00:00");
        await using var db = _app.NewContext();
        await DemoForms.LoadAsync(db, new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), Ct);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Flags_reach_who_judges_with_the_answers_the_photos_and_the_patrol()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        var (old, fresh, patrol) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var photo = Pictures.Jpeg();
        using var reported = await officer.PutJsonAsync(
            $"/api/v1/reports/{old}",
            new
            {
                category = "L0601",
                observedAt = "2005-03-04T08:00:00+08:00",
                patrolId = patrol,
                position = new
                {
                    lon = 113.3512,
                    lat = 22.5511,
                    coordSystem = "wgs84",
                    accuracyMetres = 7,
                },
                answers = new
                {
                    road = "东明路",
                    kinds = new[] { "kerb" },
                    kerb_m = 12.5,
                },
                photos = new[]
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
        using var other = await officer.PutJsonAsync(
            $"/api/v1/reports/{fresh}",
            new
            {
                category = "03101",
                observedAt = DateTimeOffset.UtcNow.AddMinutes(-5),
                position = new
                {
                    lon = 113.36,
                    lat = 22.56,
                    coordSystem = "wgs84",
                },
            },
            Ct
        );

        using var read = await supervisor.ReadAsync($"/api/v1/cases/{reported["case.id"].GetGuid()}", Ct);
        using var flagged = await supervisor.ReadAsync("/api/v1/cases?flag=time_skew,reused_photo", Ct);
        using var any = await supervisor.ReadAsync("/api/v1/cases?flag=*", Ct);
        using var none = await supervisor.ReadAsync("/api/v1/cases?flag=foreign_patrol", Ct);

        var source = Assert.Single(read["sources"].EnumerateArray());
        Assert.Equal(
            (old, "officer"),
            (source.GetProperty("report").GetGuid(), source.GetProperty("officer").GetString())
        );
        Assert.Equal("2005-03-04T08:00:00+08:00", source.GetProperty("observedAt").GetString()); // it keeps its day
        Assert.Equal(["time_skew"], source.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()));
        Assert.True(
            source.GetProperty("flagReasons").GetProperty("time_skew").GetProperty("seconds").GetDouble() < -600_000_000
        );
        Assert.Equal(
            ["道路名称:东明路", "维修内容:侧石", "侧石:12.5m"],
            source
                .GetProperty("answers")
                .EnumerateArray()
                .Select(answer => $"{answer.GetProperty("label").GetProperty("zh").GetString()}:{Words(answer)}")
        );
        Assert.Equal("declared", source.GetProperty("photos")[0].GetProperty("state").GetString());
        Assert.Equal(
            (patrol, false),
            (
                source.GetProperty("patrol").GetProperty("id").GetGuid(),
                source.GetProperty("patrol").GetProperty("arrived").GetBoolean()
            )
        );
        Assert.All(new[] { flagged, any }, list =>
            Assert.Equal(
                reported["case.id"].GetGuid(),
                Assert.Single(list["items"].EnumerateArray()).GetProperty("id").GetGuid()
            )
        );
        Assert.Empty(none["items"].EnumerateArray());
    }

    private static string Words(JsonElement answer) =>
        answer.GetProperty("choices") is { ValueKind: JsonValueKind.Array } choices
            ? string.Join('、', choices.EnumerateArray().Select(choice => choice.GetProperty("zh").GetString()))
            : answer.GetProperty("value") + answer.GetProperty("unit").GetString();

    [Theory]
    [InlineData("status=foo")]
    [InlineData("source=foo")]
    [InlineData("flag=foo")]
    [InlineData("town=999999999")]
    [InlineData("org=foo")]
    [InlineData("category=03101,foo")]
    public async Task A_filter_that_names_what_there_is_not_is_refused(string query)
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        using var list = await supervisor.ReadAsync($"/api/v1/cases?{query}", Ct);
        using var file = await supervisor.ReadAsync($"/api/v1/cases.csv?{query}", Ct);

        Assert.Equal((400, "filter_unknown", query.Split('=')[0]), (list.Status, list.Code, list["field"].GetString()));
        Assert.Equal("filter_unknown", file.Code);
    }

    [Fact]
    public async Task Times_of_a_list_are_the_citys_as_a_cases_are()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var reported = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                observedAt = DateTimeOffset.UtcNow.AddMinutes(-5),
                position = new
                {
                    lon = 113.36,
                    lat = 22.56,
                    coordSystem = "wgs84",
                },
            },
            Ct
        );

        using var list = await supervisor.ReadAsync("/api/v1/cases", Ct);
        using var read = await supervisor.ReadAsync($"/api/v1/cases/{reported["case.id"].GetGuid()}", Ct);

        Assert.Equal(read["reportedAt"].GetString(), list["items"][0].GetProperty("reportedAt").GetString());
        Assert.EndsWith("+08:00", read["reportedAt"].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind=foo")]
    [InlineData("state=nonsense")]
    [InlineData("org=foo")]
    public async Task A_letters_filter_too(string query)
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        using var list = await supervisor.ReadAsync($"/api/v1/letters?{query}", Ct);

        Assert.Equal((400, "filter_unknown"), (list.Status, list.Code));
    }
}
