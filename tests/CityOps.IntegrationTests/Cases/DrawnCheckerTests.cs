using System.Text.Json;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Forms;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Cases;

/// <summary>Checks that nobody can arrange: the checker is drawn among those who may, where the category asks for
/// it.</summary>
public sealed class DrawnCheckerTests : IAsyncLifetime
{
    private const string Category = CaseWorld.PlainCategory;
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private CaseWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await CaseWorld.CreateAsync(_ct);
        await _world.AskAsync(db =>
            db.Categories.ExecuteUpdateAsync(set => set.SetProperty(c => c.DrawsChecker, true), _ct)
        );
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Everybody_who_may_is_drawn_at_times_and_nobody_else()
    {
        // In the west town's case, of the sanitation centre: those who may verify, of the bureau or of this town.
        var able = _world
            .Steps.Where(s => s.Action is "verify" or "rework")
            .SelectMany(s => s.Roles)
            .Where(r => r != "admin")
            .ToHashSet();
        var eligible = _world
            .People.Where(p => able.Contains(p.Role.Code) && (p.TownCode is null || p.TownCode == TestCity.WestTown))
            .Where(p =>
                p.Role.Code is not ("handler" or "contractor" or "officer") || p.OrganisationCode == "sanitation"
            )
            .Select(p => p.AccountId)
            .ToHashSet();
        var drawn = new HashSet<Guid>();
        for (var i = 0; i < 60; i++)
        {
            drawn.Add((await ReadAsync(await HandledAsync())).CheckerId!.Value);
        }

        Assert.True(eligible.Count >= 2, "With one to draw from, this would show nothing.");
        Assert.Equal(eligible, drawn);
    }

    [Fact]
    public async Task Only_the_one_who_was_drawn_checks_and_a_dispatcher_may_have_drawn_anew_for_a_reason()
    {
        var id = await HandledAsync();
        var first = await ReadAsync(id);
        var (drawn, other) = (
            Who(first.CheckerId),
            _world.People.First(p => p.Role.Code == "verifier" && p.AccountId != first.CheckerId)
        );

        var (_, refused) = await _world.TakeAsync(id, "verify", other);
        var (_, admin) = await _world.TakeAsync(id, "verify", Person("admin"));
        var (_, wordless) = await _world.TakeAsync(id, "draw", Person("dispatcher"), new(null, null, null, null));
        var (_, forbidden) = await _world.TakeAsync(id, "draw", Person("verifier"));
        var (anew, _) = await _world.TakeAsync(id, "draw", Person("dispatcher"), new("休假", null, null, null));
        var (_, late) = await _world.TakeAsync(id, "verify", drawn);
        var (verified, _) = await _world.TakeAsync(id, "verify", Who(anew!.CheckerId));

        Assert.Equal(
            ["case_checker_drawn", "case_checker_drawn", "field_missing", "case_step_forbidden", "case_checker_drawn"],
            new[] { refused, admin, wordless, forbidden, late }.Select(r => r?.Problem.Code)
        );
        Assert.NotEqual(
            drawn.AccountId,
            (await LogAsync(id))
                .Last(e => e.Action == "draw")
                .Detail.RootElement.GetProperty("checker")
                .GetProperty("id")
                .GetGuid()
        );
        Assert.Equal((CaseStatus.PendingClose, null), (verified!.Status, verified.CheckerId));
        Assert.Equal(
            ["report", "file", "dispatch", "handle", "draw", "draw", "verify"],
            (await LogAsync(id)).Select(e => e.Action)
        );
        Assert.Empty(await _world.AskAsync(db => VerifyCommand.FindAsync(db, _ct)));
    }

    [Fact]
    public async Task Where_nobody_is_left_to_draw_whoever_has_the_right_checks_and_the_log_says_so()
    {
        await _world.AskAsync(db =>
            db.Accounts.Where(a => a.Role != "admin" && a.Role != "handler" && a.Role != "dispatcher")
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.DisabledAt, _world.Clock.GetUtcNow()), _ct)
        );
        var id = await HandledAsync();

        var (verified, _) = await _world.TakeAsync(id, "verify", Person("admin"));

        var draw = (await LogAsync(id)).Single(e => e.Action == "draw");
        Assert.Equal(
            (JsonValueKind.Null, 0),
            (
                draw.Detail.RootElement.GetProperty("checker").ValueKind,
                draw.Detail.RootElement.GetProperty("eligible").GetInt32()
            )
        );
        Assert.Null(draw.ActorId);
        Assert.Equal(CaseStatus.PendingClose, verified!.Status);
    }

    [Fact]
    public async Task What_comes_back_from_rework_is_drawn_again_and_a_category_that_does_not_ask_draws_nobody()
    {
        var id = await HandledAsync();
        await TakenAsync(id, "rework", Who((await ReadAsync(id)).CheckerId));
        var back = await ReadAsync(id);
        await TakenAsync(id, "handle", Person("handler"));
        await _world.AskAsync(db =>
            db.Categories.ExecuteUpdateAsync(set => set.SetProperty(c => c.DrawsChecker, false), _ct)
        );
        var plain = await HandledAsync();

        Assert.Null(back.CheckerId);
        Assert.NotNull((await ReadAsync(id)).CheckerId);
        Assert.Equal(2, (await LogAsync(id)).Count(e => e.Action == "draw"));
        Assert.Null((await ReadAsync(plain)).CheckerId);
        Assert.DoesNotContain("draw", (await LogAsync(plain)).Select(e => e.Action));
    }

    [Fact]
    public async Task Who_looks_before_filing_is_drawn_with_the_report_and_named_in_the_answer()
    {
        await using var app = await TestApp.StartAsync(_ct);
        using var admin = await app.LogInAsync("admin", _ct);
        using var officer = await app.LogInAsync("officer", _ct);
        using var verifier = await app.LogInAsync("verifier", _ct);
        using var saved = await admin.PutJsonAsync(
            "/api/v1/categories/03101",
            new
            {
                name = "暴露垃圾",
                kind = "event",
                organisation = "sanitation",
                verifyBeforeFiling = true,
                drawsChecker = true,
            },
            _ct
        );
        using var report = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                observedAt = "2026-06-01T08:00:00+08:00",
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
            },
            _ct
        );
        var id = report["case.id"].GetGuid();

        using var seen = await admin.ReadAsync($"/api/v1/cases/{id}", _ct);
        using var refused = await admin.PostJsonAsync($"/api/v1/cases/{id}/confirm", new { }, _ct);
        using var confirmed = await verifier.PostJsonAsync($"/api/v1/cases/{id}/confirm", new { }, _ct);

        Assert.True(saved["drawsChecker"].GetBoolean());
        // the officer reported it, the other one is of another organisation
        Assert.Equal("verifier", seen["checker.name"].GetString());
        Assert.DoesNotContain("confirm", seen["allowed"].EnumerateArray().Select(a => a.GetString()));
        Assert.Equal((403, "case_checker_drawn"), (refused.Status, refused.Code));
        Assert.Equal((200, "pending_register"), (confirmed.Status, confirmed["status"].GetString()));
    }

    private Caller Person(string login) => _world.People.Single(p => p.Login == login);

    private Caller Who(Guid? account) => _world.People.Single(p => p.AccountId == account);

    private async Task<Guid> HandledAsync()
    {
        var id = await _world.OpenAsync(Category);
        foreach (
            var (action, by) in new[] { ("file", "dispatcher"), ("dispatch", "dispatcher"), ("handle", "handler") }
        )
        {
            await TakenAsync(id, action, Person(by));
        }

        return id;
    }

    private async Task TakenAsync(Guid id, string action, Caller by)
    {
        var (taken, refusal) = await _world.TakeAsync(id, action, by);
        Assert.True(taken is not null, $"{by.Login} {action}: {refusal?.Problem.Code}");
    }

    private Task<Case> ReadAsync(Guid id) =>
        _world.AskAsync(db => db.Cases.AsNoTracking().SingleAsync(c => c.Id == id, _ct));

    private Task<List<CaseEvent>> LogAsync(Guid id) =>
        _world.AskAsync(db =>
            db.CaseEvents.AsNoTracking().Where(e => e.CaseId == id).OrderBy(e => e.Seq).ToListAsync(_ct)
        );
}
