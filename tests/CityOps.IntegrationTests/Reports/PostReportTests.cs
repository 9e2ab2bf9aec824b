using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Reports;

/// <summary>A report and its photos in one request.</summary>
public sealed class PostReportTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Url = "/api/v1/reports";

    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static JsonObject Report(Guid id, params byte[][] photos) =>
        new()
        {
            ["id"] = id,
            ["category"] = "03101",
            ["position"] = new JsonObject
            {
                ["lon"] = 113.35 + (Random.Shared.NextDouble() / 1000),
                ["lat"] = 22.55,
                ["coordSystem"] = "wgs84",
                ["accuracyMetres"] = 8,
            },
            ["observedAt"] = "2026-06-01T08:00:00+08:00",
            ["description"] = "井盖缺失",
            ["photos"] = new JsonArray([
                .. photos.Select(photo =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["sha256"] = Pictures.Sha256(photo),
                            ["bytes"] = photo.Length,
                            ["type"] = "image/jpeg",
                        }
                ),
            ]),
        };

    private static MultipartFormDataContent Form(JsonObject? report, params byte[][] photos)
    {
        var form = new MultipartFormDataContent();
        // Photos first: the order is the client's.
        foreach (var photo in photos)
        {
            var part = new ByteArrayContent(photo);
            part.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
            form.Add(part, "photo", "a.jpg");
        }

        if (report is not null)
        {
            form.Add(new StringContent(report.ToJsonString(), Encoding.UTF8, "application/json"), "report");
        }

        return form;
    }

    [Fact]
    public async Task A_member_that_a_report_does_not_have_is_refused_by_its_name_as_by_a_put()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var report = Report(Guid.NewGuid());
        report["patrolID2"] = Guid.NewGuid();

        using var posted = await officer.PostJsonAsync(Url, Form(report), Ct);
        using var put = await officer.PutJsonAsync($"{Url}/{Guid.NewGuid()}", report, Ct);

        Assert.Equal((400, "malformed_json"), (posted.Status, posted.Code));
        Assert.Equal(put["detail"].GetString(), posted["detail"].GetString());
    }

    [Fact]
    public async Task A_report_and_its_photos_are_stored_by_one_request_and_answered_as_a_put_is()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (here, later) = (Pictures.Scene(2601), Pictures.Scene(2602));
        var id = Guid.NewGuid();
        var report = Report(id, here, later);

        using var created = await officer.PostJsonAsync(Url, Form(report, here), Ct);
        using var again = await officer.PostJsonAsync(Url, Form(report, here), Ct);
        using var put = await officer.PutJsonAsync($"{Url}/{id}", report, Ct);
        report["description"] = "别的";
        using var other = await officer.PostJsonAsync(Url, Form(report, here), Ct);
        using var picture = await officer.GetAsync($"/api/v1/photos/{Pictures.Sha256(here)}?size=thumb", Ct);

        Assert.Equal((201, 200, 200, 409), (created.Status, again.Status, put.Status, other.Status));
        Assert.Equal($"{Url}/{id}", created.Response.Headers.Location!.ToString());
        foreach (var answer in new[] { created, again, put })
        {
            Assert.Equal(
                ["verified", "declared"],
                answer["photos"].EnumerateArray().Select(p => p.GetProperty("state").GetString())
            );
            Assert.Equal(created["case.number"].GetString(), answer["case.number"].GetString());
        }

        Assert.True(picture.IsSuccessStatusCode);

        // Who merely declares its hash is not shown it.
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        using var declared = await parks.PostJsonAsync(Url, Form(Report(Guid.NewGuid(), here)), Ct);
        using var hidden = await parks.GetAsync($"/api/v1/photos/{Pictures.Sha256(here)}", Ct);
        Assert.Equal((201, 403), (declared.Status, (int)hidden.StatusCode));
    }

    [Fact]
    public async Task A_report_that_declares_no_photos_has_those_that_came_and_they_are_looked_at_afterwards()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        var (photo, alike) = (Pictures.Scene(2603), Pictures.Scene(2603, quality: 60));
        var (first, reuse) = (Report(Guid.NewGuid()), Report(Guid.NewGuid()));
        reuse["observedAt"] = "2026-06-02T08:00:00+08:00";
        first.Remove("photos");
        reuse.Remove("photos");

        using var sent = await officer.PostJsonAsync(Url, Form(first, photo), Ct);
        using var reused = await parks.PostJsonAsync(Url, Form(reuse, alike), Ct);
        await _app.JudgeReportsAsync(Ct);
        using var judged = await parks.ReadAsync(reused.Response.Headers.Location!.ToString(), Ct);

        Assert.Equal(Pictures.Sha256(photo), sent["photos"][0].GetProperty("sha256").GetString());
        Assert.Equal("image/jpeg", sent["photos"][0].GetProperty("type").GetString());
        Assert.Equal(["reused_photo"], judged["flags"].EnumerateArray().Select(f => f.GetString()));
    }

    [Fact]
    public async Task What_cannot_be_taken_is_named_and_leaves_nothing()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (photo, stray) = (Pictures.Scene(2604), Pictures.Scene(2605));
        var twoReports = Form(Report(Guid.NewGuid()));
        twoReports.Add(new StringContent("{}"), "report");
        var nameless = Report(Guid.NewGuid());
        nameless.Remove("id");
        (HttpContent Body, int Status, string Code)[] calls =
        [
            (Form(Report(Guid.NewGuid(), photo), stray), 422, "photo_hash_mismatch"),
            (Form(Report(Guid.NewGuid(), photo), "no photo"u8.ToArray()), 422, "photo_type_unsupported"),
            (Form(Report(Guid.NewGuid(), photo), [.. photo[..3], .. new byte[100]]), 422, "photo_unreadable"),
            (Form(null, photo), 422, "field_missing"),
            (Form(nameless), 422, "field_missing"),
            (twoReports, 422, "field_invalid"),
            (new StringContent("{}", Encoding.UTF8, "application/json"), 415, "unsupported_media_type"),
            (Form(Report(Guid.NewGuid()), [.. Enumerable.Repeat(photo, 21)]), 422, "photo_invalid"),
        ];

        foreach (var (body, status, code) in calls)
        {
            using var answer = await officer.PostJsonAsync(Url, body, Ct);
            Assert.Equal((code, status), (answer.Code, answer.Status));
            body.Dispose();
        }

        var folder = _app.Services.GetRequiredService<DataFolder>();
        Assert.Empty(Directory.EnumerateFiles(folder.Uploads, "*.fresh"));
        foreach (var sent in new[] { photo, stray })
        {
            using var picture = await officer.GetAsync($"/api/v1/photos/{Pictures.Sha256(sent)}", Ct);
            Assert.False(picture.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task Many_at_once_with_photos_keep_all_of_them()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var sent = Enumerable
            .Range(0, 40)
            .Select(i => (Id: Guid.NewGuid(), Photo: Pictures.Scene(2700 + i, width: 160, height: 120)))
            .ToList();

        var answers = await Task.WhenAll(
            sent.Select(s => officer.PostJsonAsync(Url, Form(Report(s.Id, s.Photo), s.Photo), Ct))
        );

        foreach (var ((id, photo), answer) in sent.Zip(answers))
        {
            Assert.Equal((201, id), (answer.Status, answer["id"].GetGuid()));
            Assert.Equal("verified", answer["photos"][0].GetProperty("state").GetString());
            Assert.Equal(
                photo.Length,
                int.Parse(answer["photos"][0].GetProperty("receivedBytes").GetRawText(), CultureInfo.InvariantCulture)
            );
            using var read = await officer.ReadAsync($"{Url}/{id}", Ct);
            Assert.Equal(read["photos"].GetRawText(), answer["photos"].GetRawText());
        }

        await using var db = _app.NewContext();
        Assert.Empty(await VerifyCommand.FindAsync(db, Ct));
    }
}
