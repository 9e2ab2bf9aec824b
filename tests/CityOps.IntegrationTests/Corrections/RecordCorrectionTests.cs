using System.Text.Json;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Toilets;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Corrections;

/// <summary>Patrols, penalties, findings and feedback that were entered wrongly.</summary>
public sealed class RecordCorrectionTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<ApiAnswer> CorrectAsync(HttpClient by, string record, object content, Guid? id = null) =>
        by.PostJsonAsync(
            $"/api/v1/{record}/corrections",
            new
            {
                id = id ?? Guid.NewGuid(),
                reason = "填错了",
                content,
            },
            Ct
        );

    private static Task<ApiAnswer> WithdrawAsync(HttpClient by, string record) =>
        by.PostJsonAsync($"/api/v1/{record}/withdrawal", new { id = Guid.NewGuid(), reason = "误录" }, Ct);

    private async Task<decimal> FigureAsync(string metric, string day)
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var figure = await supervisor.ReadAsync($"/api/v1/statistics?from={day}&to={day}&metric={metric}", Ct);
        Assert.Equal((200, null), (figure.Status, figure.Code));
        return figure["total"].GetDecimal();
    }

    private async Task AssertVerifiedAsync()
    {
        await using var db = _app.NewContext();
        Assert.Empty(await VerifyCommand.FindAsync(db, Ct));
    }

    [Fact]
    public async Task A_patrol_of_1200_persons_becomes_one_of_12_and_what_was_sent_first_is_still_its_repeat()
    {
        const string day = "2026-03-16";
        using var officer = await _app.LogInAsync("officer", Ct);
        using var stranger = await _app.LogInAsync("officer-parks", Ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        var (id, change) = (Guid.NewGuid(), Guid.NewGuid());
        object Patrol(int persons, string ended = "11:00") =>
            new
            {
                kind = "joint",
                category = "X01",
                startedAt = $"{day}T08:00:00+08:00",
                endedAt = $"{day}T{ended}:00+08:00",
                persons,
                vehicles = 2,
            };
        using var started = await officer.PutJsonAsync(
            $"/api/v1/patrols/{id}",
            new
            {
                kind = "joint",
                category = "X01",
                startedAt = $"{day}T08:00:00+08:00",
            },
            Ct
        );
        using var tooEarly = await CorrectAsync(officer, $"patrols/{id}", Patrol(12));
        using var sent = await officer.PutJsonAsync($"/api/v1/patrols/{id}", Patrol(1200), Ct);
        var before = await FigureAsync("persons_turned_out", day);

        using var foreign = await CorrectAsync(stranger, $"patrols/{id}", Patrol(12));
        using var corrected = await CorrectAsync(officer, $"patrols/{id}", Patrol(12, "10:00"), change);
        using var again = await CorrectAsync(officer, $"patrols/{id}", Patrol(12, "10:00"), change);
        using var sentAgain = await officer.PutJsonAsync($"/api/v1/patrols/{id}", Patrol(1200), Ct);
        using var conflict = await officer.PutJsonAsync($"/api/v1/patrols/{id}", Patrol(13), Ct);
        using var read = await officer.ReadAsync($"/api/v1/patrols/{id}", Ct);
        var after = await FigureAsync("persons_turned_out", day);
        await AssertVerifiedAsync();
        using var withdrawn = await WithdrawAsync(dispatcher, $"patrols/{id}");

        Assert.Equal((201, 200), (started.Status, sent.Status));
        Assert.Equal((409, "record_not_correctable"), (tooEarly.Status, tooEarly.Code));
        Assert.Equal((403, "outside_your_area"), (foreign.Status, foreign.Code));
        Assert.Equal((200, 200, 200), (corrected.Status, again.Status, sentAgain.Status));
        Assert.Equal((409, "patrol_conflict"), (conflict.Status, conflict.Code));
        Assert.Equal((12, 120.0), (read["persons"].GetInt32(), read["durationMinutes"].GetDouble()));
        var entry = Assert.Single(read["changes"].EnumerateArray());
        Assert.Equal(1200, entry.GetProperty("before").GetProperty("persons").GetInt32());
        Assert.Equal((1200m, 12m), (before, after));
        Assert.Equal(200, withdrawn.Status);
        Assert.Equal(
            (0m, 0m, 0m),
            (
                await FigureAsync("patrols", day),
                await FigureAsync("persons_turned_out", day),
                await FigureAsync("vehicles_turned_out", day)
            )
        );
        await AssertVerifiedAsync();
    }

    [Fact]
    public async Task A_penalty_of_50000_becomes_one_of_500_and_its_case_says_so()
    {
        const string day = "2026-03-17";
        using var officer = await _app.LogInAsync("officer", Ct);
        using var handler = await _app.LogInAsync("handler", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var reported = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                observedAt = $"{day}T08:30:00+08:00",
                position = new
                {
                    lon = 113.3512,
                    lat = 22.5511,
                    coordSystem = "wgs84",
                },
            },
            Ct
        );
        var of = reported["case.id"].GetGuid();
        object Penalty(decimal amountYuan) =>
            new
            {
                kind = "fine",
                number = "中综罚〔2026〕7号",
                decidedOn = day,
                amountYuan,
            };
        using var recorded = await handler.PostJsonAsync(
            "/api/v1/penalties",
            new
            {
                kind = "fine",
                number = "中综罚〔2026〕7号",
                @case = of,
                decidedOn = day,
                amountYuan = 50000,
            },
            Ct
        );
        var penalty = $"penalties/{recorded["id"].GetGuid()}";

        using var forbidden = await CorrectAsync(officer, penalty, Penalty(500));
        using var corrected = await CorrectAsync(handler, penalty, Penalty(500));
        var after = await FigureAsync("fines_yuan", day);
        using var read = await supervisor.ReadAsync($"/api/v1/{penalty}", Ct);
        using var withdrawn = await WithdrawAsync(handler, penalty);
        using var worked = await supervisor.ReadAsync($"/api/v1/cases/{of}", Ct);
        using var anew = await handler.PostJsonAsync(
            "/api/v1/penalties",
            new
            {
                kind = "warning",
                number = "中综罚〔2026〕7号",
                @case = of,
                decidedOn = day,
            },
            Ct
        );

        Assert.Equal((201, 200, 200), (recorded.Status, corrected.Status, withdrawn.Status));
        Assert.Equal((403, "forbidden"), (forbidden.Status, forbidden.Code));
        Assert.Equal((500m, 500m), (after, read["amountYuan"].GetDecimal()));
        Assert.Equal(
            50000m,
            Assert.Single(read["changes"].EnumerateArray()).GetProperty("before").GetProperty("amountYuan").GetDecimal()
        );
        Assert.Equal(
            ["report", "penalty", "correct", "withdraw"],
            worked["log"].EnumerateArray().Select(e => e.GetProperty("action").GetString())
        );
        Assert.Equal("pending_register", worked["status"].GetString());
        Assert.Equal(201, anew.Status);
        Assert.Equal((0m, 1m), (await FigureAsync("fines_yuan", day), await FigureAsync("penalties", day)));
        await AssertVerifiedAsync();
    }

    [Fact]
    public async Task A_finding_of_ten_becomes_one_and_costs_less()
    {
        const string day = "2023-12-18";
        using var officer = await _app.LogInAsync("officer", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        var id = Guid.NewGuid();
        object Finding(int times) =>
            new
            {
                item = "T06",
                town = TestCity.WestTown,
                foundOn = day,
                times,
            };
        using var recorded = await officer.PutJsonAsync($"/api/v1/assessments/{id}", Finding(10), Ct);

        using var corrected = await CorrectAsync(supervisor, $"assessments/{id}", Finding(1));
        using var sentAgain = await officer.PutJsonAsync($"/api/v1/assessments/{id}", Finding(10), Ct);
        using var conflict = await officer.PutJsonAsync($"/api/v1/assessments/{id}", Finding(3), Ct);
        using var read = await supervisor.ReadAsync($"/api/v1/assessments/{id}", Ct);

        Assert.Equal((201, 200, 200), (recorded.Status, corrected.Status, sentAgain.Status));
        Assert.Equal(409, conflict.Status);
        Assert.Equal(recorded["points"].GetDecimal() / 10, read["points"].GetDecimal());
        Assert.Equal(
            10,
            Assert.Single(read["changes"].EnumerateArray()).GetProperty("before").GetProperty("times").GetInt32()
        );
        Assert.Equal(1m, await FigureAsync("town_findings", day));
        await AssertVerifiedAsync();
    }

    [Fact]
    public async Task A_feedback_is_corrected_and_withdrawn_with_its_case()
    {
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var handler = await _app.LogInAsync("handler", Ct);
        using var citizen = _app.Client();
        string code;
        string scan;
        await using (var db = _app.NewContext())
        {
            var toilet = await db.Facilities.SingleAsync(f => f.Code == "T-001", Ct);
            scan = _app.Services.GetRequiredService<ScanProof>().For(toilet.Id);
            code = (await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DateTimeOffset.UtcNow, Ct)).Code;
            await db.SaveChangesAsync(Ct);
        }

        var id = Guid.NewGuid();
        using var said = await citizen.PostJsonAsync(
            $"/api/v1/feedback/{code}",
            new
            {
                id,
                kind = "smell",
                stars = 1,
                scan,
            },
            Ct
        );
        var day = said["receivedAt"].GetString()![..10];
        var before = (await FigureAsync("toilet_stars", day), await FigureAsync("toilet_complaints", day));

        using var forbidden = await WithdrawAsync(handler, $"feedback/{id}");
        using var praised = await CorrectAsync(dispatcher, $"feedback/{id}", new { kind = "praise", stars = 5 });
        using var corrected = await CorrectAsync(dispatcher, $"feedback/{id}", new { kind = "dirt", stars = 4 });
        using var worked = await dispatcher.ReadAsync("/api/v1/cases?source=feedback", Ct);
        var of = Assert.Single(worked["items"].EnumerateArray()).GetProperty("id").GetGuid();
        using var asDirt = await dispatcher.ReadAsync($"/api/v1/cases/{of}", Ct);
        var after = await FigureAsync("toilet_stars", day);
        await AssertVerifiedAsync();
        using var withdrawn = await WithdrawAsync(dispatcher, $"feedback/{id}");
        using var cancelled = await dispatcher.ReadAsync($"/api/v1/cases/{of}", Ct);

        Assert.Equal(201, said.Status);
        Assert.Equal((403, "forbidden"), (forbidden.Status, forbidden.Code));
        Assert.Equal((409, "record_not_correctable"), (praised.Status, praised.Code));
        Assert.Equal((200, 200), (corrected.Status, withdrawn.Status));
        Assert.Equal(JsonValueKind.Array, withdrawn["changes"].ValueKind);
        Assert.Equal(2, withdrawn["changes"].GetArrayLength());
        Assert.Contains("correct", asDirt["log"].EnumerateArray().Select(e => e.GetProperty("action").GetString()));
        Assert.Equal("cancelled", cancelled["status"].GetString());
        Assert.Equal(((1m, 1m), 4m), (before, after));
        Assert.Equal((0m, 0m), (await FigureAsync("toilet_stars", day), await FigureAsync("feedback_received", day)));
        await AssertVerifiedAsync();
    }
}
