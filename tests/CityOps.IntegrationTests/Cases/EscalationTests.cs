using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Cases.Escalation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CityOps.IntegrationTests.Cases;

public sealed class EscalationTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private CaseWorld _world = null!;
    private CityDatabase _city = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await CaseWorld.CreateAsync(_ct);
        _city = CityDatabase.At(_world.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _city.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_case_is_told_of_once_when_its_time_is_nearly_over_and_once_when_it_is()
    {
        var id = await DispatchedAsync();
        var deadline = _world.Clock.GetUtcNow().AddHours(1);

        Assert.Equal(0, await RunAsync());
        _world.Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal((1, 0), (await RunAsync(), await RunAsync()));
        _world.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal((1, 0), (await RunAsync(), await RunAsync()));

        var told = await LogAsync(id);
        Assert.Equal(["report", "file", "dispatch", "due_soon", "overdue"], told.Select(e => e.Action));
        Assert.Equal(deadline, told[^1].Detail.RootElement.GetProperty("at").GetDateTimeOffset());
        Assert.Empty(await _world.AskAsync(db => VerifyCommand.FindAsync(db, _ct)));
    }

    [Fact]
    public async Task A_job_that_was_down_tells_the_same_facts_later_and_not_what_they_have_overtaken()
    {
        var id = await DispatchedAsync();
        var deadline = _world.Clock.GetUtcNow().AddHours(1);

        _world.Clock.Advance(TimeSpan.FromDays(3));
        await Task.WhenAll(RunAsync(), RunAsync(), RunAsync());

        var told = await LogAsync(id);
        Assert.Equal(["report", "file", "dispatch", "overdue"], told.Select(e => e.Action));
        Assert.Equal(
            (deadline, _world.Clock.GetUtcNow()),
            (told[^1].Detail.RootElement.GetProperty("at").GetDateTimeOffset(), told[^1].At)
        );
    }

    [Fact]
    public async Task An_extended_case_is_told_of_again_at_its_new_deadline_and_a_handled_one_no_more()
    {
        var (extended, handled) = (await DispatchedAsync(), await DispatchedAsync());
        _world.Clock.Advance(TimeSpan.FromMinutes(55));
        Assert.Equal(2, await RunAsync());
        await TakeAsync(extended, "extend", "dispatcher");
        await TakeAsync(handled, "handle", "handler");

        _world.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(0, await RunAsync());
        _world.Clock.Advance(TimeSpan.FromMinutes(60));

        Assert.Equal(1, await RunAsync());
        Assert.Equal("overdue", (await LogAsync(extended))[^1].Action);
        Assert.Equal("handle", (await LogAsync(handled))[^1].Action);
    }

    [Fact]
    public async Task A_suspension_ends_by_itself_on_the_day_that_was_said()
    {
        var id = await DispatchedAsync();
        var until = _world.Clock.GetUtcNow().AddDays(10);
        var (_, tooLong) = await _world.TakeAsync(
            id,
            "suspend",
            Person("dispatcher"),
            new("说明", null, null, null, Until: until.AddYears(1))
        );
        await TakeAsync(id, "suspend", "dispatcher", until);

        _world.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(0, await RunAsync());
        _world.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal((1, 0), (await RunAsync(), await RunAsync()));
        Assert.Equal("field_invalid", tooLong!.Problem.Code);
        var last = (await LogAsync(id))[^1];
        Assert.Equal(("resume", null, "pending_handle"), (last.Action, last.ActorId, last.ToStatus));
    }

    private Task<int> RunAsync() =>
        new EscalateJob(_city, _world.Clock, NullLogger<EscalateJob>.Instance).RunAsync(_ct);

    private async Task<Guid> DispatchedAsync()
    {
        var id = await _world.OpenAsync();
        await TakeAsync(id, "file", "dispatcher");
        await TakeAsync(id, "dispatch", "dispatcher");
        return id;
    }

    private async Task TakeAsync(Guid id, string action, string login, DateTimeOffset? until = null)
    {
        var (taken, refusal) = await _world.TakeAsync(
            id,
            action,
            Person(login),
            new("说明", null, null, null, Until: until)
        );
        Assert.True(taken is not null, refusal?.Problem.Code);
    }

    private Caller Person(string login) => _world.People.Single(p => p.Login == login);

    private Task<List<CaseEvent>> LogAsync(Guid id) =>
        _world.AskAsync(db =>
            db.CaseEvents.AsNoTracking().Where(e => e.CaseId == id).OrderBy(e => e.Seq).ToListAsync(_ct)
        );
}
