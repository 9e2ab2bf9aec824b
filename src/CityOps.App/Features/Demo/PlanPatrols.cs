using CityOps.App.Database;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Submissions;

namespace CityOps.App.Features.Demo;

/// <summary>Turns a plan into patrols and reports as phones would have sent them; the same ones for the same
/// seed.</summary>
internal sealed class PlanPatrols(DemoPlaces places, IReadOnlyDictionary<string, Guid> accounts, Random random)
{
    private static readonly TimeSpan[] Starts = [new(8, 40, 0), new(10, 20, 0), new(14, 10, 0), new(15, 50, 0)];

    // 中秋节、国庆节 2023.
    private static readonly (DateOnly First, DateOnly Last) Holiday = (new(2023, 9, 29), new(2023, 10, 6));

    /// <param name="now">Nothing happens later than this.</param>
    public (IReadOnlyList<Patrol> Patrols, IReadOnlyList<Report> Reports) Run(PatrolPlan plan, DateTimeOffset now)
    {
        var patrols = Slots(plan, now).Select(slot => NewPatrol(plan, slot.Officer, slot.At)).ToList();
        string?[] outcomes =
        [
            .. Enumerable.Repeat<string?>("rectified_on_site", plan.OnSite),
            .. Enumerable.Repeat<string?>("transferred", plan.Transferred),
            .. Enumerable.Repeat<string?>(null, plan.Problems - plan.OnSite - plan.Transferred),
        ];
        random.Shuffle(outcomes);
        return (
            patrols,
            [.. outcomes.Select(outcome => NewReport(plan, DemoSentences.Pick(patrols, random), outcome, now))]
        );
    }

    /// <summary>Two in a hundred on a day off; nobody is at two places at once.</summary>
    private List<(string Officer, DateTimeOffset At)> Slots(PatrolPlan plan, DateTimeOffset now)
    {
        var days = Enumerable.Range(0, plan.Last.DayNumber - plan.First.DayNumber + 1).Select(plan.First.AddDays);
        var slots = (
            from day in days
            from officer in plan.Officers
            from start in Starts
            let at = CityTime.Start(day) + start + TimeSpan.FromMinutes(random.Next(10))
            where at < now.AddHours(-2)
            orderby random.NextDouble() + (IsDayOff(day) && random.Next(50) > 0 ? 1 : 0)
            select (officer, at)
        )
            .Take(plan.Patrols)
            .ToList();
        return slots.Count == plan.Patrols
            ? [.. slots.OrderBy(slot => slot.at)]
            : throw new InvalidOperationException(
                $"{plan.Organisation} has no time for {plan.Patrols} patrols, only for {slots.Count}."
            );
    }

    private static bool IsDayOff(DateOnly day) =>
        day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || (day >= Holiday.First && day <= Holiday.Last);

    private Patrol NewPatrol(PatrolPlan plan, string officer, DateTimeOffset startedAt)
    {
        var endedAt = startedAt.AddMinutes(55 + random.Next(30));
        return new Patrol
        {
            Id = DemoIds.Next(startedAt, random),
            Kind = "daily",
            CategoryCode = plan.Category,
            OrganisationCode = plan.Organisation,
            TownCode = places.AnyTown().Code,
            OfficerId = accounts[officer],
            StartedAt = startedAt,
            EndedAt = endedAt,
            Persons = 2 + random.Next(3),
            Vehicles = random.Next(3) == 0 ? 0 : 1,
            ReceivedAt = endedAt.AddSeconds(5 + random.Next(300)),
        };
    }

    private Report NewReport(PatrolPlan plan, Patrol patrol, string? outcome, DateTimeOffset now)
    {
        var town = places.Towns.Single(t => t.Code == patrol.TownCode);
        var position = places.Sent(town);
        var observedAt = patrol.StartedAt.AddSeconds(
            random.Next((int)(patrol.EndedAt!.Value - patrol.StartedAt).TotalSeconds)
        );
        // One in thirty was without a signal until the evening.
        var receivedAt = observedAt.AddSeconds(
            random.Next(30) == 0 ? 3600 + random.Next(10_000) : 10 + random.Next(600)
        );
        var category = DemoSentences.Pick(plan.Categories, random);
        var content = new ReportContent(
            category,
            position.Raw.Lon,
            position.Raw.Lat,
            position.CoordSystem,
            position.AccuracyMetres,
            observedAt,
            patrol.Id,
            DemoSentences.Problem(category, random),
            [],
            [],
            outcome,
            null,
            null
        );
        return new Report
        {
            Id = DemoIds.Next(observedAt, random),
            Source = "patrol",
            PatrolId = patrol.Id,
            CategoryCode = category,
            OrganisationCode = plan.Organisation,
            OfficerId = patrol.OfficerId,
            RawLon = content.Lon,
            RawLat = content.Lat,
            CoordSystem = content.CoordSystem,
            AccuracyMetres = content.AccuracyMetres,
            Position = position.Wgs84.ToPoint(),
            TownCode = town.Code,
            ObservedAt = observedAt,
            ReceivedAt = receivedAt < now ? receivedAt : now,
            Description = content.Description,
            Outcome = outcome,
            ContentSha256 = ContentHash.Of(content),
        };
    }
}
