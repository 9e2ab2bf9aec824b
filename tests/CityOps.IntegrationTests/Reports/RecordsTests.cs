using System.IO.Compression;
using System.Text.Json;
using CityOps.App.Features.Demo;
using CityOps.App.Features.Forms;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Reports;

/// <summary>The records of a form: one cell for each question, whether a report or a handling filled it in.</summary>
public sealed class RecordsTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private HttpClient _officer = null!;
    private HttpClient _supervisor = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        await using var db = _app.NewContext();
        await DemoForms.LoadAsync(db, new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), Ct);
        await db
            .Categories.Where(c => c.Code == "03101")
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.HandlingFormCode, "road_repair"), Ct);
        _officer = await _app.LogInAsync("officer", Ct);
        _supervisor = await _app.LogInAsync("supervisor", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _officer.Dispose();
        _supervisor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Reports_and_handlings_stand_in_one_list_with_choices_in_words()
    {
        var report = await ReportAsync("L0601", "2026-05-04T08:00:00+08:00", Asphalt(12.5m));
        await HandleAsync(Asphalt(7));

        using var listed = await _supervisor.ReadAsync("/api/v1/records?form=road_repair", Ct);

        Assert.Equal((200, null), (listed.Status, listed.Code));
        Assert.Equal(
            ["handling", "report"],
            listed["items"].EnumerateArray().Select(r => r.GetProperty("kind").GetString()!)
        );
        var of = listed["items"].EnumerateArray().Last();
        Assert.Equal(report, of.GetProperty("id").GetGuid());
        Assert.Equal(
            ("东明路", "沥青路面", "12.5"),
            (Cell(listed, of, "road"), Cell(listed, of, "kinds"), Cell(listed, of, "asphalt_m2"))
        );
        Assert.Equal("asphalt", of.GetProperty("answers").GetProperty("kinds")[0].GetString());
        Assert.Equal("7", Cell(listed, listed["items"][0], "asphalt_m2"));
        Assert.Equal(JsonValueKind.String, listed["items"][0].GetProperty("case").ValueKind);
    }

    [Fact]
    public async Task Days_and_pages_cut_the_list_without_gaps_or_doubles()
    {
        var ids = new List<Guid>();
        for (var day = 1; day <= 5; day++)
        {
            ids.Add(await ReportAsync("L0601", $"2026-05-0{day}T08:00:00+08:00", Asphalt(day)));
        }

        await HandleAsync(Asphalt(7));
        var seen = new List<Guid>();
        const string Asked = "/api/v1/records?form=road_repair&from=2026-05-02&to=2026-05-05&limit=2";
        for (string? url = Asked, next = null; url is not null; url = next is null ? null : $"{Asked}&cursor={next}")
        {
            using var page = await _supervisor.ReadAsync(url, Ct);
            Assert.Equal(200, page.Status);
            seen.AddRange(page["items"].EnumerateArray().Select(r => r.GetProperty("id").GetGuid()));
            next = page["next"].GetString();
        }

        Assert.Equal(Enumerable.Reverse(ids[1..]), seen);
    }

    [Fact]
    public async Task Questions_of_earlier_versions_stay_columns_after_those_that_are_asked()
    {
        await ReportAsync("L0603", "2026-05-04T08:00:00+08:00", new { road = "兴文路", lamp_count = 12 });
        using var admin = await _app.LogInAsync("admin", Ct);
        using var draft = await admin.PutJsonAsync(
            "/api/v1/forms/lamp_installation",
            """
            {"name":"加装路灯","fields":[
              {"code":"permit","kind":"text","label":{"zh":"批准文号"}},
              {"code":"lamp_count","kind":"integer","label":{"zh":"盏数"},"required":true,"min":1,"max":5000,
               "measure":{"code":"lamp_count","name":"加装路灯","unit":"盏"}}]}
            """,
            Ct
        );
        using var published = await admin.PostJsonAsync("/api/v1/forms/lamp_installation/publish", null, Ct);
        Assert.Equal((201, 200), (draft.Status, published.Status));

        using var listed = await _supervisor.ReadAsync("/api/v1/records?form=lamp_installation", Ct);
        using var first = await _supervisor.ReadAsync("/api/v1/records?form=lamp_installation&version=2", Ct);

        var columns = listed["columns"].EnumerateArray().ToList();
        Assert.Equal(["permit", "lamp_count", "road"], columns.Take(3).Select(c => c.GetProperty("code").GetString()!));
        Assert.Equal(
            (2, 1),
            (columns[1].GetProperty("lastVersion").GetInt32(), columns[2].GetProperty("lastVersion").GetInt32())
        );
        var item = Assert.Single(listed["items"].EnumerateArray());
        Assert.Equal(
            (null, "12", "兴文路"),
            (Cell(listed, item, "permit"), Cell(listed, item, "lamp_count"), Cell(listed, item, "road"))
        );
        Assert.Empty(first["items"].EnumerateArray());
    }

    [Fact]
    public async Task Records_are_cut_to_what_the_caller_may_see_and_withdrawn_ones_say_so()
    {
        var own = await ReportAsync("L0601", "2026-05-04T08:00:00+08:00", Asphalt(1));
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        using var withdrawn = await _officer.PostJsonAsync(
            $"/api/v1/reports/{own}/withdrawal",
            new { id = Guid.NewGuid(), reason = "重复" },
            Ct
        );
        Assert.Equal(200, withdrawn.Status);

        using var foreign = await parks.ReadAsync("/api/v1/records?form=road_repair", Ct);
        using var mine = await _officer.ReadAsync("/api/v1/records?form=road_repair", Ct);

        Assert.Empty(foreign["items"].EnumerateArray());
        Assert.Equal(
            JsonValueKind.String,
            Assert.Single(mine["items"].EnumerateArray()).GetProperty("withdrawnAt").ValueKind
        );
    }

    [Fact]
    public async Task A_table_has_a_column_for_each_question_and_a_row_for_each_record()
    {
        await ReportAsync("L0601", "2026-05-04T08:00:00+08:00", Asphalt(12.5m));

        using var answer = await _supervisor.GetAsync("/api/v1/records.csv?form=road_repair", Ct);
        var lines = (await answer.Content.ReadAsStringAsync(Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        using var workbook = await _supervisor.GetAsync("/api/v1/records.xlsx?form=road_repair", Ct);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith(
            "记录,时间,类别代码,类别,单位,镇街,经度,纬度,人员,案卷号,撤回时间,更正时间,编号,",
            lines[0].TrimStart('\uFEFF'),
            StringComparison.Ordinal
        );
        Assert.Contains(",东明路,沥青路面,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",12.5,", lines[1], StringComparison.Ordinal);
        Assert.Equal("PK", System.Text.Encoding.ASCII.GetString(await workbook.Content.ReadAsByteArrayAsync(Ct), 0, 2));
    }

    [Fact]
    public async Task Answers_narrow_the_list_and_what_no_question_takes_is_refused()
    {
        await ReportAsync("L0601", "2026-05-04T08:00:00+08:00", Asphalt(12.5m));
        var kerb = new
        {
            road = "兴文路",
            kinds = (string[])["kerb"],
            kerb_m = 3,
            asphalt_m2 = 99, // not asked, and so no answer
        };
        await ReportAsync("L0601", "2026-05-03T08:00:00+08:00", kerb);
        await HandleAsync(Asphalt(7));

        foreach (
            var (filter, expected) in ((string, string[])[])
                [
                    ("answer=kinds:asphalt", ["12.5", "7"]),
                    ("answer=kinds:kerb,sidewalk", ["3"]),
                    ("answer=asphalt_m2:7..12.5", ["12.5", "7"]),
                    ("answer=asphalt_m2:..7", ["7"]),
                    ("answer=asphalt_m2:7", ["7"]),
                    ("answer=asphalt_m2:-", ["3"]),
                    ("answer=asphalt_m2:*", ["12.5", "7"]),
                    ("answer=road:东明", ["12.5", "7"]),
                    ("answer=road:东明&answer=asphalt_m2:10..", ["12.5"]),
                    ("answer=road:nowhere", []),
                ]
        )
        {
            using var listed = await _supervisor.ReadAsync($"/api/v1/records?form=road_repair&{filter}", Ct);
            Assert.Equal((filter, 200), (filter, listed.Status));
            Assert.Equal(
                expected,
                listed["items"]
                    .EnumerateArray()
                    .Select(r => Cell(listed, r, "kerb_m") ?? Cell(listed, r, "asphalt_m2"))
                    .Order(StringComparer.Ordinal)
            );
        }

        foreach (var answer in new[] { "colour:red", "kinds:gold", "asphalt_m2:much", "asphalt_m2:..", "kinds", "" })
        {
            using var refused = await _supervisor.ReadAsync($"/api/v1/records?form=road_repair&answer={answer}", Ct);
            Assert.Equal((answer, 400, "filter_unknown"), (answer, refused.Status, refused.Code));
        }
    }

    [Fact]
    public async Task A_record_that_was_corrected_says_so_and_stands_on_a_map_in_words()
    {
        var report = await ReportAsync("L0601", "2026-05-04T08:00:00+08:00", Asphalt(1));
        using var corrected = await _officer.PostJsonAsync(
            $"/api/v1/reports/{report}/corrections",
            new
            {
                id = Guid.NewGuid(),
                reason = "填错了",
                content = Body("L0601", "2026-05-04T08:00:00+08:00", Asphalt(2)),
            },
            Ct
        );
        Assert.Equal((200, null), (corrected.Status, corrected.Code));

        using var listed = await _supervisor.ReadAsync("/api/v1/records?form=road_repair", Ct);
        using var map = await _supervisor.ReadAsync(
            "/api/v1/records.geojson?form=road_repair&answer=kinds:asphalt",
            Ct
        );

        Assert.Equal(JsonValueKind.String, listed["items"][0].GetProperty("correctedAt").ValueKind);
        Assert.Equal("application/geo+json", map.Response.Content.Headers.ContentType?.MediaType);
        var feature = Assert.Single(map["features"].EnumerateArray());
        var properties = feature.GetProperty("properties");
        Assert.Equal(
            (113.3512, 22.5511, report),
            (
                feature.GetProperty("geometry").GetProperty("coordinates")[0].GetDouble(),
                feature.GetProperty("geometry").GetProperty("coordinates")[1].GetDouble(),
                feature.GetProperty("id").GetGuid()
            )
        );
        Assert.Equal(
            ("沥青路面", 2m, JsonValueKind.String, JsonValueKind.Null),
            (
                properties.GetProperty("answers.kinds").GetString(),
                properties.GetProperty("answers.asphalt_m2").GetDecimal(),
                properties.GetProperty("correctedAt").ValueKind,
                properties.GetProperty("withdrawnAt").ValueKind
            )
        );
    }

    [Fact]
    public async Task A_zip_holds_the_table_and_the_photos_of_those_records_that_have_them()
    {
        var (photo, notSent) = (Pictures.Scene(4101), Pictures.Scene(4102));
        var id = Guid.NewGuid();
        var body = new
        {
            category = "L0601",
            observedAt = "2026-05-04T08:00:00+08:00",
            answers = Asphalt(12.5m),
            photos = new[] { photo, notSent }.Select(p => new
            {
                sha256 = Pictures.Sha256(p),
                bytes = p.Length,
                type = "image/jpeg",
            }),
            position = new
            {
                lon = 113.3512,
                lat = 22.5511,
                coordSystem = "wgs84",
            },
        };
        using var sent = await _officer.PutJsonAsync($"/api/v1/reports/{id}", body, Ct);
        await TusUpload.SendPhotoAsync(_officer, photo, Ct);

        await using var content = await _supervisor.GetStreamAsync("/api/v1/records.zip?form=road_repair", Ct);
        var file = new MemoryStream();
        await content.CopyToAsync(file, Ct);
        await using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        using var table = new StreamReader(zip.GetEntry("records.csv")!.Open());
        await using var picture = zip.GetEntry($"photos/{id}/1.jpg")!.Open();

        Assert.Equal((201, null), (sent.Status, sent.Code));
        Assert.Equal(["records.csv", $"photos/{id}/1.jpg"], zip.Entries.Select(e => e.FullName));
        Assert.Contains($",{id},东明路,沥青路面,", await table.ReadToEndAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(0xFF, picture.ReadByte()); // as it is shown: a JPEG
    }

    [Theory]
    [InlineData("", 422, "field_missing")]
    [InlineData("?form=nothing", 404, "form_not_found")]
    [InlineData("?form=road_repair&town=x", 400, "filter_unknown")]
    [InlineData("?form=road_repair&cursor=x", 400, "invalid_cursor")]
    [InlineData("?form=road_repair&colour=x", 400, "parameter_unknown")]
    public async Task What_cannot_be_asked_is_refused(string query, int status, string code)
    {
        using var refused = await _supervisor.ReadAsync("/api/v1/records" + query, Ct);

        Assert.Equal((status, code), (refused.Status, refused.Code));
    }

    private static object Asphalt(decimal m2) =>
        new
        {
            road = "东明路",
            kinds = (string[])["asphalt"],
            asphalt_m2 = m2,
        };

    private static string? Cell(ApiAnswer listed, JsonElement item, string column)
    {
        var at = listed["columns"]
            .EnumerateArray()
            .ToList()
            .FindIndex(c => c.GetProperty("code").GetString() == column);
        return item.GetProperty("cells")[at].GetString();
    }

    private async Task<Guid> ReportAsync(string category, string at, object answers)
    {
        var id = Guid.NewGuid();
        using var sent = await _officer.PutJsonAsync($"/api/v1/reports/{id}", Body(category, at, answers), Ct);
        Assert.Equal((201, null), (sent.Status, sent.Code));
        return id;
    }

    private async Task HandleAsync(object answers)
    {
        using var sent = await _officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            Body("03101", "2026-05-04T08:00:00+08:00", new { }),
            Ct
        );
        foreach (
            var (login, action, body) in ((string, string, object)[])
                [
                    ("dispatcher", "file", new { }),
                    ("dispatcher", "dispatch", new { }),
                    ("handler", "handle", new { answers }),
                ]
        )
        {
            using var by = await _app.LogInAsync(login, Ct);
            using var taken = await by.PostJsonAsync($"/api/v1/cases/{sent["case.id"]}/{action}", body, Ct);
            Assert.Equal((200, null), (taken.Status, taken.Code));
        }
    }

    private static object Body(string category, string at, object answers) =>
        new
        {
            category,
            observedAt = at,
            answers,
            position = new
            {
                lon = 113.3512,
                lat = 22.5511,
                coordSystem = "wgs84",
            },
        };
}
