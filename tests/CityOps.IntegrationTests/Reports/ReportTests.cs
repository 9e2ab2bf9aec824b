using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Cases;
using CityOps.App.Geo;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Reports;

public sealed class ReportTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static readonly LonLat Place = new(113.3512, 22.5511);

    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static JsonObject Report(string coordSystem = "gcj02", LonLat? at = null)
    {
        var raw = CoordSystems.FromWgs84(at ?? Place, coordSystem)!.Value;
        return new JsonObject
        {
            ["category"] = "03101",
            ["position"] = new JsonObject
            {
                ["lon"] = raw.Lon,
                ["lat"] = raw.Lat,
                ["coordSystem"] = coordSystem,
                ["accuracyMetres"] = 8.5,
            },
            ["observedAt"] = "2026-06-01T08:00:00.1234567+08:00",
            ["description"] = "路边堆放垃圾 <b>",
            ["answers"] = new JsonObject { ["size"] = 3, ["kind"] = "household" },
            ["photos"] = new JsonArray(),
        };
    }

    private static string Url(Guid id) => $"/api/v1/reports/{id}";

    [Theory]
    [InlineData("wgs84")]
    [InlineData("gcj02")]
    [InlineData("bd09")]
    public async Task A_report_keeps_the_raw_position_and_lands_at_the_right_place(string coordSystem)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var sent = Report(coordSystem);

        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), sent, Ct);

        Assert.Equal(201, answer.Status);
        var stored = new LonLat(answer["position.lon"].GetDouble(), answer["position.lat"].GetDouble());
        Assert.True(stored.DistanceMetresTo(Place) < 0.001, $"{stored} is not {Place}");
        Assert.Equal(sent["position"]!["lon"]!.GetValue<double>(), answer["rawPosition.lon"].GetDouble());
        Assert.Equal(coordSystem, answer["rawPosition.coordSystem"].GetString());
        Assert.Equal(TestCity.WestTown, answer["town"].GetString());
        Assert.Equal("sanitation", answer["organisation"].GetString());
        Assert.Matches("^中城案〔[0-9]{4}〕[0-9]{6}$", answer["case.number"].GetString()!);
        Assert.Equal("pending_register", answer["case.status"].GetString());
    }

    [Fact]
    public async Task The_same_again_is_absorbed_and_other_content_conflicts()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        using var first = await officer.PutJsonAsync(Url(id), Report(), Ct);

        // The same, as another encoder writes it: other order, other offset, blanks around the words.
        var again = Report();
        again["observedAt"] = "2026-06-01T00:00:00.1234567Z";
        again["description"] = "  路边堆放垃圾 <b>\n";
        again["answers"] = new JsonObject { ["kind"] = "household", ["size"] = 3 };
        using var second = await officer.PutJsonAsync(Url(id), again, Ct);
        var other = Report();
        other["description"] = "something else";
        using var third = await officer.PutJsonAsync(Url(id), other, Ct);

        Assert.Equal((201, 200, 409), (first.Status, second.Status, third.Status));
        Assert.Equal(first["case.number"].GetString(), second["case.number"].GetString());
        Assert.Equal(first["receivedAt"].GetString(), second["receivedAt"].GetString());
        Assert.Equal("report_conflict", third.Code);
    }

    [Fact]
    public async Task Sent_many_times_at_once_it_is_stored_once()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => officer.PutJsonAsync(Url(id), Report(), Ct))
        );

        Assert.Equal(1, answers.Count(a => a.Status == 201));
        Assert.Equal(11, answers.Count(a => a.Status == 200));
        await using var db = _app.NewContext();
        Assert.Equal(1, await db.Cases.CountAsync(c => c.SourceId == id, Ct));
    }

    [Fact]
    public async Task Another_reporters_uuid_is_refused_by_its_own_code()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var other = await _app.LogInAsync("officer-parks", Ct);
        var id = Guid.NewGuid();
        using var first = await officer.PutJsonAsync(Url(id), Report(), Ct);

        using var second = await other.PutJsonAsync(Url(id), Report(), Ct);
        using var read = await other.ReadAsync(Url(id), Ct);

        Assert.Equal((409, "report_of_another_officer"), (second.Status, second.Code));
        Assert.Equal((403, "outside_your_area"), (read.Status, read.Code));
    }

    [Fact]
    public async Task A_report_may_come_before_its_patrol()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var patrol = Guid.NewGuid();
        var report = Report();
        report["patrolId"] = patrol.ToString();

        using var reported = await officer.PutJsonAsync(Url(Guid.NewGuid()), report, Ct);
        using var started = await officer.PutJsonAsync(
            $"/api/v1/patrols/{patrol}",
            new { startedAt = "2026-06-01T07:30:00+08:00" },
            Ct
        );

        Assert.Equal((201, 201), (reported.Status, started.Status));
        Assert.Equal(1, started["problems"].GetInt32());
    }

    [Fact]
    public async Task Rectified_on_the_spot_is_filed_and_closed_in_one_step()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var report = Report();
        report["outcome"] = "rectified_on_site";

        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), report, Ct);

        Assert.Equal("closed", answer["case.status"].GetString());
        await using var db = _app.NewContext();
        var number = answer["case.number"].GetString();
        var opened = await db.Cases.Include(c => c.Log.OrderBy(e => e.Seq)).SingleAsync(c => c.Number == number, Ct);
        Assert.True(opened.RectifiedOnSite);
        Assert.Equal(["report", "rectify"], opened.Log.Select(e => e.Action));
    }

    [Fact]
    public async Task Transferred_goes_to_the_towns_office()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var report = Report(at: new LonLat(113.45, 22.55));
        report["outcome"] = "transferred";

        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), report, Ct);

        Assert.Equal("pending_handle", answer["case.status"].GetString());
        await using var db = _app.NewContext();
        var number = answer["case.number"].GetString();
        Assert.Equal(TestCity.EastTown, (await db.Cases.SingleAsync(c => c.Number == number, Ct)).OrganisationCode);
    }

    [Fact]
    public async Task On_a_border_the_lowest_town_counts()
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        using var answer = await officer.PutJsonAsync(
            Url(Guid.NewGuid()),
            Report("wgs84", new LonLat(113.4, 22.55)),
            Ct
        );

        Assert.Equal(TestCity.WestTown, answer["town"].GetString());
        Assert.DoesNotContain("outside_city", answer["flags"].EnumerateArray().Select(f => f.GetString()));
    }

    [Fact]
    public async Task Just_outside_the_city_is_taken_and_flagged()
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        // 0.04° east of the eastern town: some 4.1 km.
        using var answer = await officer.PutJsonAsync(
            Url(Guid.NewGuid()),
            Report("wgs84", new LonLat(113.54, 22.55)),
            Ct
        );

        Assert.Equal(201, answer.Status);
        Assert.Equal(TestCity.EastTown, answer["town"].GetString());
        Assert.Contains("outside_city", answer["flags"].EnumerateArray().Select(f => f.GetString()));
        Assert.InRange(answer["flagReasons.outside_city.metres"].GetDouble(), 4_000, 4_200);
    }

    [Fact]
    public async Task Far_outside_the_city_is_refused()
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        // 0.06° east: some 6.2 km.
        using var answer = await officer.PutJsonAsync(
            Url(Guid.NewGuid()),
            Report("wgs84", new LonLat(113.56, 22.55)),
            Ct
        );

        Assert.Equal((422, "position_outside_city"), (answer.Status, answer.Code));
        Assert.False(answer.Body.TryGetProperty("suggestion", out _));
    }

    [Fact]
    public async Task Swapped_coordinates_are_suggested_the_right_way_round()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var report = Report("wgs84");
        report["position"]!["lon"] = Place.Lat;
        report["position"]!["lat"] = Place.Lon;

        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), report, Ct);

        Assert.Equal((422, "position_invalid"), (answer.Status, answer.Code));
        Assert.Equal(Place.Lon, answer["suggestion.lon"].GetDouble());
        Assert.Equal(Place.Lat, answer["suggestion.lat"].GetDouble());
    }

    [Fact]
    public async Task A_gzipped_body_is_taken()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await JsonSerializer.SerializeAsync(gzip, Report(), cancellationToken: Ct);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), content, Ct);

        Assert.Equal(201, answer.Status);
    }

    public static TheoryData<string, string, int, string> BadReports =>
        new()
        {
            { "category", "null", 422, "field_missing" },
            { "category", "\"nonsense\"", 422, "category_unknown" },
            { "category", "\"03101\\u0000\\u0001x\"", 422, "category_unknown" },
            { "position", "null", 422, "field_missing" },
            { "position", "{\"lon\":113.35,\"lat\":22.55}", 422, "coord_system_unknown" },
            { "position", "{\"lon\":113.35,\"lat\":22.55,\"coordSystem\":\"wgs72\"}", 422, "coord_system_unknown" },
            { "position", "{\"lon\":1e308,\"lat\":22.55,\"coordSystem\":\"bd09\"}", 422, "position_invalid" },
            { "position", "{\"lon\":1e999,\"lat\":22.55,\"coordSystem\":\"wgs84\"}", 422, "position_invalid" },
            {
                "position",
                "{\"lon\":113.35,\"lat\":22.55,\"coordSystem\":\"wgs84\",\"accuracyMetres\":-1}",
                422,
                "field_invalid"
            },
            { "position", "{\"lon\":\"113\",\"lat\":22.55,\"coordSystem\":\"wgs84\"}", 400, "malformed_json" },
            { "position", "{\"lon\":0,\"lat\":0,\"coordSystem\":\"wgs84\"}", 422, "position_outside_city" },
            { "observedAt", "null", 422, "field_missing" },
            { "observedAt", "\"2026-06-01T08:00:00\"", 400, "malformed_json" },
            { "observedAt", "\"yesterday\"", 400, "malformed_json" },
            { "patrolId", "\"not a uuid\"", 400, "malformed_json" },
            { "answers", "[1]", 422, "answers_invalid" },
            { "answers", "{\"a\":\"\\u0000\"}", 422, "answers_invalid" },
            { "answers", "{\"a\":\"\\ud800\"}", 422, "answers_invalid" },
            { "answers", "{\"a\":1e999}", 422, "answers_invalid" },
            { "outcome", "\"vanished\"", 422, "outcome_unknown" },
            { "photos", "[{\"sha256\":\"abc\",\"bytes\":1,\"type\":\"image/jpeg\"}]", 422, "photo_invalid" },
            { "photos", "[null]", 422, "photo_invalid" },
            { "description", $"\"{new string('x', 5000)}\"", 422, "field_invalid" },
        };

    [Theory]
    [MemberData(nameof(BadReports))]
    public async Task A_bad_report_answers_its_own_code(string member, string json, int status, string code)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var members = Report()
            .Where(m => m.Key != member)
            .Select(m => $"\"{m.Key}\":{m.Value!.ToJsonString()}")
            .Append($"\"{member}\":{json}");

        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), $"{{{string.Join(',', members)}}}", Ct);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("", 400, "invalid_request")]
    [InlineData("{", 400, "malformed_json")]
    [InlineData("null", 400, "invalid_request")]
    [InlineData("[]", 400, "malformed_json")]
    public async Task An_unreadable_body_is_a_problem_not_a_crash(string body, int status, string code)
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), body, Ct);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Thirty_megabytes_are_too_large()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var body = new ByteArrayContent(new byte[30 * 1024 * 1024]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Put, Url(Guid.NewGuid())) { Content = body };
        request.Headers.ExpectContinue = true; // so that the answer is read before the body is sent

        using var answer = await ApiClient.AnswerAsync(await officer.SendAsync(request, Ct), Ct);

        Assert.Equal((413, "body_too_large"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_small_gzip_that_unfolds_to_megabytes_is_too_large()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($"{{\"description\":\"{new string('x', 20_000_000)}\"}}"), Ct);
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), content, Ct);

        Assert.Equal((413, "body_too_large"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Without_a_log_in_or_with_a_foreign_role_nothing_is_stored()
    {
        using var nobody = _app.Client();
        using var contractor = await _app.LogInAsync("contractor", Ct);

        using var anonymous = await nobody.PutJsonAsync(Url(Guid.NewGuid()), Report(), Ct);
        using var foreign = await contractor.PutJsonAsync(Url(Guid.NewGuid()), Report(), Ct);

        Assert.Equal((401, "not_logged_in"), (anonymous.Status, anonymous.Code));
        Assert.Equal((403, "forbidden"), (foreign.Status, foreign.Code));
    }

    [Fact]
    public async Task An_unknown_report_has_no_receipt()
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        using var answer = await officer.ReadAsync(Url(Guid.NewGuid()), Ct);

        Assert.Equal((404, "report_not_found"), (answer.Status, answer.Code));
    }
}
