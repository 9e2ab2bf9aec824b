using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Statistics;

public sealed class StatisticsApiTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string October = "from=2023-10-01&to=2023-10-31";
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_figure_is_the_number_of_records_that_its_evidence_lists_over_all_pages()
    {
        var records = new FieldRecords(fixture.App.Database.DataSource, _ct);
        for (var i = 0; i < 23; i++)
        {
            await records.ReportAsync("parks", new DateTimeOffset(2022, 10, 1 + i % 5, 9, 0, 0, TimeSpan.FromHours(8)));
        }

        using var supervisor = await fixture.App.LogInAsync("supervisor", _ct);
        var figure = await supervisor.GetFromJsonAsync<JsonElement>(
            "/api/v1/statistics?from=2022-10-01&to=2022-10-31&metric=problems_found&by=org",
            _ct
        );
        var ids = new HashSet<string>();
        var next = "";
        JsonElement page;
        do
        {
            page = await supervisor.GetFromJsonAsync<JsonElement>(
                $"/api/v1/statistics/problems_found/evidence?from=2022-10-01&to=2022-10-31&org=parks&limit=10{next}",
                _ct
            );
            ids.UnionWith(
                page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sourceId").GetString()!)
            );
            next = "&cursor=" + page.GetProperty("next").GetString();
        } while (page.GetProperty("next").ValueKind != JsonValueKind.Null);

        Assert.Equal(
            """{"metric":"problems_found","name":"巡查发现问题","unit":"个","from":"2022-10-01","to":"2022-10-31","total":23,"rows":[{"key":"parks","name":"园林中心","value":23}]}""",
            figure.GetRawText()
        );
        Assert.Equal((23, 23), (page.GetProperty("total").GetInt32(), page.GetProperty("count").GetInt32()));
        Assert.Equal(23, ids.Count);
    }

    [Fact]
    public async Task A_rate_has_a_target_that_an_administrator_sets_and_the_audit_log_knows()
    {
        using var admin = await fixture.App.LogInAsync("admin", _ct);
        using var supervisor = await fixture.App.LogInAsync("supervisor", _ct);
        Task<ApiAnswer> SetAsync(HttpClient by, string metric, object? value) =>
            by.PutJsonAsync($"/api/v1/statistics/metrics/{metric}/target", new { value }, _ct);
        async Task<List<(string?, decimal)>> TargetsAsync()
        {
            var metrics = await supervisor.GetFromJsonAsync<JsonElement>("/api/v1/statistics/metrics", _ct);
            return
            [
                .. metrics
                    .EnumerateArray()
                    .Where(metric => metric.GetProperty("target").ValueKind == JsonValueKind.Number)
                    .Select(metric =>
                        (metric.GetProperty("code").GetString(), metric.GetProperty("target").GetDecimal())
                    ),
            ];
        }

        using var first = await SetAsync(admin, "closing_rate", 95);
        using var other = await SetAsync(admin, "closing_rate", 97.5);
        var targets = await TargetsAsync();
        using var forbidden = await SetAsync(supervisor, "closing_rate", 1);
        using var count = await SetAsync(admin, "cases_closed", 50);
        using var beyond = await SetAsync(admin, "closing_rate", 101);
        using var unknown = await SetAsync(admin, "closing", 50);
        using var none = await SetAsync(admin, "closing_rate", null);

        Assert.Equal((200, 200, 200), (first.Status, other.Status, none.Status));
        Assert.Equal([("closing_rate", 97.5m)], targets);
        Assert.Equal((403, "forbidden"), (forbidden.Status, forbidden.Code));
        Assert.Equal((422, "field_invalid"), (count.Status, count.Code));
        Assert.Equal((422, "field_invalid"), (beyond.Status, beyond.Code));
        Assert.Equal("metric_unknown", unknown.Code);
        Assert.Empty(await TargetsAsync());
        Assert.Equal(
            "target.made target.changed target.removed",
            await Stored.ScalarAsync<string>(
                fixture.App.Database,
                "select string_agg(action, ' ' order by seq) from audit_log where subject_kind = 'target' and login = 'admin'",
                _ct
            )
        );
    }

    [Fact]
    public async Task What_fell_to_nothing_is_a_row_and_the_rows_before_add_up_to_the_total_before()
    {
        var records = new FieldRecords(fixture.App.Database.DataSource, _ct);
        await records.ReportAsync("parks", new DateTimeOffset(2021, 4, 10, 9, 0, 0, TimeSpan.FromHours(8)));
        await records.ReportAsync("municipal", new DateTimeOffset(2021, 4, 11, 9, 0, 0, TimeSpan.FromHours(8)));
        await records.ReportAsync("parks", new DateTimeOffset(2021, 5, 11, 9, 0, 0, TimeSpan.FromHours(8)));

        using var supervisor = await fixture.App.LogInAsync("supervisor", _ct);
        var figure = await supervisor.GetFromJsonAsync<JsonElement>(
            "/api/v1/statistics?from=2021-05-01&to=2021-05-31&metric=problems_found&by=org&compare=true",
            _ct
        );
        var rows = figure.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("key").GetString()!);

        Assert.Equal(
            (1, 1),
            (
                rows["parks"].GetProperty("value").GetInt32(),
                rows["parks"].GetProperty("previous").GetProperty("value").GetInt32()
            )
        );
        Assert.Equal(
            (0, 1),
            (
                rows["municipal"].GetProperty("value").GetInt32(),
                rows["municipal"].GetProperty("previous").GetProperty("value").GetInt32()
            )
        );
        Assert.Equal(2, figure.GetProperty("previous").GetProperty("value").GetInt32());
        Assert.Equal("-100.00%", rows["municipal"].GetProperty("previous").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_patrol_sent_by_the_phone_counts_at_once_and_its_evidence_can_be_opened()
    {
        using var officer = await fixture.App.LogInAsync("officer", _ct);
        var id = Guid.NewGuid();
        using var stored = await officer.PutAsJsonAsync(
            $"/api/v1/patrols/{id}",
            new { category = "X01", startedAt = "2023-10-09T09:00:00+08:00" },
            _ct
        );

        var figure = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/statistics?{October}&metric=patrols", _ct);
        var evidence = await officer.GetFromJsonAsync<JsonElement>(
            $"/api/v1/statistics/patrols/evidence?{October}",
            _ct
        );
        using var record = await officer.GetAsync(evidence.GetProperty("items")[0].GetProperty("url").GetString(), _ct);

        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        Assert.Equal(1, figure.GetProperty("total").GetInt32());
        Assert.Equal(id.ToString(), evidence.GetProperty("items")[0].GetProperty("sourceId").GetString());
        Assert.Equal(HttpStatusCode.OK, record.StatusCode);
    }

    [Fact]
    public async Task An_officer_sees_the_figures_of_the_own_organisation_only()
    {
        var records = new FieldRecords(fixture.App.Database.DataSource, _ct);
        await records.PatrolAsync("parks", new DateTimeOffset(2021, 5, 1, 9, 0, 0, TimeSpan.FromHours(8)));
        await records.PatrolAsync("sanitation", new DateTimeOffset(2021, 5, 1, 9, 0, 0, TimeSpan.FromHours(8)));
        using var officer = await fixture.App.LogInAsync("officer", _ct);

        var own = await officer.GetFromJsonAsync<JsonElement>(
            "/api/v1/statistics?from=2021-05-01&to=2021-05-01&metric=patrols&by=org",
            _ct
        );
        using var foreign = await officer.GetAsync(
            "/api/v1/statistics?from=2021-05-01&to=2021-05-01&metric=patrols&org=parks",
            _ct
        );

        Assert.Equal(
            "sanitation",
            Assert.Single(own.GetProperty("rows").EnumerateArray()).GetProperty("key").GetString()
        );
        Assert.Equal((HttpStatusCode.Forbidden, "outside_your_area"), (foreign.StatusCode, await CodeAsync(foreign)));
    }

    [Theory]
    [InlineData("statistics?from=2023-10-31&to=2023-10-01&metric=patrols", "period_reversed", "before it begins")]
    [InlineData("statistics?from=2023-10-01&metric=patrols", "field_missing", "to is missing")]
    [InlineData("statistics?from=2023-02-30&to=2023-10-01", "field_invalid", "2023-02-30")]
    [InlineData("statistics?from=2023-10-01&to=2023-10-31&metric=patrol", "metric_unknown", "Did you mean patrols?")]
    [InlineData("statistics?from=2023-10-01&to=2023-10-31&by=orgs", "cut_unknown", "Did you mean org?")]
    [InlineData(
        "statistics?from=2023-10-01&to=2023-10-31&metric=patrols&org=sanitatoin",
        "filter_unknown",
        "sanitatoin"
    )]
    [InlineData(
        "statistics?from=2023-10-01&to=2023-10-31&metric=patrols&town=442000999",
        "filter_unknown",
        "442000999"
    )]
    [InlineData(
        "statistics?from=2023-10-01&to=2023-10-31&metric=cases_filed&source=phone",
        "filter_unknown",
        "patrol, camera"
    )]
    [InlineData("statistics/patrols/evidence?from=2023-10-01&to=2023-10-31&category=999", "filter_unknown", "999")]
    [InlineData("statistics/problem_found/evidence?from=2023-10-01&to=2023-10-31", "metric_unknown", "problems_found")]
    [InlineData("statistics/patrols/evidence?from=2023-10-01&to=2023-10-31&cursor=abc", "invalid_cursor", "")]
    public async Task A_question_that_makes_no_sense_is_refused_with_a_hint(string path, string code, string hint)
    {
        using var supervisor = await fixture.App.LogInAsync("supervisor", _ct);

        using var answer = await supervisor.GetAsync($"/api/v1/{path}", _ct);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(_ct);

        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Contains(hint, problem.GetProperty("detail").GetString() ?? "", StringComparison.Ordinal);
    }

    private async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString();
}
