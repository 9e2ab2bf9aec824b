using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Bulletins.Printing.Docx;
using CityOps.App.Features.Statistics;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace CityOps.IntegrationTests.Bulletins;

/// <summary>What was issued stays what it was, byte for byte, and its check sum covers all of it.</summary>
public sealed class IssuedBulletinTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>, IAsyncLifetime
{
    private static readonly DateTimeOffset Later = new(2024, 5, 11, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly string[] Forms = ["docx", "xlsx", "html", "json"];
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HttpClient _supervisor = null!;
    private FieldRecords _records = null!;

    public async ValueTask InitializeAsync()
    {
        _supervisor = await fixture.App.LogInAsync("supervisor", _ct);
        _records = new FieldRecords(fixture.App.Database.DataSource, _ct);
        await AdoptMetrics.RunAsync(fixture.App.Database.DataSource, _ct);
    }

    public ValueTask DisposeAsync()
    {
        _supervisor.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_revision_is_the_same_to_the_byte_when_template_names_weights_and_lines_have_changed()
    {
        await _records.PatrolAsync("sanitation", At(10, 5), TestCity.WestTown);
        await _records.ExecuteAsync(
            "insert into assessment (id, item_code, town_code, found_on, times, points, fee_yuan, recorded_at) values (gen_random_uuid(), 'T06', $1, '2023-10-05', 2, 0.6, 0, now())",
            TestCity.WestTown
        );
        await CloseAsync("2023-10");
        var issued = await PrintAsync("2023-10", 1);

        await UseTemplateAsync("第二版模板");
        await _records.ExecuteAsync("update organisation set name = name || '（更名）'");
        await _records.ExecuteAsync("update town set name = name || '（更名）'");
        await _records.ExecuteAsync(
            "update index_component set weight = case code when 'dynamic' then 60 when 'mechanism' then 30 else 10 end"
        );
        await _records.ExecuteAsync("insert into line_set (code, name) values ('other', '其他')");
        await _records.ExecuteAsync(
            "insert into line values ('other', 'patrols', 1, 'patrols', null, null, null, '2023-10-01', null, null, '巡查{value}次', 'exact', 1)"
        );
        await _records.ExecuteAsync("update line set text = '共巡查{value}次'");
        var later = await PrintAsync("2023-10", 1);

        Assert.All(Forms, form =>
            Assert.Equal(
                Convert.ToHexString(SHA256.HashData(issued[form])),
                Convert.ToHexString(SHA256.HashData(later[form]))
            )
        );

        // A correction is the next revision: with the new names and the new template, beside the old one as it was.
        await _records.PatrolAsync("sanitation", At(10, 6), TestCity.WestTown);
        await CloseAsync("2023-10");
        var corrected = await PrintAsync("2023-10", null);
        Assert.Contains("第二版模板", Text(corrected["docx"]), StringComparison.Ordinal);
        Assert.Contains(
            "环卫中心（更名）工作人员开展巡查2次",
            Encoding.UTF8.GetString(corrected["json"]),
            StringComparison.Ordinal
        );
        Assert.Equal(issued["docx"], (await PrintAsync("2023-10", 1))["docx"]);
        var revisions = (await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/bulletins", _ct))
            .GetProperty("items")
            .EnumerateArray()
            .Where(one => one.GetProperty("month").GetString() == "2023-10")
            .ToList();
        Assert.Equal([2, 1], revisions.Select(one => one.GetProperty("revision").GetInt32()));
        Assert.Equal("patrols", revisions[0].GetProperty("totals")[0].GetProperty("metric").GetString());
        Assert.Contains(
            "settings_changed",
            revisions[0].GetProperty("causes").EnumerateArray().Select(cause => cause.GetProperty("cause").GetString())
        );
        File.Delete(TemplatePath);
        await _records.ExecuteAsync("update organisation set name = replace(name, '（更名）', '')");
        await _records.ExecuteAsync("update town set name = replace(name, '（更名）', '')");
    }

    [Fact]
    public async Task The_check_sum_covers_words_figures_and_template_and_a_changed_archive_is_told()
    {
        await _records.PatrolAsync("sanitation", At(11, 5), TestCity.WestTown);
        var closed = await CloseAsync("2023-11");
        var printed = await PrintAsync("2023-11", 1);

        // As anyone could compute it from the .json: the canonical form with an empty check sum.
        var model = JsonNode.Parse(printed["json"])!;
        var (sha256, seal) = (model["seal"]!["sha256"]!.GetValue<string>(), model["seal"]!);
        seal["sha256"] = "";
        Assert.Equal(
            sha256,
            Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(model))))
        );
        Assert.Equal(closed.Sha256, seal["figuresSha256"]!.GetValue<string>());
        Assert.Equal(64, seal["templateSha256"]!.GetValue<string>().Length);
        Assert.Contains(sha256, Text(printed["docx"]), StringComparison.Ordinal);

        using var anyone = fixture.App.Client();
        var page = await anyone.GetStringAsync($"/verify/{sha256}", _ct);
        Assert.Contains("2023年11月通报全文及数据，第1版", page, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(printed["docx"])), page, StringComparison.Ordinal);
        Assert.Contains(
            "通报的 .xlsx 文件",
            await anyone.GetStringAsync($"/verify/{Convert.ToHexStringLower(SHA256.HashData(printed["xlsx"]))}", _ct),
            StringComparison.Ordinal
        );

        // Whoever gets past the database's guard is found out.
        await _records.ExecuteAsync("alter table issued_bulletin disable trigger issued_bulletin_append_only");
        await _records.ExecuteAsync(
            "update issued_bulletin set model = replace(model::text, '开展巡查1次', '开展巡查9次')::json where month = '2023-11-01'"
        );
        await _records.ExecuteAsync("alter table issued_bulletin enable trigger issued_bulletin_append_only");
        Assert.Contains(
            "存档与校验码不符",
            await anyone.GetStringAsync($"/verify/{sha256}", _ct),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_storm_is_told_by_section_with_totals_that_add_up_and_evidence_in_the_same_number()
    {
        await _records.ExecuteAsync(
            "insert into section (code, name, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm) select 'S-02', '兴文路', town_code, line, 50, 150, 250, 400, 300 from section where code = 'S-01'"
        );
        await EventAsync("S-01", new(2023, 9, 7, 15, 0, 0, TimeSpan.FromHours(8)), 320, 12.344, 30.5);
        await EventAsync("S-01", new(2023, 9, 8, 3, 0, 0, TimeSpan.FromHours(8)), 180, 7.004, 4);
        await EventAsync("S-02", new(2023, 9, 7, 16, 0, 0, TimeSpan.FromHours(8)), 410, 3, 61.25);
        await CloseAsync("2023-09");

        var bulletin = JsonSerializer.Deserialize<JsonElement>((await PrintAsync("2023-09", 1))["json"]);
        var blocks = bulletin
            .GetProperty("sections")
            .EnumerateArray()
            .Single(section => section.GetProperty("key").GetString() == "ponding")
            .GetProperty("blocks");
        var rows = blocks
            .EnumerateArray()
            .Single(block => block.TryGetProperty("table", out _))
            .GetProperty("table")
            .GetProperty("rows")
            .EnumerateArray()
            .Select(row => row.GetProperty("cells").EnumerateArray().ToList())
            .ToList();

        // Ranked by minutes at yellow or worse. An event's minutes count as printed, to two places, so that the rows
        // add up. The times are the city's.
        Assert.Equal(
            ["1", "兴文路", "西镇", "1", "64.25", "61.25", "410", "9月7日 16:20"],
            rows[0].Take(8).Select(Said)
        );
        Assert.Equal(
            ["2", "东明路", "西镇", "2", "53.84", "34.50", "320", "9月7日 15:20"],
            rows[1].Take(8).Select(Said)
        );
        Assert.Equal(["", "合计", "", "3", "118.09", "95.75", "410", ""], rows[2].Take(8).Select(Said));
        Assert.Contains(
            "积水最重的2个路段依次为：兴文路（黄色及以上61.25分钟）、东明路（黄色及以上34.50分钟）。",
            bulletin.ToString(),
            StringComparison.Ordinal
        );
        foreach (var cell in new[] { rows[0][3], rows[1][3], rows[2][3] })
        {
            var evidence = await _supervisor.GetFromJsonAsync<JsonElement>(
                cell.GetProperty("evidence")
                    .GetString()!
                    .Replace("/figures/", "/api/v1/statistics/", StringComparison.Ordinal),
                _ct
            );
            Assert.Equal(Said(cell), $"{evidence.GetProperty("items").GetArrayLength()}");
        }
    }

    [Fact]
    public async Task Minutes_that_get_large_are_told_as_hours()
    {
        await EventAsync("S-01", new(2023, 8, 7, 15, 0, 0, TimeSpan.FromHours(8)), 320, 1200.5, 674.18);
        await CloseAsync("2023-08");

        var bulletin = JsonSerializer.Deserialize<JsonElement>((await PrintAsync("2023-08", 1))["json"]).ToString();

        Assert.Contains("累计积水时长31.24小时", bulletin, StringComparison.Ordinal); // 1874.68 分钟
        Assert.DoesNotContain("1874", bulletin, StringComparison.Ordinal);
    }

    private static string? Said(JsonElement cell) => cell.GetProperty("text").GetString();

    private static DateTimeOffset At(int month, int day) => new(2023, month, day, 10, 0, 0, TimeSpan.FromHours(8));

    private Task EventAsync(string section, DateTimeOffset openedAt, int peakMm, double blue, double yellow) =>
        _records.ExecuteAsync(
            """
            with told as (insert into ponding_event (id, section_code, opened_at, ended_at, closed_at, level, worst_level, at_power_risk, peak_mm, peak_at, peak_sensor_id,
              last_mm, last_at, minutes_blue, minutes_yellow, minutes_orange, minutes_red, minutes_power_risk, recorded_at, changed_at)
            values (gen_random_uuid(), $1, $2, $2 + interval '2 hours', $2 + interval '3 hours', 0, 2, false, $3, $2 + interval '20 minutes', 1,
              0, $2, $4, $5, 0, 0, 0, $2, $2) returning id)
            insert into ponding_event_minutes (event_id, spent_on, minutes_blue, minutes_yellow, minutes_orange, minutes_red, minutes_power_risk)
            select id, city_day($2), $4, $5, 0, 0, 0 from told
            """,
            section,
            openedAt.ToUniversalTime(),
            peakMm,
            blue,
            yellow
        );

    private string TemplatePath => Path.Combine(fixture.App.Folder.Path, "templates", "bulletin.docx");

    private async Task UseTemplateAsync(string words)
    {
        using var stream = new MemoryStream();
        stream.Write(DefaultTemplate.Make());
        using (var template = WordprocessingDocument.Open(stream, true))
        {
            template.MainDocumentPart!.Document!.Body!.PrependChild(new Paragraph(new Run(new Text(words))));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(TemplatePath)!);
        await File.WriteAllBytesAsync(TemplatePath, stream.ToArray(), _ct);
    }

    private static string Text(byte[] docx)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(docx), false);
        return document.MainDocumentPart!.Document!.InnerText;
    }

    private async Task<ClosedMonth> CloseAsync(string month) =>
        (await CloseMonth.RunAsync(fixture.App.Database.DataSource, Month.Read(month).Value, Later, _ct)).Value;

    private async Task<Dictionary<string, byte[]>> PrintAsync(string month, int? revision)
    {
        var printed = new Dictionary<string, byte[]>();
        foreach (var form in Forms)
        {
            printed[form] = await _supervisor.GetByteArrayAsync(
                $"/api/v1/bulletins/{month}.{form}{(revision is null ? "" : $"?revision={revision}")}",
                _ct
            );
        }

        return printed;
    }
}
