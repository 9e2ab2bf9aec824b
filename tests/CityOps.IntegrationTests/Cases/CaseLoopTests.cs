using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Forms;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>What closes the loop beside the usual way: looking before filing, appeals, forced ends, and what is the
/// same problem.</summary>
public sealed class CaseLoopTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 1, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Start);
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct, builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        await using var db = _app.NewContext();
        db.FilingConditions.Add(
            new FilingCondition
            {
                CategoryCode = "03101",
                Ordinal = 1,
                Condition = "一般",
                LimitAmount = 2,
                LimitUnit = LimitUnits.UrgentHour,
            }
        );
        await db.SaveChangesAsync(Ct);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Category_that_says_so_is_looked_at_on_site_by_somebody_else_before_it_is_filed()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var saved = await admin.PutJsonAsync(
            "/api/v1/categories/03101",
            new
            {
                name = "暴露垃圾",
                kind = "event",
                organisation = "sanitation",
                verifyBeforeFiling = true,
            },
            Ct
        );
        var id = await ReportAsync(113.35);

        using var tooEarly = await TakeAsync("dispatcher", id, "file");
        using var own = await TakeAsync("officer", id, "confirm");
        using var confirmed = await TakeAsync("verifier", id, "confirm");
        using var filed = await TakeAsync("dispatcher", id, "file");

        Assert.True(saved["verifyBeforeFiling"].GetBoolean());
        Assert.Equal(
            (409, "case_step_not_allowed", "pending_verify"),
            (tooEarly.Status, tooEarly.Code, tooEarly["caseStatus"].GetString())
        );
        Assert.Equal((403, "case_step_by_same_person"), (own.Status, own.Code));
        Assert.Equal(
            ("pending_register", "待立案"),
            (confirmed["status"].GetString(), confirmed["statusName"].GetString())
        );
        Assert.Equal("pending_dispatch", filed["status"].GetString());
    }

    [Fact]
    public async Task Late_case_is_appealed_against_once_and_its_lateness_stays_on_record()
    {
        var id = await ReportAsync(113.35);
        foreach (var (login, action) in new[] { ("dispatcher", "file"), ("dispatcher", "dispatch") })
        {
            using var taken = await TakeAsync(login, id, action);
        }

        using var tooEarly = await TakeAsync("handler", id, "appeal", new { note = "台风" });
        _clock.Advance(TimeSpan.FromHours(3));
        using var handled = await TakeAsync("handler", id, "handle");
        using var wordless = await TakeAsync("handler", id, "appeal");
        using var appealed = await TakeAsync("handler", id, "appeal", new { note = "台风停工" });
        using var granted = await TakeAsync("supervisor", id, "grant");
        using var again = await TakeAsync("handler", id, "appeal", new { note = "再申" });
        using var nothing = await TakeAsync("supervisor", id, "refuse", new { note = "无" });

        Assert.Equal((409, "appeal_needs_lateness"), (tooEarly.Status, tooEarly.Code));
        Assert.Contains("appeal", handled["allowed"].EnumerateArray().Select(a => a.GetString()));
        Assert.Equal((422, "field_missing", "note"), (wordless.Status, wordless.Code, wordless["field"].GetString()));
        Assert.Equal("pending", appealed["clock.appeal"].GetString());
        Assert.Equal(
            ("granted", "missed", "pending_check"),
            (granted["clock.appeal"].GetString(), granted["clock.state"].GetString(), granted["status"].GetString())
        );
        Assert.Equal((409, "appeal_used_up"), (again.Status, again.Code));
        Assert.Equal((409, "appeal_not_pending"), (nothing.Status, nothing.Code));
        await using var db = _app.NewContext();
        var counted = await db
            .Database.SqlQuery<Counted>($"select late, exempt from counted_case where id = {id}")
            .SingleAsync(Ct);
        Assert.Equal(new Counted(Late: true, Exempt: true), counted);
    }

    private sealed record Counted(bool Late, bool Exempt);

    [Fact]
    public async Task What_ends_a_case_early_or_undoes_that_says_why()
    {
        var id = await ReportAsync(113.35);
        using var rejected = await TakeAsync("dispatcher", id, "reject");
        using var blank = await TakeAsync("dispatcher", id, "reject", new { note = "  " });
        using var filed = await TakeAsync("dispatcher", id, "file");

        using var wordless = await TakeAsync("supervisor", id, "force-close");
        using var forbidden = await TakeAsync("dispatcher", id, "force-close", new { note = "拆迁" });
        using var forced = await TakeAsync("supervisor", id, "force-close", new { note = "该地块已拆迁" });
        using var silent = await TakeAsync("supervisor", id, "reopen");
        using var reopened = await TakeAsync("supervisor", id, "reopen", new { note = "拆迁停了" });

        Assert.Equal((200, 2), (filed.Status, filed["version"].GetInt32()));
        Assert.All([rejected, blank, wordless, silent], refused =>
            Assert.Equal((422, "field_missing", "note"), (refused.Status, refused.Code, refused["field"].GetString()))
        );
        Assert.Equal((403, "case_step_forbidden"), (forbidden.Status, forbidden.Code));
        Assert.Equal(("forced_close", "强制结案"), (forced["status"].GetString(), forced["statusName"].GetString()));
        Assert.NotNull(forced["closedAt"].GetString());
        Assert.Equal(("pending_dispatch", null), (reopened["status"].GetString(), reopened["closedAt"].GetString()));
    }

    [Fact]
    public async Task Nearby_reports_of_the_same_category_are_proposed_and_merged_by_a_person()
    {
        var first = await ReportAsync(113.35);
        _clock.Advance(TimeSpan.FromHours(5));
        var same = await ReportAsync(113.35033); // 34 m to the east
        var far = await ReportAsync(113.3506); // 62 m
        var other = await ReportAsync(113.35, "01101");
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        foreach (var id in new[] { first, same })
        {
            using var filed = await TakeAsync("dispatcher", id, "file");
        }

        using var candidates = await dispatcher.ReadAsync($"/api/v1/cases/{same}/duplicates", Ct);
        using var crossed = await TakeAsync("dispatcher", same, "merge", new { into = other });
        using var merged = await TakeAsync("dispatcher", same, "merge", new { into = first });
        using var target = await dispatcher.ReadAsync($"/api/v1/cases/{first}", Ct);
        var filedWhileMerged = await FiledAsync();
        using var back = await TakeAsync("dispatcher", same, "unmerge", new { note = "不是同一处" });

        // The third is 62 m from the first, but 28 m from this one, and so the nearest.
        Assert.Equal([far, first], candidates["items"].EnumerateArray().Select(c => c.GetProperty("id").GetGuid()));
        var nearest = candidates["items"].EnumerateArray().Single(c => c.GetProperty("id").GetGuid() == first);
        Assert.InRange(nearest.GetProperty("metres").GetDouble(), 33, 35);
        Assert.Equal(
            (300, true),
            ((int)nearest.GetProperty("minutes").GetDouble(), nearest.GetProperty("mergeable").GetBoolean())
        );
        Assert.Equal((409, "case_merge_invalid"), (crossed.Status, crossed.Code));
        Assert.Equal(("merged", first), (merged["status"].GetString(), merged["mergedInto.id"].GetGuid()));
        Assert.Equal(same, Assert.Single(target["merged"].EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal("join", target["log"].EnumerateArray().Last().GetProperty("action").GetString());
        Assert.Equal((1, 2), (filedWhileMerged, await FiledAsync()));
        Assert.Equal("pending_dispatch", back["status"].GetString());
        await using var db = _app.NewContext();
        Assert.Empty(await VerifyCommand.FindAsync(db, Ct));
        Assert.NotEmpty(
            await db.Database.SqlQuery<DateOnly>($"select day as \"Value\" from dirty_day").ToListAsync(Ct)
        );
    }

    private async Task<int> FiledAsync()
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var figure = await supervisor.ReadAsync(
            "/api/v1/statistics?from=2026-06-01&to=2026-06-01&metric=cases_filed",
            Ct
        );
        return figure["total"].GetInt32();
    }

    private async Task<Guid> ReportAsync(double lon, string category = "03101")
    {
        await using var db = _app.NewContext();
        var officer = await db.Accounts.Where(a => a.Login == "officer").Select(a => a.Id).SingleAsync(Ct);
        return (await NewCase.OpenAsync(db, Ct, lon, category: category, officer: officer, at: _clock.GetUtcNow())).Id;
    }

    private async Task<ApiAnswer> TakeAsync(string login, Guid id, string action, object? body = null)
    {
        using var client = await _app.LogInAsync(login, Ct);
        return await client.PostJsonAsync($"/api/v1/cases/{id}/{action}", body ?? new { }, Ct);
    }
}
