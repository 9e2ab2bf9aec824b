using System.Text;
using System.Text.Json;
using CityOps.App.Features.Cases;
using CityOps.IntegrationTests.Ingest;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;

namespace CityOps.IntegrationTests.Cases;

/// <summary>What a list is narrowed to, and the same list as a file.</summary>
public sealed class CaseListTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("垃圾", 2)] // two characters, the length of a word
    [InlineData("路口积存垃圾", 1)]
    [InlineData("圾", 3)]
    [InlineData("垃圾路口", 0)] // all its pairs are there, but not together
    [InlineData("GARBAGE", 1)]
    [InlineData("100%_", 1)]
    [InlineData("🚽", 1)]
    public async Task Text_finds_words_of_any_length_as_they_stand(string words, int found)
    {
        var town = await _app.OpenOnceAsync(Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        using var list = await supervisor.ReadAsync($"/api/v1/cases?text={Uri.EscapeDataString(words)}&box={town}", Ct);

        // Analysed before these cases came, the statistics know none of their pairs: the words are rare ones.
        await Stored.ExecuteAsync(
            _app.Database,
            "update case_text set bigrams = '{路灯}'; analyze case_text; update case_text t set bigrams = text_bigrams(c.number || ' ' || coalesce(c.description, '')) from case_file c where c.id = t.case_id",
            Ct
        );
        using var rare = await supervisor.ReadAsync($"/api/v1/cases?text={Uri.EscapeDataString(words)}&box={town}", Ct);

        Assert.Equal((200, found), (list.Status, list["items"].GetArrayLength()));
        Assert.Equal((200, found), (rare.Status, rare["items"].GetArrayLength()));
    }

    [Fact]
    public async Task Cases_whose_photos_never_came_are_listed()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        var place = $"无照片{Guid.NewGuid():n}";
        var (came, never, ofStep) = (Pictures.Jpeg(), Pictures.Jpeg(), Pictures.Jpeg());
        object Photo(byte[] photo) => new { sha256 = Pictures.Sha256(photo), bytes = photo.Length };
        async Task<Guid> ReportAsync(params object[] photos)
        {
            using var sent = await officer.PutJsonAsync(
                $"/api/v1/reports/{Guid.NewGuid()}",
                new
                {
                    category = "03101",
                    position = new
                    {
                        lon = 113.36,
                        lat = 22.56,
                        coordSystem = "wgs84",
                    },
                    observedAt = DateTimeOffset.UtcNow,
                    description = place,
                    photos,
                },
                Ct
            );
            Assert.Equal(201, sent.Status);
            return sent["case.id"].GetGuid();
        }
        async Task<IEnumerable<Guid>> ListAsync(string filter)
        {
            using var list = await dispatcher.ReadAsync($"/api/v1/cases?text={place}{filter}", Ct);
            return list["items"].EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).Order();
        }

        await TusUpload.SendPhotoAsync(officer, came, Ct);
        var (plain, whole) = (await ReportAsync(), await ReportAsync(Photo(came)));
        var (lacking, commented) = (await ReportAsync(Photo(came), Photo(never)), await ReportAsync());
        using var step = await dispatcher.PostJsonAsync(
            $"/api/v1/cases/{commented}/comment",
            new { note = "见照片", photos = new[] { Photo(ofStep) } },
            Ct
        );
        Assert.Equal(200, step.Status);

        Assert.Equal(new[] { lacking, commented }.Order(), await ListAsync("&photosMissing=true"));
        Assert.Equal(new[] { plain, whole }.Order(), await ListAsync("&photosMissing=false"));
        await TusUpload.SendPhotoAsync(officer, never, Ct);
        Assert.Equal([commented], await ListAsync("&photosMissing=true"));
    }

    [Theory]
    [InlineData("box=113.39,22.5,113.41,22.6", 200, 0)]
    [InlineData("box=113.309,22.509,113.311,22.511", 200, 6)]
    [InlineData("polygon=113.309,22.509;113.311,22.509;113.31,22.511", 200, 6)]
    [InlineData("polygon=113.309,22.509;113.3095,22.509;113.309,22.511", 200, 0)]
    [InlineData("box=113.4,22.5,113.3,22.6", 400, 0)]
    [InlineData("box=1,2,3", 400, 0)]
    [InlineData("polygon=113.3,22.5;113.4,22.6;113.4,22.5;113.3,22.6", 400, 0)]
    [InlineData("polygon=1,2;3,4", 400, 0)]
    [InlineData("polygon=a,b;c,d;e,f", 400, 0)]
    public async Task Place_is_a_box_or_a_polygon(string query, int status, int found)
    {
        await _app.OpenOnceAsync(Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        using var list = await supervisor.ReadAsync($"/api/v1/cases?{query}", Ct);

        Assert.Equal(status, list.Status);
        if (status == 200)
        {
            Assert.Equal(found, list["items"].GetArrayLength());
        }
        else
        {
            Assert.Contains(list.Code, (string?[])["box_invalid", "polygon_invalid"]);
        }
    }

    [Fact]
    public async Task List_is_given_out_whole_as_a_file_of_each_form()
    {
        var box = await _app.OpenOnceAsync(Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var contractor = await _app.LogInAsync("contractor", Ct);

        using var csv = await supervisor.GetAsync($"/api/v1/cases.csv?box={box}", Ct);
        using var xlsx = await supervisor.GetAsync($"/api/v1/cases.xlsx?box={box}", Ct);
        using var geoJson = await supervisor.GetAsync($"/api/v1/cases.geojson?box={box}", Ct);
        using var cut = await contractor.GetAsync($"/api/v1/cases.csv?box={box}", Ct);
        using var refused = await supervisor.ReadAsync("/api/v1/cases.csv?box=1", Ct);

        var lines = Encoding.UTF8.GetString(await csv.Content.ReadAsByteArrayAsync(Ct)).TrimEnd().Split("\r\n");
        Assert.Equal(7, lines.Length);
        Assert.StartsWith("\uFEFF案卷号,来源,", lines[0]);
        Assert.Contains(lines, line =>
            line.Contains(",'=HYPERLINK", StringComparison.Ordinal)
            || line.Contains(",\"'=HYPERLINK", StringComparison.Ordinal)
        );
        Assert.Contains(lines, line =>
            line.Contains("<script>alert(1)</script><img src=x onerror=\"\"alert(2)\"\">", StringComparison.Ordinal)
        );
        Assert.Equal("attachment", csv.Content.Headers.ContentDisposition!.DispositionType);
        using var file = new MemoryStream(await xlsx.Content.ReadAsByteArrayAsync(Ct));
        var rows = MiniExcel.Query(file, useHeaderRow: true).Cast<IDictionary<string, object?>>().ToList();
        Assert.Equal(6, rows.Count);
        Assert.Contains(rows, row => row["问题描述"] is "<script>alert(1)</script><img src=x onerror=\"alert(2)\">");
        Assert.Contains(rows, row =>
            row["问题描述"] is string text && text.StartsWith("=HYPERLINK", StringComparison.Ordinal)
        );
        var features = JsonSerializer
            .Deserialize<JsonElement>(await geoJson.Content.ReadAsByteArrayAsync(Ct))
            .GetProperty("features");
        Assert.Equal(6, features.GetArrayLength());
        Assert.Contains(features.EnumerateArray(), f =>
            f.GetProperty("properties").ToString().Contains("onerror", StringComparison.Ordinal)
        );
        Assert.Equal(113.31, features[0].GetProperty("geometry").GetProperty("coordinates")[0].GetDouble());
        // the header
        Assert.Single(Encoding.UTF8.GetString(await cut.Content.ReadAsByteArrayAsync(Ct)).TrimEnd().Split("\r\n"));
        Assert.Equal((400, "box_invalid"), (refused.Status, refused.Code));
    }
}

internal static class ListedCases
{
    private static readonly string[] Descriptions =
    [
        "路口积存垃圾",
        "公厕🚽旁 garbage 与垃圾桶",
        "垃 圾未清",
        "100%_破损",
        "=HYPERLINK(\"http://evil\",\"点我\")",
        "<script>alert(1)</script><img src=x onerror=\"alert(2)\">",
    ];

    private static readonly SemaphoreSlim Once = new(1);

    /// <summary>Six cases with words of their own in a corner of the west town.</summary>
    /// <returns>The corner as a box.</returns>
    public static async Task<string> OpenOnceAsync(this TestApp app, CancellationToken ct)
    {
        await Once.WaitAsync(ct);
        try
        {
            await using var db = app.NewContext();
            if (!await db.Cases.AnyAsync(c => c.Description == Descriptions[0], ct))
            {
                foreach (var description in Descriptions)
                {
                    await NewCase.OpenAsync(db, ct, lon: 113.31, lat: 22.51, description: description);
                }
            }
        }
        finally
        {
            Once.Release();
        }

        return "113.305,22.505,113.315,22.515";
    }
}
