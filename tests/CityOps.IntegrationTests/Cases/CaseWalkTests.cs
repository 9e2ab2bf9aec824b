using System.Text.Json;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Cases.Clocks;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Cases;

/// <summary>
/// Random people try random steps at random times on a few cases. What they get is foretold by the table of steps, the
/// people's roles, organisations and towns, and the clock's limits, written down here a second time and in another way.
/// </summary>
public sealed class CaseWalkTests
{
    private const int Attempts = 400;
    private static readonly string[] Categories =
    [
        CaseWorld.PlainCategory,
        CaseWorld.VerifiedCategory,
        CaseWorld.OtherCategory,
    ];
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(20260601)]
    [InlineData(777)]
    public async Task No_walk_leaves_the_graph_skips_a_right_or_breaks_a_chain(int seed)
    {
        await using var world = await CaseWorld.CreateAsync(Ct);
        var random = new Random(seed);
        var ids = new List<Guid>();
        foreach (
            var category in new[]
            {
                CaseWorld.PlainCategory,
                CaseWorld.VerifiedCategory,
                CaseWorld.PlainCategory,
                CaseWorld.VerifiedCategory,
            }
        )
        {
            ids.Add(await world.OpenAsync(category));
        }

        var actions = world.Steps.Select(s => s.Action).Append("explode").Distinct().ToArray();
        var outcomes = new Dictionary<string, int>();
        for (var i = 0; i < Attempts; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(random.Next(0, 40)));
            var (id, by) = (ids[random.Next(ids.Count)], world.People[random.Next(world.People.Count)]);
            var before = await ReadAsync(world, id);
            // Most attempts are steps that start here, so that the walk gets on.
            var here = world.Steps.Where(s => s.FromStatus == before.Case.Status).Select(s => s.Action).ToArray();
            var action =
                random.Next(4) > 0 && here.Length > 0
                    ? here[random.Next(here.Length)]
                    : actions[random.Next(actions.Length)];
            if (random.Next(2) == 0 && world.Steps.FirstOrDefault(s => s.Action == action) is { } meant)
            {
                var able = world.People.Where(p => meant.Roles.Contains(p.Role.Code)).ToArray();
                by = able[random.Next(able.Length)];
            }

            var into = ids[random.Next(ids.Count)];
            var version =
                random.Next(10) == 0 ? before.Case.Version - 1
                : random.Next(2) == 0 ? before.Case.Version
                : (int?)null;
            var target = await ReadAsync(world, into);
            var category = action == "recategorise" ? Categories[random.Next(Categories.Length)] : null;
            var place = action == "move" ? CaseWorld.Elsewhere with { Lon = 113.35 + (random.Next(10) * 0.001) } : null;
            var expected = Foretell(world, before, target, action, by, version, category);

            var (_, refusal) = await world.TakeAsync(
                id,
                action,
                by,
                new(
                    "说明",
                    null,
                    null,
                    null,
                    Into: action == "merge" ? into : null,
                    Category: category,
                    Position: place
                ),
                version
            );

            var after = await ReadAsync(world, id);
            var came = refusal?.Problem.Code ?? "taken";
            Assert.True(
                expected == came,
                $"seed {seed}, attempt {i}: {by.Login} {action} on {before.Case.Status} ({before.Case.OrganisationCode}): {came}, foretold {expected}"
            );
            outcomes[came] = outcomes.GetValueOrDefault(came) + 1;
            if (came == "taken")
            {
                Assert.Contains(world.Steps, s =>
                    s.Action == action && s.FromStatus == before.Case.Status && s.ToStatus == after.Case.Status
                );
                Assert.Equal(before.Case.Version + 1, after.Case.Version);
            }
            else
            {
                Assert.Equal(
                    (before.Case.Status, before.Case.Version, before.Log.Count),
                    (after.Case.Status, after.Case.Version, after.Log.Count)
                );
            }
        }

        Assert.Empty(await world.AskAsync(db => VerifyCommand.FindAsync(db, Ct)));
        Assert.Empty(await world.CasesWithAnotherClockAsync());
        Assert.True(outcomes["taken"] > 50, $"only {outcomes["taken"]} steps were taken");
        Assert.True(outcomes.Count >= 5, $"only {string.Join(", ", outcomes.Keys)}");
    }

    private static readonly string[] Remarks =
    [
        "comment",
        "urge",
        "join",
        "leave",
        "letter",
        "letter-answered",
        "letter-withdrawn",
        "penalty",
        "due_soon",
        "overdue",
    ];

    private sealed record Seen(Case Case, CaseClock? Clock, IReadOnlyList<CaseEvent> Log);

    private static Task<Seen> ReadAsync(CaseWorld world, Guid id) =>
        world.AskAsync(async db => new Seen(
            await db.Cases.AsNoTracking().SingleAsync(c => c.Id == id, Ct),
            await db.Set<CaseClock>().AsNoTracking().SingleOrDefaultAsync(k => k.CaseId == id, Ct),
            await db.CaseEvents.AsNoTracking().Where(e => e.CaseId == id).OrderBy(e => e.Seq).ToListAsync(Ct)
        ));

    private static string Foretell(
        CaseWorld world,
        Seen seen,
        Seen target,
        string action,
        Caller by,
        int? version,
        string? category
    )
    {
        var found = seen.Case;
        var cut = by.VisibleOrganisation is not null;
        var holds = by.OrganisationCode == found.OrganisationCode;
        var sees =
            holds
            || (
                (!cut || by.OrganisationCode == "sanitation") // which reported them all
                && (by.TownCode is null || by.TownCode == found.TownCode)
            );
        if (!sees)
        {
            return "outside_your_area";
        }

        // Remarks and notes of what happened beside the case leave a step what it was.
        if (version is { } known && seen.Log.Any(entry => entry.Seq > known && !Remarks.Contains(entry.Action)))
        {
            return "case_stale";
        }

        if (world.Steps.All(s => s.Action != action))
        {
            return "case_action_unknown";
        }

        if (cut && by.OrganisationCode != found.OrganisationCode)
        {
            return "case_of_another_organisation";
        }

        var step = world.Steps.FirstOrDefault(s => s.Action == action && s.FromStatus == found.Status);
        if (step is null)
        {
            return "case_step_not_allowed";
        }

        if (!step.Roles.Contains(by.Role.Code))
        {
            return "case_step_forbidden";
        }

        if (step.NotBy.Any(work => seen.Log.LastOrDefault(e => e.Action == work)?.ActorId == by.AccountId))
        {
            return "case_step_by_same_person";
        }

        // Whoever was drawn since the case last moved.
        var drawn = seen
            .Log.Reverse()
            .TakeWhile(e => e.FromStatus == e.ToStatus)
            .FirstOrDefault(e => e.Action == "draw")
            ?.Detail.RootElement.GetProperty("checker");
        if (
            action is "confirm" or "verify" or "rework"
            && drawn is { ValueKind: JsonValueKind.Object }
            && drawn.Value.GetProperty("id").GetGuid() != by.AccountId
        )
        {
            return "case_checker_drawn";
        }

        var late =
            seen.Clock is { Deadline: { } deadline } && (seen.Clock.StoppedAt ?? world.Clock.GetUtcNow()) > deadline;
        return action switch
        {
            "merge" when !SeesTarget() => "outside_your_area",
            "merge"
                when target.Case.Id == found.Id
                    || target.Case.CategoryCode != found.CategoryCode
                    || target.Case.Status is "closed" or "forced_close" or "cancelled" or "not_accepted" or "merged" =>
                "case_merge_invalid",
            "recategorise" when category == found.CategoryCode => "field_invalid",
            "extend" when late => "extension_too_late",
            "extend" when seen.Clock!.Extensions == 2 => "extension_used_up",
            "suspend" when seen.Clock!.Suspensions == 1 => "suspension_used_up",
            "appeal" when !late => "appeal_needs_lateness",
            "appeal" when seen.Clock!.Appeals == 1 => "appeal_used_up",
            "grant" or "refuse" when seen.Clock?.Appeal != "pending" => "appeal_not_pending",
            _ => "taken",
        };

        bool SeesTarget() =>
            by.TownCode is null
            || by.TownCode == target.Case.TownCode
            || by.OrganisationCode == target.Case.OrganisationCode;
    }
}
