using System.Text.Json;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Demo;
using CityOps.App.Features.Forms;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.IntegrationTests.Corrections;

/// <summary>
/// A report that was entered wrongly: corrected or withdrawn by whom the table of rights says, with case, log and
/// figures.
/// </summary>
public sealed class ReportCorrectionTests : IAsyncLifetime
{
    private const string Day = "2026-03-09";
    private TestApp _app = null!;
    private HttpClient _officer = null!;
    private HttpClient _dispatcher = null!;
    private HttpClient _supervisor = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        await using var db = _app.NewContext();
        await DemoForms.LoadAsync(db, new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), Ct);
        await db
            .Categories.Where(c => c.Code == "01101")
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.FormCode, "road_repair"), Ct);
        _officer = await _app.LogInAsync("officer", Ct);
        _dispatcher = await _app.LogInAsync("dispatcher", Ct);
        _supervisor = await _app.LogInAsync("supervisor", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _officer.Dispose();
        _dispatcher.Dispose();
        _supervisor.Dispose();
        await _app.DisposeAsync();
    }

    private static object Report(
        string category = "03101",
        string? description = null,
        Guid? patrol = null,
        string? outcome = null,
        decimal? asphalt = null,
        double lon = 113.3512,
        string at = "08:30"
    ) =>
        new
        {
            category,
            patrolId = patrol,
            observedAt = $"{Day}T{at}:00+08:00",
            description,
            outcome,
            answers = asphalt is null
                ? (object)new { }
                : new
                {
                    road = "东明路",
                    kinds = (string[])["asphalt"],
                    asphalt_m2 = asphalt,
                },
            position = new
            {
                lon,
                lat = 22.5511,
                coordSystem = "wgs84",
                accuracyMetres = 5,
            },
        };

    private async Task<(Guid Report, Guid Case)> SendAsync(object report)
    {
        var id = Guid.NewGuid();
        using var answer = await _officer.PutJsonAsync($"/api/v1/reports/{id}", report, Ct);
        Assert.Equal((201, null), (answer.Status, answer.Code));
        return (id, answer["case.id"].GetGuid());
    }

    private static Task<ApiAnswer> CorrectAsync(HttpClient by, Guid report, object content, Guid? id = null) =>
        by.PostJsonAsync(
            $"/api/v1/reports/{report}/corrections",
            new
            {
                id = id ?? Guid.NewGuid(),
                reason = "填错了",
                content,
            },
            Ct
        );

    private static Task<ApiAnswer> WithdrawAsync(HttpClient by, Guid report, Guid? id = null) =>
        by.PostJsonAsync(
            $"/api/v1/reports/{report}/withdrawal",
            new { id = id ?? Guid.NewGuid(), reason = "重复上报" },
            Ct
        );

    private async Task<ApiAnswer> StepAsync(HttpClient by, Guid of, string action, object? body = null)
    {
        var answer = await by.PostJsonAsync($"/api/v1/cases/{of}/{action}", body ?? new { note = "说明" }, Ct);
        Assert.Equal((200, null), (answer.Status, answer.Code));
        return answer;
    }

    private async Task<decimal> FigureAsync(string metric)
    {
        using var figure = await _supervisor.ReadAsync($"/api/v1/statistics?from={Day}&to={Day}&metric={metric}", Ct);
        Assert.Equal((200, null), (figure.Status, figure.Code));
        return figure["total"].GetDecimal();
    }

    private async Task<IReadOnlyList<VerifyCommand.Break>> BrokenAsync()
    {
        await using var db = _app.NewContext();
        return await VerifyCommand.FindAsync(db, Ct);
    }

    [Fact]
    public async Task An_officer_corrects_a_report_that_is_not_filed_and_its_first_version_stays_readable()
    {
        var (first, second) = (Report(description: "路边垃圾"), Report("01101", "路面塌陷", lon: 113.352, asphalt: 3));
        var (report, of) = await SendAsync(first);
        var id = Guid.NewGuid();

        using var corrected = await CorrectAsync(_officer, report, second, id);
        using var again = await CorrectAsync(_officer, report, second, id);
        using var other = await CorrectAsync(_officer, report, first, id);
        using var sentAgain = await _officer.PutJsonAsync($"/api/v1/reports/{report}", first, Ct);
        using var conflict = await _officer.PutJsonAsync($"/api/v1/reports/{report}", second, Ct);
        using var read = await _officer.ReadAsync($"/api/v1/reports/{report}", Ct);
        using var worked = await _dispatcher.ReadAsync($"/api/v1/cases/{of}", Ct);

        Assert.Equal((200, 200), (corrected.Status, again.Status));
        Assert.Equal((409, "change_conflict"), (other.Status, other.Code));
        Assert.Equal((200, 409, "report_conflict"), (sentAgain.Status, conflict.Status, conflict.Code));
        Assert.Equal(("01101", "路面塌陷"), (read["category"].GetString(), read["description"].GetString()));
        var change = Assert.Single(read["changes"].EnumerateArray());
        Assert.Equal(
            (id, "correct", "填错了", "路边垃圾", "路面塌陷"),
            (
                change.GetProperty("id").GetGuid(),
                change.GetProperty("action").GetString(),
                change.GetProperty("reason").GetString(),
                change.GetProperty("before").GetProperty("description").GetString(),
                change.GetProperty("after").GetProperty("description").GetString()
            )
        );
        Assert.Equal(
            ("01101", "municipal", "路面塌陷", "pending_register", 113.352),
            (
                worked["category"].GetString(),
                worked["organisation"].GetString(),
                worked["description"].GetString(),
                worked["status"].GetString(),
                worked["position.lon"].GetDouble()
            )
        );
        var entry = worked["log"].EnumerateArray().Last();
        Assert.Equal(
            ("correct", "填错了", change.GetProperty("hash").GetString()),
            (
                entry.GetProperty("action").GetString(),
                entry.GetProperty("note").GetString(),
                entry.GetProperty("detail").GetProperty("hash").GetString()
            )
        );
        using var found = await _dispatcher.ReadAsync("/api/v1/cases?text=塌陷", Ct);
        Assert.Equal(of, Assert.Single(found["items"].EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task A_correction_to_another_category_has_its_limit_while_the_clock_runs()
    {
        await using (var db = _app.NewContext())
        {
            foreach (var (category, days) in ((string, decimal)[])[("03101", 1), ("01101", 5)])
            {
                db.FilingConditions.Add(
                    new FilingCondition
                    {
                        CategoryCode = category,
                        Ordinal = 1,
                        Condition = "一般",
                        LimitAmount = days,
                        LimitUnit = LimitUnits.NaturalDay,
                    }
                );
            }

            await db.SaveChangesAsync(Ct);
        }

        var (report, of) = await SendAsync(Report());
        (await StepAsync(_dispatcher, of, "file")).Dispose();
        using var dispatched = await StepAsync(_dispatcher, of, "dispatch");
        using var words = await CorrectAsync(_dispatcher, report, Report(description: "路边垃圾"));
        using var same = await _dispatcher.ReadAsync($"/api/v1/cases/{of}", Ct);
        using var corrected = await CorrectAsync(_dispatcher, report, Report("01101", asphalt: 3));
        using var worked = await _dispatcher.ReadAsync($"/api/v1/cases/{of}", Ct);

        Assert.Equal((200, 200), (words.Status, corrected.Status));
        Assert.Equal(dispatched["clock.deadline"].GetString(), same["clock.deadline"].GetString());
        Assert.Equal(
            dispatched["clock.deadline"].GetDateTimeOffset().AddDays(4),
            worked["clock.deadline"].GetDateTimeOffset()
        );
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task After_filing_a_dispatcher_corrects_and_nobody_else_does()
    {
        var (report, of) = await SendAsync(Report("01101", asphalt: 1000));
        using var stranger = await _app.LogInAsync("officer-parks", Ct);
        using var handler = await _app.LogInAsync("handler", Ct);
        using var foreign = await CorrectAsync(stranger, report, Report("01101", asphalt: 10));
        using var forbidden = await CorrectAsync(handler, report, Report("01101", asphalt: 10));
        using var filed = await StepAsync(_dispatcher, of, "file");
        var before = await FigureAsync("work.asphalt_m2");

        using var late = await CorrectAsync(_officer, report, Report("01101", asphalt: 10));
        using var lateWithdrawal = await WithdrawAsync(_officer, report);
        using var corrected = await CorrectAsync(_dispatcher, report, Report("01101", asphalt: 10));

        Assert.Equal((403, "outside_your_area"), (foreign.Status, foreign.Code));
        Assert.Equal((403, "forbidden"), (forbidden.Status, forbidden.Code));
        Assert.Equal((409, "record_filed"), (late.Status, late.Code));
        Assert.Equal((409, "record_filed"), (lateWithdrawal.Status, lateWithdrawal.Code));
        Assert.Equal(200, corrected.Status);
        Assert.Equal((1000m, 10m), (before, await FigureAsync("work.asphalt_m2")));
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task A_withdrawn_report_counts_for_nothing_and_its_case_is_cancelled()
    {
        var patrol = Guid.NewGuid();
        using var started = await _officer.PutJsonAsync(
            $"/api/v1/patrols/{patrol}",
            new
            {
                kind = "daily",
                category = "X01",
                startedAt = $"{Day}T08:00:00+08:00",
            },
            Ct
        );
        var (report, of) = await SendAsync(Report(patrol: patrol));
        var before = (await FigureAsync("reports_received"), await FigureAsync("problems_found"));

        using var withdrawn = await WithdrawAsync(_officer, report);
        using var twice = await WithdrawAsync(_officer, report);
        using var corrected = await CorrectAsync(_officer, report, Report());
        using var worked = await _dispatcher.ReadAsync($"/api/v1/cases/{of}", Ct);
        using var walked = await _officer.ReadAsync($"/api/v1/patrols/{patrol}", Ct);
        using var receipts = await _officer.ReadAsync("/api/v1/field/receipts", Ct);

        Assert.Equal((1m, 1m), before);
        Assert.Equal(200, withdrawn.Status);
        Assert.NotEqual(JsonValueKind.Null, withdrawn["withdrawnAt"].ValueKind);
        Assert.Equal((409, "record_withdrawn"), (twice.Status, twice.Code));
        Assert.Equal((409, "record_withdrawn"), (corrected.Status, corrected.Code));
        Assert.Equal("cancelled", worked["status"].GetString());
        Assert.Equal(0, walked["problems"].GetInt32());
        Assert.Equal(
            (0m, 0m, 0m),
            (
                await FigureAsync("reports_received"),
                await FigureAsync("problems_found"),
                await FigureAsync("cases_reported")
            )
        );
        Assert.True(Assert.Single(receipts["items"].EnumerateArray()).GetProperty("refused").GetBoolean());
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task Of_four_reports_one_cancelled_one_rejected_one_merged_one_real_one_problem_is_found()
    {
        var patrol = Guid.NewGuid();
        using var started = await _officer.PutJsonAsync(
            $"/api/v1/patrols/{patrol}",
            new
            {
                kind = "daily",
                category = "X01",
                startedAt = $"{Day}T08:00:00+08:00",
            },
            Ct
        );
        var (_, cancelled) = await SendAsync(Report("01101", patrol: patrol, asphalt: 1, at: "08:01"));
        var (_, rejected) = await SendAsync(Report("01101", patrol: patrol, asphalt: 2, at: "08:02"));
        var (_, merged) = await SendAsync(Report("01101", patrol: patrol, asphalt: 4, at: "08:03"));
        var (real, goesOn) = await SendAsync(Report("01101", patrol: patrol, asphalt: 8, at: "08:04"));
        var all = (await FigureAsync("problems_found"), await FigureAsync("work.asphalt_m2"));

        using var cancel = await StepAsync(_supervisor, cancelled, "cancel");
        using var reject = await StepAsync(_dispatcher, rejected, "reject");
        using var merge = await StepAsync(_dispatcher, merged, "merge", new { into = goesOn });
        using var walked = await _officer.ReadAsync($"/api/v1/patrols/{patrol}", Ct);
        var one = (await FigureAsync("problems_found"), await FigureAsync("work.asphalt_m2"));
        var reports = await FigureAsync("reports_received");
        using var withdrawn = await WithdrawAsync(_officer, real);
        using var survivor = await _dispatcher.ReadAsync($"/api/v1/cases/{goesOn}", Ct);
        var other = (await FigureAsync("problems_found"), await FigureAsync("work.asphalt_m2"));
        using var unmerge = await StepAsync(_dispatcher, merged, "unmerge");
        using var reopen = await StepAsync(_supervisor, rejected, "reopen");
        var two = (await FigureAsync("problems_found"), await FigureAsync("work.asphalt_m2"));

        Assert.Equal((4m, 15m), all);
        Assert.Equal((1m, 8m), one);
        Assert.Equal((4m, 1), (reports, walked["problems"].GetInt32()));
        // The one whose report is withdrawn goes on for the other one, which counts now.
        Assert.Equal((200, "pending_register"), (withdrawn.Status, survivor["status"].GetString()));
        Assert.Equal((1m, 4m), other);
        Assert.Equal((2m, 6m), two);
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task Another_outcome_moves_the_case_as_long_as_nothing_came_after_it()
    {
        var patrol = Guid.NewGuid();
        using var started = await _officer.PutJsonAsync(
            $"/api/v1/patrols/{patrol}",
            new { category = "X01", startedAt = $"{Day}T08:00:00+08:00" },
            Ct
        );
        var (onSite, closed) = await SendAsync(Report(patrol: patrol, outcome: "rectified_on_site"));
        var (plain, pending) = await SendAsync(Report(patrol: patrol, at: "09:00"));
        var before = (await FigureAsync("problems_rectified_on_site"), await FigureAsync("cases_closed"));

        using var undone = await CorrectAsync(_dispatcher, onSite, Report(patrol: patrol));
        using var done = await CorrectAsync(
            _officer,
            plain,
            Report(patrol: patrol, at: "09:00", outcome: "rectified_on_site")
        );
        using var first = await _dispatcher.ReadAsync($"/api/v1/cases/{closed}", Ct);
        using var second = await _dispatcher.ReadAsync($"/api/v1/cases/{pending}", Ct);

        Assert.Equal((200, 200), (undone.Status, done.Status));
        Assert.Equal(
            ("pending_dispatch", false, JsonValueKind.Null),
            (first["status"].GetString(), first["rectifiedOnSite"].GetBoolean(), first["closedAt"].ValueKind)
        );
        Assert.Equal(("closed", true), (second["status"].GetString(), second["rectifiedOnSite"].GetBoolean()));
        Assert.Equal(1m, before.Item1);
        Assert.Equal(1m, await FigureAsync("problems_rectified_on_site"));
        Assert.Empty(await BrokenAsync());
    }

    [Fact]
    public async Task A_change_that_was_tampered_with_shows()
    {
        var (report, _) = await SendAsync(Report(description: "一"));
        using var corrected = await CorrectAsync(_officer, report, Report(description: "二"));
        Assert.Empty(await BrokenAsync());

        await ForgeAsync($"update report set description = '三' where id = '{report}'");
        var ofRecord = await BrokenAsync();
        await ForgeAsync($"update report set description = '二' where id = '{report}'");
        await ForgeAsync("update record_change set reason = '别的'");
        var ofChange = await BrokenAsync();
        await ForgeAsync("delete from record_change");
        var missing = await BrokenAsync();

        Assert.Equal(("record", "hash", "no_change"), (Fault(ofRecord), Fault(ofChange), Fault(missing)));
        static string Fault(IReadOnlyList<VerifyCommand.Break> breaks) => Assert.Single(breaks).Fault;
    }

    [Fact]
    public async Task A_member_that_is_null_is_as_good_as_left_out()
    {
        var id = Guid.NewGuid();
        var template = JsonSerializer.Serialize(Report("01101", asphalt: 3));
        var withNull = template.Replace(
            "\"asphalt_m2\":3",
            "\"asphalt_m2\":3,\"kerb_m\":null",
            StringComparison.Ordinal
        );
        Assert.NotEqual(template, withNull);

        using var first = await _officer.PutJsonAsync($"/api/v1/reports/{id}", withNull, Ct);
        using var second = await _officer.PutJsonAsync($"/api/v1/reports/{id}", template, Ct);
        using var third = await _officer.PutJsonAsync($"/api/v1/reports/{id}", withNull, Ct);

        Assert.Equal((201, 200, 200), (first.Status, second.Status, third.Status));
    }

    private async Task ForgeAsync(string sql)
    {
        await using var connection = await _app.Database.DataSource.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand(
            $"set session_replication_role = replica; {sql}; set session_replication_role = origin",
            connection
        );
        await command.ExecuteNonQueryAsync(Ct);
    }
}
