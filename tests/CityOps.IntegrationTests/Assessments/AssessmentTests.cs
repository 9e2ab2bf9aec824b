using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Statistics;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Assessments;

/// <summary>Findings cost what the standard says, count like any other record, and stand in the bulletin with their
/// scores.</summary>
public sealed class AssessmentTests : IAsyncLifetime
{
    private const string December = "from=2023-12-01&to=2023-12-31";
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private HttpClient _supervisor = null!;
    private HttpClient _officer = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(_ct);
        _supervisor = await _app.LogInAsync("supervisor", _ct);
        _officer = await _app.LogInAsync("officer", _ct);
        await AdoptMetrics.RunAsync(_app.Database.DataSource, _ct);
    }

    public async ValueTask DisposeAsync()
    {
        _supervisor.Dispose();
        _officer.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_finding_keeps_what_it_cost_when_the_standard_changes_and_counts_no_longer_when_it_is_withdrawn()
    {
        var id = Guid.NewGuid();
        var body = new
        {
            item = "T03",
            town = TestCity.WestTown,
            foundOn = "2023-12-05",
            times = 3,
        };
        Assert.Equal(HttpStatusCode.Created, await PutAsync(id, body));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(id, body));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(id, body with { times = 4 }));
        using var changed = await _supervisor.PutAsJsonAsync(
            "/api/v1/assessments/standard/items/T03",
            new
            {
                subject = "town",
                component = "dynamic",
                name = "乱堆放",
                unit = "处",
                points = 5,
            },
            _ct
        );
        changed.EnsureSuccessStatusCode();

        Assert.Equal(0.6m, await TotalAsync("town_points_lost"));
        Assert.Equal(0.6m, await TotalAsync("town_component_points_lost.dynamic"));
        var evidence = await _supervisor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/statistics/town_points_lost/evidence?{December}&town={TestCity.WestTown}",
            _ct
        );
        var record = await _supervisor.GetFromJsonAsync<JsonElement>(
            evidence.GetProperty("items")[0].GetProperty("url").GetString(),
            _ct
        );
        Assert.Equal("乱堆放", record.GetProperty("itemName").GetString());

        using var withdrawn = await _supervisor.PostAsJsonAsync(
            $"/api/v1/assessments/{id}/withdrawal",
            new { id = Guid.NewGuid(), reason = "位置有误" },
            _ct
        );
        withdrawn.EnsureSuccessStatusCode();
        Assert.Equal(0m, await TotalAsync("town_points_lost"));
    }

    [Fact]
    public async Task A_finding_is_listed_with_its_photo_and_place_and_the_scores_rank_what_is_left()
    {
        var photo = Pictures.Jpeg();
        await TusUpload.SendPhotoAsync(_officer, photo, _ct);
        var body = new
        {
            item = "T06",
            town = TestCity.WestTown,
            foundOn = "2023-12-05",
            times = 10,
            note = "东明路口",
            position = new
            {
                lon = 113.38786763,
                lat = 22.518417395,
                coordSystem = "gcj02",
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
        };
        var id = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.Created, await PutAsync(id, body));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(id, body));
        Assert.Equal(
            HttpStatusCode.Created,
            await PutAsync(
                Guid.NewGuid(),
                new
                {
                    item = "T01",
                    town = TestCity.EastTown,
                    foundOn = "2023-12-06",
                }
            )
        );

        var first = await _supervisor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/assessments?{December}&subject=town&limit=1",
            _ct
        );
        var second = await _supervisor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/assessments?{December}&subject=town&limit=1&cursor={first.GetProperty("next").GetString()}",
            _ct
        );
        var finding = second.GetProperty("items")[0];
        Assert.Equal("T01", first.GetProperty("items")[0].GetProperty("item").GetString());
        Assert.Equal(
            (id.ToString(), "verified"),
            (finding.GetProperty("id").GetString(), finding.GetProperty("photos")[0].GetProperty("state").GetString())
        );
        Assert.Equal(113.382391, finding.GetProperty("position").GetProperty("lon").GetDouble(), 5); // WGS84
        using var shown = await _supervisor.GetAsync($"/api/v1/photos/{Pictures.Sha256(photo)}", _ct);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);

        var scores = (await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/assessments/scores?month=2023-12", _ct))
            .GetProperty("items")
            .EnumerateArray()
            .Where(score => score.GetProperty("subject").GetString() == "town")
            .Select(score =>
                (
                    score.GetProperty("name").GetString(),
                    score.GetProperty("rank").GetInt32(),
                    score.GetProperty("score").GetDecimal()
                )
            );
        Assert.Equal([("东镇", 1, 99.8m), ("西镇", 2, 97m)], scores);
        using var reversed = await _supervisor.GetAsync("/api/v1/assessments?from=2023-12-31&to=2023-12-01", _ct);
        Assert.Equal(
            "period_reversed",
            (await reversed.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task Scores_are_of_any_days_and_of_as_many_shares_as_the_bureau_has()
    {
        using var shares = await _supervisor.PutJsonAsync(
            "/api/v1/assessments/standard/components",
            new
            {
                components = new[]
                {
                    Share("dynamic", "动态测评", 60),
                    Share("mechanism", "长效机制", 15),
                    Share("toilets", "公厕管理", 10),
                    Share("greenery", "绿化管养", 15),
                },
            },
            _ct
        );
        using var item = await _supervisor.PutJsonAsync(
            "/api/v1/assessments/standard/items/T31",
            new
            {
                subject = "town",
                component = "greenery",
                name = "绿地缺株",
                unit = "处",
                points = 0.5,
            },
            _ct
        );
        foreach (
            var (of, day) in ((string, string)[])[("T31", "2023-11-30"), ("T31", "2023-12-01"), ("T01", "2024-01-02")]
        )
        {
            await PutAsync(
                Guid.NewGuid(),
                new
                {
                    item = of,
                    town = TestCity.WestTown,
                    foundOn = day,
                    times = 4,
                }
            );
        }

        using var quarter = await _supervisor.ReadAsync(
            "/api/v1/assessments/scores?from=2023-10-01&to=2023-12-31",
            _ct
        );
        using var month = await _supervisor.ReadAsync("/api/v1/assessments/scores?month=2023-12", _ct);
        using var figure = await _supervisor.ReadAsync(
            "/api/v1/statistics?from=2023-10-01&to=2023-12-31&metric=town_component_points_lost.greenery",
            _ct
        );
        using var inUse = await _supervisor.PutJsonAsync(
            "/api/v1/assessments/standard/components",
            new { components = new[] { Share("dynamic", "动态测评", 100) } },
            _ct
        );
        using var over = await _supervisor.PutJsonAsync(
            "/api/v1/assessments/standard/components",
            new { components = new[] { Share("dynamic", "动态测评", 60), Share("dynamic", "动态测评", 40) } },
            _ct
        );
        using var both = await _supervisor.ReadAsync("/api/v1/assessments/scores?month=2023-12&from=2023-12-01", _ct);
        using var reversed = await _supervisor.ReadAsync(
            "/api/v1/assessments/scores?from=2023-12-02&to=2023-12-01",
            _ct
        );

        Assert.Equal((200, 200), (shares.Status, item.Status));
        Assert.Equal(
            ["dynamic", "mechanism", "toilets", "greenery"],
            item["components"].EnumerateArray().Select(c => c.GetProperty("code").GetString()!)
        );
        Assert.Equal((96m, 11m), (West(quarter).Score, West(quarter).Greenery));
        Assert.Equal((98m, 13m), (West(month).Score, West(month).Greenery));
        Assert.Equal(4m, figure["total"].GetDecimal());
        Assert.All([inUse, over, both, reversed], refused =>
            Assert.Equal((422, "field_invalid"), (refused.Status, refused.Code))
        );

        static object Share(string code, string name, int weight) =>
            new
            {
                code,
                name,
                weight,
            };

        static (decimal Score, decimal Greenery) West(ApiAnswer scores)
        {
            var of = scores["items"]
                .EnumerateArray()
                .Single(s => s.GetProperty("code").GetString() == TestCity.WestTown);
            return (
                of.GetProperty("score").GetDecimal(),
                of.GetProperty("components").GetProperty("greenery").GetDecimal()
            );
        }
    }

    [Fact]
    public async Task The_bulletin_ranks_the_towns_by_what_is_left_of_the_weights()
    {
        await PutAsync(
            Guid.NewGuid(),
            new
            {
                item = "T06",
                town = TestCity.WestTown,
                foundOn = "2023-12-05",
                times = 10,
            }
        );
        await PutAsync(
            Guid.NewGuid(),
            new
            {
                item = "T21",
                town = TestCity.WestTown,
                foundOn = "2023-12-06",
                times = 100,
            }
        );
        using var weights = await _supervisor.PutAsJsonAsync(
            "/api/v1/assessments/standard/weights",
            new
            {
                weights = new
                {
                    dynamic = 60,
                    mechanism = 20,
                    toilets = 20,
                },
            },
            _ct
        );
        weights.EnsureSuccessStatusCode();
        await CloseMonth.RunAsync(
            _app.Database.DataSource,
            new Month(new(2023, 12, 1)),
            new DateTimeOffset(2024, 5, 11, 9, 0, 0, TimeSpan.Zero),
            _ct
        );

        var bulletin = await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/bulletins/2023-12.json", _ct);
        var rows = bulletin
            .GetProperty("sections")
            .EnumerateArray()
            .Single(section => section.GetProperty("key").GetString() == "town_index")
            .GetProperty("blocks")
            .EnumerateArray()
            .First(block => block.TryGetProperty("table", out _))
            .GetProperty("table")
            .GetProperty("rows");

        // 60 − 10 × 0.3 = 57; 20 whole; 100 × 0.3 takes more than the 20 points of the toilets, so nothing is left of
        // them.
        var west = rows.EnumerateArray()
            .Last(row => row.GetProperty("kind").GetString() == "Item")
            .GetProperty("cells");
        Assert.Equal(
            "33.00 57.00 20.00 0.00 77.00",
            string.Join(' ', west.EnumerateArray().Skip(2).Select(cell => cell.GetProperty("text").GetString()))
        );
        Assert.Equal("1", rows[0].GetProperty("cells")[0].GetProperty("text").GetString());
        Assert.Equal("100.00", rows[0].GetProperty("cells")[6].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("""{"item":"T99","town":"442000001","foundOn":"2023-12-05"}""")]
    [InlineData("""{"item":"T01","foundOn":"2023-12-05"}""")]
    [InlineData("""{"item":"C01","town":"442000001","foundOn":"2023-12-05"}""")]
    [InlineData("""{"item":"T01","town":"000000000","foundOn":"2023-12-05"}""")]
    [InlineData("""{"item":"T01","town":"442000001","foundOn":"2923-12-05"}""")]
    public async Task A_finding_that_names_what_is_not_there_is_refused(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _officer.PutAsync($"/api/v1/assessments/{Guid.NewGuid()}", content, _ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task A_town_sees_its_own_findings_and_neither_withdraws_them_nor_sets_the_standard()
    {
        var (own, others) = (Guid.NewGuid(), Guid.NewGuid());
        await PutAsync(
            own,
            new
            {
                item = "T03",
                town = TestCity.WestTown,
                foundOn = "2023-12-05",
            }
        );
        await PutAsync(
            others,
            new
            {
                item = "T03",
                town = TestCity.EastTown,
                foundOn = "2023-12-05",
            }
        );
        using var town = await _app.LogInAsync("supervisor-west", _ct);

        using var withdrawn = await town.PostAsJsonAsync(
            $"/api/v1/assessments/{own}/withdrawal",
            new { id = Guid.NewGuid(), reason = "不服" },
            _ct
        );
        using var weights = await town.PutAsJsonAsync(
            "/api/v1/assessments/standard/weights",
            new
            {
                weights = new
                {
                    dynamic = 10,
                    mechanism = 80,
                    toilets = 10,
                },
            },
            _ct
        );
        using var recorded = await town.PutAsJsonAsync(
            $"/api/v1/assessments/{Guid.NewGuid()}",
            new
            {
                item = "T03",
                town = TestCity.EastTown,
                foundOn = "2023-12-05",
            },
            _ct
        );
        using var read = await town.GetAsync($"/api/v1/assessments/{others}", _ct);
        using var listed = await town.GetAsync($"/api/v1/assessments?town={TestCity.EastTown}", _ct);
        var list = await town.GetFromJsonAsync<JsonElement>("/api/v1/assessments", _ct);

        Assert.All([withdrawn, weights, recorded, read, listed], answer =>
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode)
        );
        Assert.Equal(
            own.ToString(),
            Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("id").GetString()
        );
    }

    [Fact]
    public async Task A_centre_is_no_contractor() =>
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            await PutAsync(
                Guid.NewGuid(),
                new
                {
                    item = "C01",
                    contractor = "parks",
                    foundOn = "2023-12-05",
                }
            )
        );

    [Fact]
    public async Task An_officer_fines_the_contractors_of_the_own_centre_alone_and_not_without_evidence()
    {
        var photo = new
        {
            sha256 = new string('a', 64),
            bytes = 1000,
            type = "image/jpeg",
        };
        var fine = new
        {
            item = "C01",
            contractor = "contractor",
            foundOn = "2023-12-05",
            times = 1000,
            photos = new[] { photo },
        };
        var bare = fine with { photos = [] };

        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(Guid.NewGuid(), fine));
        await SetCentreAsync("parks");
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(Guid.NewGuid(), fine));
        await SetCentreAsync("sanitation");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync(Guid.NewGuid(), bare));
        using var bySupervisor = await _supervisor.PutAsJsonAsync($"/api/v1/assessments/{Guid.NewGuid()}", bare, _ct);
        var refusal = await bySupervisor.Content.ReadFromJsonAsync<JsonElement>(_ct);
        Assert.Equal("evidence_missing", refusal.GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Created, await PutAsync(Guid.NewGuid(), fine));
    }

    [Fact]
    public async Task A_fine_above_the_sum_counts_once_somebody_else_approves_it_however_it_is_cut()
    {
        await SetCentreAsync("sanitation");
        var photo = new
        {
            sha256 = new string('a', 64),
            bytes = 1000,
            type = "image/jpeg",
        };
        var fine = new
        {
            item = "C01",
            contractor = "contractor",
            foundOn = "2023-12-05",
            times = 25, // 5,000 yuan: one person's own
            photos = new[] { photo },
        };
        var (small, more, own) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await PutAsync(small, fine);
        await PutAsync(more, fine with { times = 1 }); // the same contractor and day
        using var bySupervisor = await _supervisor.PutAsJsonAsync(
            $"/api/v1/assessments/{own}",
            fine with
            {
                times = 1000,
            },
            _ct
        );
        using var admin = await _app.LogInAsync("admin", _ct);
        var fees = "contractor_fees_yuan";

        Assert.Equal(5_000m, await TotalAsync(fees));
        using var proposed = await _supervisor.ReadAsync("/api/v1/assessments?approval=proposed", _ct);
        Assert.Equal(2, proposed["items"].GetArrayLength());
        using var byOfficer = await DecideAsync(_officer, more, "approve");
        using var ofOwn = await DecideAsync(_supervisor, own, "approve");
        using var unreasoned = await DecideAsync(admin, own, "refuse");
        using var ofNone = await DecideAsync(admin, small, "approve");
        Assert.Equal((403, 403, "approval_of_own"), (byOfficer.Status, ofOwn.Status, ofOwn.Code));
        Assert.Equal((422, 409, "approval_not_pending"), (unreasoned.Status, ofNone.Status, ofNone.Code));

        using var approved = await DecideAsync(_supervisor, more, "approve");
        using var again = await DecideAsync(admin, more, "refuse", "太多");
        using var refused = await DecideAsync(admin, own, "refuse", "依据不足");
        Assert.Equal((200, "approved"), (approved.Status, approved["approval"].GetString()));
        Assert.Equal((409, 200, "依据不足"), (again.Status, refused.Status, refused["decisionNote"].GetString()));
        Assert.Equal(5_200m, await TotalAsync(fees));

        // Whoever makes it larger is not its second person either, and what was approved is another fine now.
        using var corrected = await _supervisor.PostJsonAsync(
            $"/api/v1/assessments/{more}/corrections",
            new
            {
                id = Guid.NewGuid(),
                reason = "漏数",
                content = new
                {
                    item = "C01",
                    contractor = "contractor",
                    foundOn = "2023-12-05",
                    times = 90,
                },
            },
            _ct
        );
        using var byCorrector = await DecideAsync(_supervisor, more, "approve");
        Assert.Equal((200, "proposed"), (corrected.Status, corrected["approval"].GetString()));
        Assert.Equal((403, "approval_of_own"), (byCorrector.Status, byCorrector.Code));
        Assert.Equal(5_000m, await TotalAsync(fees));
        Assert.Equal(
            "supervisor approved, admin refused",
            await Stored.ScalarAsync<string>(
                _app.Database,
                "select string_agg(login || ' ' || split_part(action, '.', 2), ', ' order by seq) from audit_log where subject_kind = 'assessment'",
                _ct
            )
        );
    }

    [Fact]
    public async Task Parts_of_a_fine_that_are_sent_at_once_are_one_fine_as_well()
    {
        await SetCentreAsync("sanitation");
        var part = new
        {
            item = "C01",
            contractor = "contractor",
            foundOn = "2023-12-06",
            times = 20, // 4,000 yuan
            photos = new[]
            {
                new
                {
                    sha256 = new string('a', 64),
                    bytes = 1000,
                    type = "image/jpeg",
                },
            },
        };

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PutAsync(Guid.NewGuid(), part)));

        Assert.Equal(4_000m, await TotalAsync("contractor_fees_yuan"));
    }

    private Task<ApiAnswer> DecideAsync(HttpClient who, Guid id, string decision, string? note = null) =>
        who.PostJsonAsync($"/api/v1/assessments/{id}/approval", new { decision, note }, _ct);

    private Task SetCentreAsync(string centre) =>
        Stored.ExecuteAsync(
            _app.Database,
            $"update organisation set parent_code = '{centre}' where code = 'contractor'",
            _ct
        );

    private async Task<HttpStatusCode> PutAsync(Guid id, object body)
    {
        using var answer = await _officer.PutAsJsonAsync($"/api/v1/assessments/{id}", body, _ct);
        return answer.StatusCode;
    }

    private async Task<decimal> TotalAsync(string metric) =>
        (await _supervisor.GetFromJsonAsync<JsonElement>($"/api/v1/statistics?{December}&metric={metric}", _ct))
            .GetProperty("total")
            .GetDecimal();
}
