using CityOps.App.Features.Cases;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Cases;

/// <summary>The configured graph of steps, edge by edge: each is taken on a case that came to its start by other
/// steps.</summary>
public sealed class CaseGraphTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private CaseWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await CaseWorld.CreateAsync(_ct);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Every_configured_step_can_be_taken_by_those_it_is_for_and_is_logged()
    {
        foreach (var edge in _world.Steps)
        {
            var id = await BringToStartOfAsync(edge);
            await PrepareAsync(id, edge);

            await TakeAsync(id, edge);

            var (taken, last) = await _world.AskAsync(async db =>
                (
                    await db.Cases.AsNoTracking().SingleAsync(c => c.Id == id, _ct),
                    await db
                        .CaseEvents.AsNoTracking()
                        .Where(e => e.CaseId == id)
                        .OrderByDescending(e => e.Seq)
                        .FirstAsync(_ct)
                )
            );
            Assert.Equal(
                (edge.ToStatus, edge.Action, edge.FromStatus, edge.ToStatus, taken.Version),
                (taken.Status, last.Action, last.FromStatus, last.ToStatus, last.Seq)
            );
        }

        Assert.Empty(await _world.AskAsync(db => VerifyCommand.FindAsync(db, _ct)));
        Assert.Empty(await _world.CasesWithAnotherClockAsync());
    }

    [Fact]
    public void Every_status_can_be_reached_and_left_unless_it_is_an_end()
    {
        var reachable = new HashSet<string> { CaseStatus.PendingVerify, CaseStatus.PendingRegister };
        while (
            _world.Steps.FirstOrDefault(s => reachable.Contains(s.FromStatus) && !reachable.Contains(s.ToStatus))
                is { } step
        )
        {
            reachable.Add(step.ToStatus);
        }

        Assert.Empty(_world.Steps.Select(s => s.FromStatus).Except(reachable));
        Assert.Empty(reachable.Except(_world.Steps.Select(s => s.FromStatus))); // all can be reopened or taken back
        Assert.All(reachable, status => Assert.NotEqual(status, CaseStatus.Name(status))); // each has a Chinese name
        Assert.Empty(_world.Steps.SelectMany(s => s.Roles).Except(_world.Roles.Keys));
    }

    // The shortest way from where a case begins to where the edge begins, by steps that have no conditions of their
    // own.
    private async Task<Guid> BringToStartOfAsync(CaseStep edge)
    {
        var start = edge.Action == "unmerge" ? edge.ToStatus : edge.FromStatus;
        var id = await _world.OpenAsync(
            start == CaseStatus.PendingVerify ? CaseWorld.VerifiedCategory : CaseWorld.PlainCategory
        );
        var first = start == CaseStatus.PendingVerify ? CaseStatus.PendingVerify : CaseStatus.PendingRegister;
        var ways = new Dictionary<string, List<CaseStep>> { [first] = [] };
        var queue = new Queue<string>([first]);
        while (!ways.ContainsKey(start) && queue.TryDequeue(out var at))
        {
            foreach (
                var step in _world.Steps.Where(s =>
                    s.FromStatus == at
                    && s.Action is not ("merge" or "unmerge" or "transfer")
                    && !ways.ContainsKey(s.ToStatus)
                )
            )
            {
                ways[step.ToStatus] = [.. ways[at], step];
                queue.Enqueue(step.ToStatus);
            }
        }

        foreach (var step in ways[start])
        {
            await TakeAsync(id, step);
        }

        return id;
    }

    // What an edge needs beside its status.
    private async Task PrepareAsync(Guid id, CaseStep edge)
    {
        if (edge.Action is "appeal" or "grant" or "refuse")
        {
            // 'closed' may have been reached without a clock; the way there through the work has one.
            if (await _world.AskAsync(db => db.Cases.AnyAsync(c => c.Id == id && c.RectifiedOnSite, _ct)))
            {
                foreach (
                    var (action, from) in new[]
                    {
                        ("reopen", "closed"),
                        ("dispatch", "pending_dispatch"),
                        ("handle", "pending_handle"),
                        ("verify", "pending_check"),
                        ("close", "pending_close"),
                    }
                )
                {
                    _world.Clock.Advance(TimeSpan.FromHours(2)); // so that it is handled late
                    await TakeAsync(id, _world.Steps.Single(s => s.Action == action && s.FromStatus == from));
                }
            }

            await MakeLateAsync(id);
            if (edge.Action != "appeal")
            {
                await TakeAsync(id, _world.Steps.Single(s => s.Action == "appeal" && s.FromStatus == edge.FromStatus));
            }
        }
        else if (edge.Action == "unmerge")
        {
            await TakeAsync(id, _world.Steps.Single(s => s.Action == "merge" && s.FromStatus == edge.ToStatus));
        }
    }

    // An edge that starts when the work is done needs a case that was handled late; one that starts before only needs
    // time.
    private async Task MakeLateAsync(Guid id)
    {
        var stopped = await _world.AskAsync(db =>
            db.Cases.AnyAsync(
                c => c.Id == id && c.Clock!.StoppedAt != null && c.Clock.StoppedAt <= c.Clock.Deadline,
                _ct
            )
        );
        if (!stopped)
        {
            _world.Clock.Advance(TimeSpan.FromHours(2));
            return;
        }

        var status = await _world.AskAsync(db =>
            db.Cases.Where(c => c.Id == id).Select(c => c.Status).SingleAsync(_ct)
        );
        var steps =
            status == "pending_check"
                ? new[] { "rework", "handle" }
                : ["reopen", "dispatch", "handle", "verify", "close"];
        if (status == "pending_close")
        {
            steps = ["close", "reopen", "dispatch", "handle", "verify"];
        }

        foreach (var action in steps)
        {
            var now = await _world.AskAsync(db =>
                db.Cases.Where(c => c.Id == id).Select(c => c.Status).SingleAsync(_ct)
            );
            _world.Clock.Advance(TimeSpan.FromHours(2));
            await TakeAsync(id, _world.Steps.Single(s => s.Action == action && s.FromStatus == now));
        }
    }

    private async Task TakeAsync(Guid id, CaseStep step)
    {
        var organisation = await _world.AskAsync(db =>
            db.Cases.Where(c => c.Id == id).Select(c => c.OrganisationCode).SingleAsync(_ct)
        );
        var by = step
            .Roles.SelectMany(role => _world.People.Where(p => p.Role.Code == role))
            .First(p =>
                p.TownCode is null
                && (p.VisibleOrganisation is null || p.VisibleOrganisation == organisation)
                && !(p.Role.Code == "officer" && step.NotBy.Contains("report"))
            );
        Guid? into =
            step.Action == "merge"
                ? await _world.OpenAsync(
                    step.FromStatus == CaseStatus.PendingVerify ? CaseWorld.VerifiedCategory : CaseWorld.PlainCategory
                )
                : null;

        var (taken, refusal) = await _world.TakeAsync(
            id,
            step.Action,
            by,
            new(
                "说明",
                null,
                null,
                null,
                Into: into,
                Category: step.Action == "recategorise" ? CaseWorld.OtherCategory : null,
                Position: step.Action == "move" ? CaseWorld.Elsewhere : null
            )
        );

        Assert.True(
            taken is not null,
            $"{step.Action} from {step.FromStatus} to {step.ToStatus} by {by.Login}: {refusal?.Problem.Code} {refusal?.Detail}"
        );
    }
}
