using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Routines;
using CityOps.App.Geo;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Routines;

/// <summary>
/// Three years of days of one routine: random rules, holidays that are announced weeks before, changes of the rule, a
/// job that is down for a while, checks that are made by one phone or two and sent days later. What is due, done, late
/// and missed is what a reference says that goes through the days one by one.
/// </summary>
public sealed class RoutineLifeTests : IAsyncLifetime
{
    private static readonly DateOnly First = RoutineWorld.Monday;
    private static readonly DateOnly Last = First.AddYears(3);

    /// <summary>Days. A holiday is announced before any check is open whose last day it could move; checks that open
    /// later follow it.</summary>
    private const int ShortestNotice = 22;

    private readonly RoutineWorld _world = new();
    private CityDatabase _city = null!;
    private Guid _officer;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _world.InitializeAsync();
        _city = CityDatabase.At(_world.App.Database.ConnectionString);
        await using var db = _city.NewContext();
        _officer = await db.Set<App.Features.Accounts.Account>()
            .Where(a => a.Login == "officer")
            .Select(a => a.Id)
            .SingleAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _city.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Three_years_of_days_come_to_what_the_reference_says(int seed)
    {
        var random = new Random(seed);
        var calendar = RoutineReference.RandomCalendar(random, First.AddYears(-1), Last.AddYears(2));
        bool IsWorkingDay(DateOnly day) => RoutineReference.IsWorkingDay(calendar, day);
        var announced = First.AddDays(100);
        await SetCalendarAsync(calendar, announced);
        var versions = new List<ReferenceVersion>();
        var made = new List<DateOnly>();
        var waiting = new PriorityQueue<DateTimeOffset, DateTimeOffset>();
        var (nextChange, nextJob) = (First, First);
        for (var today = First; today <= Last; today = today.AddDays(1))
        {
            _world.Clock.SetUtcNow(_world.At(today, random.Next(10, 20)));
            if (today >= announced.AddDays(-ShortestNotice))
            {
                announced = announced.AddDays(random.Next(60, 300));
                await SetCalendarAsync(calendar, announced);
                await _world.RunJobAsync();
            }

            if (today >= nextChange)
            {
                var from = versions.Count == 0 ? today : today.AddDays(random.Next(1, 9));
                var version = new ReferenceVersion(
                    from,
                    from.AddDays(random.Next(-200, 5)),
                    ReferenceRule.Random(random, IsWorkingDay),
                    random.Next(1, 12),
                    random.Next(0, 8)
                );
                versions.Add(version);
                await SaveAsync(version);
                nextChange = from.AddDays(random.Next(60, 500));
            }

            if (today >= nextJob)
            {
                await _world.RunJobAsync();
                nextJob = today.AddDays(random.Next(8) == 0 ? random.Next(1, 60) : random.Next(1, 15));
            }

            for (var n = random.Next(6) == 0 ? random.Next(1, 3) : 0; n > 0; n--)
            {
                var at = _world.Clock.GetUtcNow().AddHours(-random.Next(0, 20));
                waiting.Enqueue(at, at.AddDays(random.Next(3) == 0 ? random.Next(1, 25) : 0));
                made.Add(CityTime.Day(at));
            }

            while (waiting.TryPeek(out var at, out var arrives) && arrives <= _world.Clock.GetUtcNow())
            {
                waiting.Dequeue();
                await SendAsync(at);
            }
        }

        // What still waits on phones comes in, and the job has its last run.
        while (waiting.TryDequeue(out var at, out _))
        {
            await SendAsync(at);
        }

        await _world.RunJobAsync();
        var expected = RoutineReference
            .Checks(versions, Last)
            .Select(c => (c.OpensOn, c.DueOn, c.EndsOn, State: c.State(made, Last)))
            .ToList();

        Assert.Equal(expected, await StoredAsync());
        Assert.True(expected.Count > 20, "a world in which nothing is due");
    }

    /// <summary>Of the days up to one, those that are no plain weekdays and weekends.</summary>
    private async Task SetCalendarAsync(Dictionary<DateOnly, bool> all, DateOnly through)
    {
        var calendar = all.Where(day => day.Key <= through).ToDictionary();
        await using var db = _city.NewContext();
        await db.Database.ExecuteSqlAsync($"delete from calendar_day", Ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into calendar_day (day, is_working)
            select * from unnest({calendar.Keys.ToArray()}, {calendar.Values.ToArray()})
            """,
            Ct
        );
    }

    private async Task SaveAsync(ReferenceVersion version)
    {
        await using var db = _city.NewContext();
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        var (_, refusal) = await SaveRoutine.RunAsync(
            db,
            RoutineWorld.Routine,
            new RoutineBody(
                "巡检",
                From: version.From,
                Facilities: new("fitness", Codes: ["J-1"]),
                Rule: version.Rule.Rule,
                EveryWorkingDays: version.Rule.EveryWorkingDays,
                StartsOn: version.StartsOn,
                WindowDays: version.WindowDays,
                GraceDays: version.GraceDays,
                Category: RoutineWorld.Inspection
            ),
            null,
            _world.Clock.GetUtcNow(),
            Ct
        );
        Assert.True(refusal is null, refusal?.Detail);
        await transaction.CommitAsync(Ct);
    }

    private async Task SendAsync(DateTimeOffset at)
    {
        await using var db = _city.NewContext();
        var (report, _) = SentReport.Of(
            Guid.NewGuid(),
            new ReportBody(
                null,
                RoutineWorld.Inspection,
                new SentPosition(113.31, 22.55, "wgs84", null),
                at,
                null,
                null,
                JsonSerializer.SerializeToElement(new { state = "good" }),
                null,
                null,
                SentAt: _world.Clock.GetUtcNow(),
                Check: new SentCheck(RoutineWorld.Routine, "J-1")
            ),
            new Reporter("patrol", _officer, null, "sanitation"),
            _world.Clock.GetUtcNow()
        );
        var (received, refusal) = await ReceiveReport.AloneAsync(db, report!, new FlagOptions(), Ct);
        Assert.True(received is not null, refusal?.Detail);
    }

    private sealed record Stored(DateOnly OpensOn, DateOnly DueOn, DateOnly EndsOn, string State);

    private async Task<List<(DateOnly OpensOn, DateOnly DueOn, DateOnly EndsOn, string State)>> StoredAsync()
    {
        await using var db = _city.NewContext();
        var rows = await db
            .Database.SqlQuery<Stored>(
                $"""
                select opens_on, due_on, ends_on, case when missed_on is not null then 'missed' else
                  due_check_state(opens_on, due_on, ends_on, checked_at, skipped_at, {Last}) end as state
                from due_check where opens_on <= {Last} order by opens_on
                """
            )
            .ToListAsync(Ct);
        return rows.ConvertAll(r => (r.OpensOn, r.DueOn, r.EndsOn, r.State));
    }
}
