using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Bulletins.Printing.Docx;
using CityOps.App.Features.Bulletins.Tables.Foreign;
using CityOps.App.Features.Statistics;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace CityOps.IntegrationTests.Bulletins;

public sealed class BulletinTests : IAsyncLifetime
{
    private static readonly Month December = new(new(2023, 12, 1));
    private static readonly DateTimeOffset Later = new(2024, 5, 11, 9, 0, 0, TimeSpan.FromHours(8));
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private HttpClient _supervisor = null!;
    private FieldRecords _records = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(_ct);
        _supervisor = await _app.LogInAsync("supervisor", _ct);
        _records = new FieldRecords(_app.Database.DataSource, _ct);
        await AdoptMetrics.RunAsync(_app.Database.DataSource, _ct);

        // November: one patrol of the sanitation centre. December: two patrols, three problems, a case closed.
        await _records.PatrolAsync("sanitation", At(11, 5), TestCity.WestTown);
        await _records.PatrolAsync("sanitation", At(12, 5), TestCity.WestTown);
        await _records.PatrolAsync("sanitation", At(12, 6), TestCity.EastTown);
        await _records.ReportAsync("sanitation", At(12, 5), "rectified_on_site");
        await _records.ReportAsync("sanitation", At(12, 5), "transferred");
        await _records.ReportAsync("sanitation", At(12, 6), town: TestCity.EastTown);
        await _records.CaseAsync("sanitation", At(12, 5), At(12, 5), At(12, 7));
        await _records.CaseAsync("sanitation", At(12, 6), At(12, 6), null, TestCity.EastTown);
    }

    public async ValueTask DisposeAsync()
    {
        _supervisor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_bulletin_says_what_was_frozen_in_the_notices_own_manner()
    {
        await CloseAsync(new Month(new(2023, 11, 1)));
        await CloseAsync(December);

        var bulletin = await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/bulletins/2023-12.json", _ct);
        var text = bulletin.ToString();

        Assert.Contains("组织环卫中心工作人员开展巡查2次，发现问题3个。", text, StringComparison.Ordinal);
        Assert.Equal("关于2023年12月城市管理巡查处置情况的通报", bulletin.GetProperty("title").GetString());
        Assert.Equal("城管局", bulletin.GetProperty("issuer").GetString());

        // 2 patrols against 1 the month before are +100 %; no problem was found the month before, so no 环比.
        var cells = Row(bulletin, "organisations", "环卫中心");
        Assert.Equal(["环卫中心", "2", "1", "100.00%", "3", "0", "—", "1", "1"], cells);
    }

    [Fact]
    public async Task The_evidence_of_a_printed_number_lists_as_many_records()
    {
        await CloseAsync(December);
        var bulletin = await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/bulletins/2023-12", _ct);
        var problems = Table(bulletin, "towns").GetProperty("rows")[0].GetProperty("cells")[1];

        var evidence = await _supervisor.GetFromJsonAsync<JsonElement>(
            // The console's page; the list it shows has the like address.
            problems
                .GetProperty("evidence")
                .GetString()!
                .Replace("/figures/", "/api/v1/statistics/", StringComparison.Ordinal),
            _ct
        );

        Assert.Equal("2", problems.GetProperty("text").GetString());
        Assert.Equal(2, evidence.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_issued_bulletin_stays_as_it_is_when_a_record_arrives_late()
    {
        await CloseAsync(December);
        await RollUpDays.RunAsync(_app.Database.DataSource, _ct);
        var issued = await _supervisor.GetStringAsync("/api/v1/bulletins/2023-12.json?revision=1", _ct);
        await _records.PatrolAsync("sanitation", At(12, 30), TestCity.WestTown);
        await CloseAsync(December);

        Assert.Equal(issued, await _supervisor.GetStringAsync("/api/v1/bulletins/2023-12.json?revision=1", _ct));
        Assert.Contains(
            "org=sanitation\">3</a>次，发现问题",
            await _supervisor.GetStringAsync("/api/v1/bulletins/2023-12.html", _ct),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_issued_bulletin_stays_as_it_is_whatever_names_and_wording_become()
    {
        await CloseAsync(December);
        var page = await _supervisor.GetStringAsync("/api/v1/bulletins/2023-12.html", _ct);
        var model = await _supervisor.GetStringAsync("/api/v1/bulletins/2023-12.json", _ct);
        await _records.ExecuteAsync("update organisation set name = name || '（更名）'");

        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            _records.ExecuteAsync("delete from issued_bulletin")
        );

        Assert.Equal("issued_bulletin_append_only", refused.ConstraintName);
        Assert.Equal(page, await _supervisor.GetStringAsync("/api/v1/bulletins/2023-12.html", _ct));
        Assert.Equal(model, await _supervisor.GetStringAsync("/api/v1/bulletins/2023-12.json", _ct));
    }

    [Fact]
    public async Task Word_and_workbook_open_and_the_workbook_adds_up()
    {
        await CloseAsync(December);

        using var document = WordprocessingDocument.Open(
            new MemoryStream(await _supervisor.GetByteArrayAsync("/api/v1/bulletins/2023-12.docx", _ct)),
            false
        );
        var path = Path.Combine(_app.Folder.Path, "bulletin.xlsx");
        await File.WriteAllBytesAsync(
            path,
            await _supervisor.GetByteArrayAsync("/api/v1/bulletins/2023-12.xlsx", _ct),
            _ct
        );
        var tables = CheckWorkbook.Check(path);

        Assert.Contains("发现问题3个", document.MainDocumentPart!.Document!.InnerText, StringComparison.Ordinal);
        Assert.NotEmpty(tables);
        Assert.All(tables, table => Assert.Empty(table.Contradictions));
    }

    [Fact]
    public async Task The_bureaus_template_is_used_and_an_unknown_field_in_it_is_named()
    {
        await CloseAsync(December); // frozen; what follows would issue it
        var folder = Directory.CreateDirectory(Path.Combine(_app.Folder.Path, "templates")).FullName;
        using var stream = new MemoryStream();
        stream.Write(DefaultTemplate.Make());
        using (var template = WordprocessingDocument.Open(stream, true))
        {
            template.MainDocumentPart!.Document!.Body!.PrependChild(new Paragraph(new Run(new Text("{{chief}}"))));
        }

        await File.WriteAllBytesAsync(Path.Combine(folder, "bulletin.docx"), stream.ToArray(), _ct);
        using var answer = await _supervisor.GetAsync("/api/v1/bulletins/2023-12.docx", _ct);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(_ct);

        Assert.Equal("bulletin_template_invalid", problem.GetProperty("code").GetString());
        Assert.Contains("{{chief}}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_run_through_the_year_of_issue_and_a_correction_keeps_its_months()
    {
        await CloseAsync(new Month(new(2023, 11, 1)));
        await CloseAsync(December);
        Assert.Equal("城管通〔2024〕1号", await NumberAsync("2023-11"));
        using var entered = await EnterAsync("2023-12", 7);
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        Assert.Equal("城管通〔2024〕7号", await NumberAsync("2023-12"));

        await _records.PatrolAsync("sanitation", At(11, 30), TestCity.WestTown);
        await CloseAsync(new Month(new(2023, 11, 1)));
        Assert.Equal("城管通〔2024〕1号", await NumberAsync("2023-11")); // now of its second revision
        Assert.Contains(
            "城管通〔2024〕7号",
            await _supervisor.GetStringAsync("/api/v1/bulletins/2023-12.html", _ct),
            StringComparison.Ordinal
        );

        var listed = await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/bulletins", _ct);
        Assert.Equal(
            ["城管通〔2024〕7号", "城管通〔2024〕1号", "城管通〔2024〕1号"],
            listed.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("documentNumber").GetString())
        );

        // What is issued stays, and no number is used twice.
        using var issued = await EnterAsync("2023-12", 8);
        using var taken = await EnterAsync("2024-01", 7);
        Assert.Equal("bulletin_issued", await CodeAsync(issued));
        Assert.Equal("bulletin_number_taken", await CodeAsync(taken));

        await _records.PatrolAsync("sanitation", At(10, 30), TestCity.WestTown);
        await CloseAsync(new Month(new(2023, 10, 1)));
        Assert.Equal("城管通〔2024〕8号", await NumberAsync("2023-10"));
    }

    [Theory]
    [InlineData("2024-02", 0, 422, "field_invalid")]
    [InlineData("2024-13", 1, 422, "field_invalid")]
    [InlineData("2024-02", null, 422, "field_missing")]
    public async Task A_number_that_is_none_is_refused(string month, int? number, int status, string code)
    {
        using var answer = await EnterAsync(month, number);

        Assert.Equal((status, code), ((int)answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task Due_and_closed_cases_are_told_apart_and_the_foot_names_who_printed_it()
    {
        await CloseAsync(December);
        var bulletin = await _supervisor.GetFromJsonAsync<JsonElement>("/api/v1/bulletins/2023-12.json", _ct);

        Assert.Contains(
            "应结案数为结案时限在本月内的案件",
            Table(bulletin, "towns").GetProperty("note").GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "结案数为本月办结的案件",
            Table(bulletin, "indicators").GetProperty("note").GetString(),
            StringComparison.Ordinal
        );
        var foot = bulletin.GetProperty("imprint");
        Assert.Equal(
            ("局领导", "城管局办公室", "2024-05-11"),
            (
                foot.GetProperty("copiedTo").GetString(),
                foot.GetProperty("printer").GetString(),
                foot.GetProperty("printedOn").GetString()
            )
        );
    }

    [Fact]
    public async Task Anyone_can_check_a_printed_check_sum()
    {
        var closed = await CloseAsync(December);
        using var anyone = _app.Client();

        var page = await anyone.GetStringAsync($"/verify/{closed.Sha256}", _ct);
        using var forged = await anyone.GetAsync($"/verify/{new string('0', 64)}", _ct);
        using var nonsense = await anyone.GetAsync("/verify/%3Cscript%3E", _ct);

        Assert.Contains("2023年12月数据，第1版", page, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (forged.StatusCode, nonsense.StatusCode));
        Assert.DoesNotContain("<script>", await nonsense.Content.ReadAsStringAsync(_ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2023-12.docx", HttpStatusCode.NotFound, "bulletin_not_found")]
    [InlineData("2023-13.docx", HttpStatusCode.UnprocessableEntity, "field_invalid")]
    public async Task A_month_that_is_not_closed_has_no_bulletin(string address, HttpStatusCode status, string code)
    {
        using var answer = await _supervisor.GetAsync($"/api/v1/bulletins/{address}", _ct);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString());
    }

    private async Task<string?> NumberAsync(string month) =>
        (await _supervisor.GetFromJsonAsync<JsonElement>($"/api/v1/bulletins/{month}.json", _ct))
            .GetProperty("documentNumber")
            .GetString();

    private Task<HttpResponseMessage> EnterAsync(string month, int? number) =>
        _supervisor.PutAsJsonAsync($"/api/v1/bulletins/{month}/number", new { number }, _ct);

    private async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString();

    private static DateTimeOffset At(int month, int day) => new(2023, month, day, 10, 0, 0, TimeSpan.FromHours(8));

    private async Task<ClosedMonth> CloseAsync(Month month) =>
        (await CloseMonth.RunAsync(_app.Database.DataSource, month, Later, _ct)).Value;

    private static JsonElement Table(JsonElement bulletin, string key) =>
        bulletin
            .GetProperty("sections")
            .EnumerateArray()
            .SelectMany(section => section.GetProperty("blocks").EnumerateArray())
            .Where(block => block.TryGetProperty("table", out _))
            .Select(block => block.GetProperty("table"))
            .Single(table => table.GetProperty("key").GetString() == key);

    private static IEnumerable<string?> Row(JsonElement bulletin, string table, string label) =>
        Table(bulletin, table)
            .GetProperty("rows")
            .EnumerateArray()
            .Select(row =>
                row.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("text").GetString())
            )
            .Single(row => row.First() == label);
}
