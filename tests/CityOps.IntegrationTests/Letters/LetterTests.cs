using CityOps.App.Features.Cases;
using CityOps.IntegrationTests.Cases;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using DocumentFormat.OpenXml.Packaging;

namespace CityOps.IntegrationTests.Letters;

public sealed class LetterTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Letter_on_several_cases_is_numbered_stands_in_their_logs_and_is_answered_once_by_its_recipient()
    {
        var (one, two) = (await OpenAsync(), await OpenAsync());
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var handler = await _app.LogInAsync("handler", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        using var issued = await dispatcher.PostJsonAsync(
            "/api/v1/letters",
            new
            {
                kind = "supervision",
                to = "sanitation",
                title = "关于积存垃圾的督办函",
                body = "请于限期内整改。",
                dueOn = "2099-06-10",
                cases = new[] { one, two },
            },
            Ct
        );
        var id = issued["letter.id"].GetGuid();
        using var read = await supervisor.ReadAsync($"/api/v1/cases/{one}", Ct);
        using var open = await handler.ReadAsync($"/api/v1/letters?state=open&case={two}", Ct);
        using var received = await handler.ReadAsync($"/api/v1/letters/{id}", Ct);
        using var printed = await handler.GetAsync($"/api/v1/letters/{id}.docx", Ct);
        using var document = WordprocessingDocument.Open(
            await printed.Content.ReadAsStreamAsync(Ct),
            isEditable: false
        );
        var words = document.MainDocumentPart!.Document!.Body!.InnerText;
        using var answered = await handler.PostJsonAsync(
            $"/api/v1/letters/{id}/answer",
            new { answer = "已整改完毕。" },
            Ct
        );
        using var again = await handler.PostJsonAsync($"/api/v1/letters/{id}/answer", new { answer = "再答" }, Ct);
        using var withdrawn = await dispatcher.PostJsonAsync($"/api/v1/letters/{id}/withdraw", null, Ct);

        Assert.Equal(201, issued.Status);
        Assert.Matches("^中城函〔20[0-9]{2}〕[0-9]+号$", issued["letter.number"].GetString());
        Assert.Equal(
            ("督办函", 2, "open"),
            (
                issued["letter.kindName"].GetString(),
                issued["letter.cases"].GetInt32(),
                issued["letter.state"].GetString()
            )
        );
        Assert.Equal("letter", read["log"].EnumerateArray().Last().GetProperty("action").GetString());
        Assert.Equal(id, Assert.Single(open["items"].EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal(
            ["answer", "withdraw"],
            AllowedOf(issued).Concat(AllowedOf(received)).Order(StringComparer.Ordinal)
        );
        Assert.Empty(AllowedOf(answered));
        Assert.Contains(issued["letter.number"].GetString()!, words, StringComparison.Ordinal);
        Assert.Contains("关于积存垃圾的督办函", words, StringComparison.Ordinal);
        Assert.Contains("请于2099年6月10日前书面函复。", words, StringComparison.Ordinal);
        Assert.All(received["cases"].EnumerateArray(), about =>
            Assert.Contains(about.GetProperty("number").GetString()!, words, StringComparison.Ordinal)
        );
        Assert.Equal(
            ("answered", "已整改完毕。"),
            (answered["letter.state"].GetString(), answered["answer"].GetString())
        );
        Assert.Equal((409, "letter_finished"), (again.Status, again.Code));
        Assert.Equal((409, "letter_finished"), (withdrawn.Status, withdrawn.Code));
        await using var db = _app.NewContext();
        Assert.Empty(await VerifyCommand.FindAsync(db, Ct));

        static IEnumerable<string?> AllowedOf(ApiAnswer letter) =>
            letter["allowed"].EnumerateArray().Select(action => action.GetString());
    }

    [Fact]
    public async Task Letter_to_another_town_is_read_and_ended_by_both_and_its_end_stands_in_the_cases_logs()
    {
        var about = await OpenAsync(113.45);
        using var east = await _app.LogInAsync("dispatcher", TestCity.EastTown, TestCity.EastTown, Ct);
        using var west = await _app.LogInAsync("handler", TestCity.WestTown, TestCity.WestTown, Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        async Task<Guid> IssueAsync()
        {
            using var issued = await east.PostJsonAsync(
                "/api/v1/letters",
                new
                {
                    kind = "transfer",
                    to = TestCity.WestTown,
                    title = "移交",
                    cases = new[] { about },
                },
                Ct
            );
            Assert.Equal(201, issued.Status);
            return issued["letter.id"].GetGuid();
        }

        var (one, two) = (await IssueAsync(), await IssueAsync());
        using var read = await east.ReadAsync($"/api/v1/letters/{one}", Ct);
        using var answered = await west.PostJsonAsync($"/api/v1/letters/{one}/answer", new { answer = "已接收" }, Ct);
        using var withdrawn = await east.PostJsonAsync($"/api/v1/letters/{two}/withdraw", null, Ct);
        using var log = await supervisor.ReadAsync($"/api/v1/cases/{about}", Ct);

        Assert.Equal((200, 200, 200), (read.Status, answered.Status, withdrawn.Status));
        var ends = log["log"].EnumerateArray().TakeLast(2).ToList();
        Assert.Equal(["letter-answered", "letter-withdrawn"], ends.Select(e => e.GetProperty("action").GetString()));
        Assert.Equal(one, ends[0].GetProperty("detail").GetProperty("letter").GetGuid());
        Assert.Matches("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", ends[0].GetProperty("detail").GetProperty("on").GetString());
    }

    [Fact]
    public async Task Letters_are_between_organisations_and_are_not_read_by_others()
    {
        var about = await OpenAsync();
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var handler = await _app.LogInAsync("handler", Ct);
        using var contractor = await _app.LogInAsync("contractor", Ct);
        object Body(
            string kind = "transfer",
            string to = "sanitation",
            string? from = null,
            Guid? about2 = null,
            string? dueOn = null
        ) =>
            new
            {
                kind,
                to,
                from,
                title = "移交",
                dueOn,
                cases = about2 is null ? new[] { about } : [about, about2.Value],
            };

        using var issued = await dispatcher.PostJsonAsync("/api/v1/letters", Body(), Ct);
        using var foreign = await contractor.ReadAsync($"/api/v1/letters/{issued["letter.id"].GetGuid()}", Ct);
        using var mine = await contractor.ReadAsync("/api/v1/letters", Ct);
        using var byHandler = await handler.PostJsonAsync("/api/v1/letters", Body(), Ct);
        using var forOthers = await dispatcher.PostJsonAsync("/api/v1/letters", Body(from: "parks"), Ct);
        using var toNobody = await dispatcher.PostJsonAsync("/api/v1/letters", Body(to: "nobody"), Ct);
        using var kind = await dispatcher.PostJsonAsync("/api/v1/letters", Body(kind: "love"), Ct);
        using var noCase = await dispatcher.PostJsonAsync(
            "/api/v1/letters",
            new
            {
                kind = "advice",
                to = "parks",
                title = "x",
                cases = Array.Empty<Guid>(),
            },
            Ct
        );
        using var ghost = await dispatcher.PostJsonAsync("/api/v1/letters", Body(about2: Guid.NewGuid()), Ct);
        using var due = await dispatcher.PostJsonAsync("/api/v1/letters", Body(dueOn: "2001-01-01"), Ct);
        using var missing = await dispatcher.ReadAsync($"/api/v1/letters/{Guid.NewGuid()}", Ct);

        Assert.Equal((403, "outside_your_area"), (foreign.Status, foreign.Code));
        Assert.Empty(mine["items"].EnumerateArray());
        Assert.Equal(403, byHandler.Status);
        Assert.Equal((403, "organisation_not_yours"), (forOthers.Status, forOthers.Code));
        Assert.Equal((422, "organisation_unknown"), (toNobody.Status, toNobody.Code));
        Assert.Equal((422, "letter_kind_unknown"), (kind.Status, kind.Code));
        Assert.Equal((201, 0), (noCase.Status, noCase["letter.cases"].GetInt32()));
        Assert.Equal((404, "case_not_found"), (ghost.Status, ghost.Code));
        Assert.Equal((422, "ends_before_start"), (due.Status, due.Code));
        Assert.Equal((404, "letter_not_found"), (missing.Status, missing.Code));
    }

    [Fact]
    public async Task Penalty_rests_on_a_case_and_is_recorded_once()
    {
        var about = await OpenAsync();
        using var handler = await _app.LogInAsync("handler", Ct);
        object Body(
            string kind = "fine",
            decimal? amountYuan = 500m,
            string? number = "中城罚决〔2026〕7号",
            Guid? on = null
        ) =>
            new
            {
                kind,
                amountYuan,
                number,
                decidedOn = "2026-06-02",
                @case = on ?? about,
            };

        using var recorded = await handler.PostJsonAsync("/api/v1/penalties", Body(), Ct);
        using var again = await handler.PostJsonAsync("/api/v1/penalties", Body(), Ct);
        using var free = await handler.PostJsonAsync("/api/v1/penalties", Body(amountYuan: null, number: null), Ct);
        using var kind = await handler.PostJsonAsync("/api/v1/penalties", Body(kind: "exile"), Ct);
        using var groundless = await handler.PostJsonAsync(
            "/api/v1/penalties",
            new { kind = "warning", decidedOn = "2026-06-02" },
            Ct
        );
        using var list = await handler.ReadAsync("/api/v1/penalties?from=2026-06-01&to=2026-06-30", Ct);
        using var read = await handler.ReadAsync($"/api/v1/cases/{about}", Ct);

        Assert.Equal(
            (201, "sanitation", "03101"),
            (recorded.Status, recorded["organisation"].GetString(), recorded["category"].GetString())
        );
        Assert.Equal((409, "penalty_known"), (again.Status, again.Code));
        Assert.Equal((422, "field_invalid"), (free.Status, free.Code));
        Assert.Equal((422, "penalty_kind_unknown"), (kind.Status, kind.Code));
        Assert.Equal((422, "field_missing"), (groundless.Status, groundless.Code));
        Assert.Equal(500m, Assert.Single(list["items"].EnumerateArray()).GetProperty("amountYuan").GetDecimal());
        Assert.Equal("penalty", read["log"].EnumerateArray().Last().GetProperty("action").GetString());
    }

    private async Task<Guid> OpenAsync(double lon = 113.35)
    {
        await using var db = _app.NewContext();
        return (await NewCase.OpenAsync(db, Ct, lon)).Id;
    }
}
