using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Cases.Clocks;
using CityOps.App.Features.Forms;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.IntegrationTests.Cases;

/// <summary>One case and its log, step by step in October 2023; the clock is what the database makes of it.</summary>
public sealed class CaseClockTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestDatabase _database = null!;
    private CityDatabase _city = null!;
    private CityOpsDb _db = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(_ct);
        _city = CityDatabase.At(_database.ConnectionString);
        _db = _city.NewContext();
        await TestCity.CreateAsync(_db, _ct);
        AddCondition(1, "积存", 4, LimitUnits.WorkingHour);
        AddCondition(2, "堵路", 2, LimitUnits.UrgentHour);
        await _db.SaveChangesAsync(_ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _db.DisposeAsync();
        await _city.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Clock_starts_with_the_dispatch_and_knows_the_holiday()
    {
        var opened = await OpenAsync("2023-09-28 15:00");
        await TakeAsync(opened, "file", "2023-09-28 15:30");
        Assert.Null(await ClockAsync(opened));

        await TakeAsync(opened, "dispatch", "2023-09-28 16:30");

        var clock = await ClockAsync(opened);
        Assert.Equal(
            (City("2023-09-28 16:30"), 4m, "working_hour"),
            (clock!.StartedAt, clock.LimitAmount, clock.LimitUnit)
        );
        Assert.Equal(City("2023-10-07 11:30"), clock.Deadline);
    }

    [Fact]
    public async Task Condition_that_the_dispatcher_names_decides_the_limit()
    {
        var urgent = await _db.FilingConditions.SingleAsync(c => c.Condition == "堵路", _ct);
        var opened = await OpenAsync("2023-09-28 15:00");
        await TakeAsync(opened, "file", "2023-09-28 15:30", new { condition = urgent.Id });

        await TakeAsync(opened, "dispatch", "2023-09-28 16:30");

        Assert.Equal(
            (urgent.Id, City("2023-09-28 18:30")),
            ((await ClockAsync(opened))!.ConditionId!.Value, (await ClockAsync(opened))!.Deadline)
        );
    }

    [Theory]
    [InlineData("2023-09-28 16:31", "running")]
    [InlineData("2023-10-07 10:41", "running")]
    [InlineData("2023-10-07 10:42", "due_soon")]
    [InlineData("2023-10-07 11:30", "due_soon")]
    [InlineData("2023-10-07 11:31", "overdue")]
    public async Task State_follows_from_the_moment_at_which_it_is_asked(string at, string state)
    {
        var opened = await DispatchedAsync("2023-09-28 16:30");

        Assert.Equal(state, await StateAsync(opened, at));
    }

    [Theory]
    [InlineData("2023-10-07 11:30", "met")]
    [InlineData("2023-10-07 11:31", "missed")]
    public async Task Handled_case_has_met_or_missed_its_deadline_for_good(string handled, string state)
    {
        var opened = await DispatchedAsync("2023-09-28 16:30");

        await TakeAsync(opened, "handle", handled);
        await TakeAsync(opened, "verify", "2023-10-09 09:00");
        await TakeAsync(opened, "close", "2023-10-10 09:00");

        Assert.Equal(state, await StateAsync(opened, "2024-01-01 00:00"));
    }

    [Fact]
    public async Task Suspension_adds_the_working_time_that_it_took_and_no_more()
    {
        var opened = await DispatchedAsync("2023-09-28 15:30");
        Assert.Equal(City("2023-10-07 10:30"), (await ClockAsync(opened))!.Deadline);

        await TakeAsync(opened, "suspend", "2023-09-28 16:30"); // 2 h of 4 are left
        Assert.Equal("suspended", await StateAsync(opened, "2023-10-20 00:00"));
        await TakeAsync(opened, "resume", "2023-10-08 11:00");

        // The suspension took 1 h + 7 h + 2.5 h of working time; from 8 October 11:00 there are 3 h left: the limit
        // less one hour.
        Assert.Equal(City("2023-10-08 16:00"), (await ClockAsync(opened))!.Deadline);
    }

    [Fact]
    public async Task Suspension_of_an_urgent_case_adds_hours_of_day_and_night()
    {
        var urgent = await _db.FilingConditions.SingleAsync(c => c.Condition == "堵路", _ct);
        var opened = await OpenAsync("2023-09-30 23:00");
        await TakeAsync(opened, "file", "2023-09-30 23:00");
        await TakeAsync(opened, "dispatch", "2023-09-30 23:00", new { condition = urgent.Id });

        await TakeAsync(opened, "suspend", "2023-10-01 00:30");
        await TakeAsync(opened, "resume", "2023-10-02 00:30");

        Assert.Equal(City("2023-10-02 01:00"), (await ClockAsync(opened))!.Deadline);
    }

    [Fact]
    public async Task Case_is_suspended_once()
    {
        var opened = await DispatchedAsync("2023-10-09 09:00");
        await TakeAsync(opened, "suspend", "2023-10-09 10:00");
        await TakeAsync(opened, "resume", "2023-10-09 11:00");

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() =>
            TakeAsync(opened, "suspend", "2023-10-09 11:30")
        );

        Assert.Equal("case_clock_suspended_once_at_most", ((PostgresException)refused.InnerException!).ConstraintName);
    }

    [Fact]
    public async Task Extension_gives_one_more_limit_twice_at_most()
    {
        var opened = await DispatchedAsync("2023-10-09 09:00");

        await TakeAsync(opened, "extend", "2023-10-09 10:00");
        Assert.Equal(City("2023-10-10 10:00"), (await ClockAsync(opened))!.Deadline); // 8 h: 6.5 today, 1.5 tomorrow
        await TakeAsync(opened, "extend", "2023-10-09 11:00");
        Assert.Equal(City("2023-10-10 16:00"), (await ClockAsync(opened))!.Deadline); // 12 h: 6.5 today, 5.5 tomorrow

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() =>
            TakeAsync(opened, "extend", "2023-10-09 11:30")
        );
        Assert.Equal("case_clock_extended_twice_at_most", ((PostgresException)refused.InnerException!).ConstraintName);
    }

    [Fact]
    public async Task Rework_lets_the_clock_run_on_without_the_time_of_the_check()
    {
        var opened = await DispatchedAsync("2023-10-09 09:00");
        await TakeAsync(opened, "handle", "2023-10-09 10:00"); // 1 h of 4

        await TakeAsync(opened, "rework", "2023-10-09 16:00");

        // 3 h more: 1.5 today, 1.5 tomorrow
        Assert.Equal(City("2023-10-10 10:00"), (await ClockAsync(opened))!.Deadline);
        Assert.Equal("running", await StateAsync(opened, "2023-10-09 17:00"));
    }

    [Fact]
    public async Task Returned_case_wins_no_time_unless_another_organisation_gets_it()
    {
        var opened = await DispatchedAsync("2023-10-09 09:00");

        await TakeAsync(opened, "return", "2023-10-09 11:00");
        await TakeAsync(opened, "dispatch", "2023-10-09 11:30");
        Assert.Equal(City("2023-10-09 15:00"), (await ClockAsync(opened))!.Deadline);

        await TakeAsync(opened, "return", "2023-10-09 14:30");
        await TakeAsync(
            opened,
            "dispatch",
            "2023-10-09 15:00",
            new { organisation = new { from = "sanitation", to = "parks" } }
        );
        var clock = await ClockAsync(opened);
        Assert.Equal(("parks", City("2023-10-10 10:00")), (clock!.OrganisationCode, clock.Deadline));
    }

    [Fact]
    public async Task Calendar_that_changes_moves_the_deadlines_of_what_is_not_handled_yet()
    {
        var waiting = await DispatchedAsync("2023-10-09 16:30");
        var handled = await DispatchedAsync("2023-10-09 16:30");
        await TakeAsync(handled, "handle", "2023-10-10 09:00");
        Assert.Equal(City("2023-10-10 11:30"), (await ClockAsync(waiting))!.Deadline);

        await _db.Database.ExecuteSqlAsync(
            $"insert into calendar_day (day, is_working, note) values ('2023-10-10', false, '台风')",
            _ct
        );

        Assert.Equal(City("2023-10-11 11:30"), (await ClockAsync(waiting))!.Deadline);
        Assert.Equal(City("2023-10-10 11:30"), (await ClockAsync(handled))!.Deadline);
    }

    [Fact]
    public async Task Category_without_a_limit_has_a_clock_without_a_deadline()
    {
        var opened = await OpenAsync("2023-10-09 09:00", "01101");
        await TakeAsync(opened, "transfer", "2023-10-09 09:00");

        var clock = await ClockAsync(opened);

        Assert.Equal((null, null), (clock!.LimitAmount, clock.Deadline));
    }

    [Fact]
    public async Task Suspension_ends_on_the_day_that_was_said_however_late_the_case_is_taken_up_again()
    {
        var opened = await DispatchedAsync("2023-10-09 09:00");

        await TakeAsync(opened, "suspend", "2023-10-09 10:00", new { until = City("2023-10-09 11:00") });
        await TakeAsync(opened, "resume", "2023-10-09 16:00");

        // an hour more, and no more than that
        Assert.Equal(City("2023-10-09 16:00"), (await ClockAsync(opened))!.Deadline);
    }

    [Fact]
    public async Task Case_that_is_closed_after_its_suspension_was_over_is_late_all_the_same()
    {
        var opened = await DispatchedAsync("2023-10-09 09:00");

        await TakeAsync(opened, "suspend", "2023-10-09 10:00", new { until = City("2023-10-09 11:00") });
        await TakeAsync(opened, "force-close", "2023-10-09 16:30");

        Assert.Equal("missed", await StateAsync(opened, "2023-10-09 16:30"));
    }

    [Fact]
    public async Task Lateness_is_not_taken_back_by_an_extension()
    {
        var opened = await DispatchedAsync("2023-10-09 09:00"); // until 15:00

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() =>
            TakeAsync(opened, "extend", "2023-10-09 15:01")
        );

        Assert.Equal("case_clock_extended_in_time", ((PostgresException)refused.InnerException!).ConstraintName);
        Assert.Equal("overdue", await StateAsync(opened, "2023-10-09 15:01"));
    }

    [Fact]
    public async Task Extensions_and_suspensions_are_counted_per_case_whoever_has_it()
    {
        var opened = await DispatchedAsync("2023-10-09 09:00");
        await TakeAsync(opened, "extend", "2023-10-09 09:10");
        await TakeAsync(opened, "suspend", "2023-10-09 09:20");
        await TakeAsync(opened, "resume", "2023-10-09 09:30");
        await TakeAsync(opened, "return", "2023-10-09 09:40");
        await TakeAsync(
            opened,
            "dispatch",
            "2023-10-09 10:00",
            new { organisation = new { from = "sanitation", to = "parks" } }
        );
        Assert.Equal(City("2023-10-09 16:00"), (await ClockAsync(opened))!.Deadline); // the new one's own four hours
        await TakeAsync(opened, "extend", "2023-10-09 10:10");
        Assert.Equal(
            (2, City("2023-10-10 11:00")),
            ((int)(await ClockAsync(opened))!.Extensions, (await ClockAsync(opened))!.Deadline)
        );

        var third = await Assert.ThrowsAsync<DbUpdateException>(() => TakeAsync(opened, "extend", "2023-10-09 10:20"));
        await using var db = _city.NewContext();
        _db = db;
        var again = await _db.Cases.SingleAsync(c => c.Id == opened.Id, _ct);
        var second = await Assert.ThrowsAsync<DbUpdateException>(() => TakeAsync(again, "suspend", "2023-10-09 10:30"));

        Assert.Equal("case_clock_extended_twice_at_most", ((PostgresException)third.InnerException!).ConstraintName);
        Assert.Equal("case_clock_suspended_once_at_most", ((PostgresException)second.InnerException!).ConstraintName);
    }

    [Fact]
    public async Task Unmerging_starts_no_clock_that_the_merge_has_not_stopped()
    {
        var (worked, other) = (await DispatchedAsync("2023-10-09 09:00"), await DispatchedAsync("2023-10-09 09:00"));
        var into = new { into = new { id = other.Id, number = other.Number } };
        worked.MergedInto = other.Id;
        await TakeAsync(worked, "merge", "2023-10-09 10:00", into);
        await TakeAsync(worked, "unmerge", "2023-10-09 11:00", to: "pending_handle");
        Assert.Equal(City("2023-10-09 16:00"), (await ClockAsync(worked))!.Deadline); // the hour that it rested

        foreach (
            var (action, at) in new[]
            {
                ("handle", "11:30"),
                ("verify", "14:00"),
                ("close", "14:10"),
                ("reopen", "14:20"),
            }
        )
        {
            await TakeAsync(worked, action, $"2023-10-09 {at}");
        }

        worked.MergedInto = other.Id;
        await TakeAsync(worked, "merge", "2023-10-09 14:30", into);
        await TakeAsync(worked, "unmerge", "2023-10-09 14:40", to: "pending_dispatch");
        Assert.NotNull((await ClockAsync(worked))!.StoppedAt); // nobody has it
        await TakeAsync(worked, "dispatch", "2023-10-09 15:00");
        Assert.Equal(
            (City("2023-10-09 15:00"), City("2023-10-10 10:00")),
            ((await ClockAsync(worked))!.StartedAt, (await ClockAsync(worked))!.Deadline)
        );
    }

    [Fact]
    public async Task Another_categorys_limit_holds_from_the_same_start_and_takes_no_lateness_back()
    {
        AddCondition(1, "积水", 8, LimitUnits.WorkingHour, "L0506");
        await _db.SaveChangesAsync(_ct);
        var toPonding = new { category = new { from = "03101", to = "L0506" } };
        // each of four working hours, until 15:00
        var running = await DispatchedAsync("2023-10-09 09:00");
        var late = await DispatchedAsync("2023-10-09 09:00");
        var handled = await DispatchedAsync("2023-10-09 09:00");
        var suspended = await DispatchedAsync("2023-10-09 09:00");
        await TakeAsync(handled, "handle", "2023-10-09 10:00");
        await TakeAsync(suspended, "suspend", "2023-10-09 10:00");

        await TakeAsync(running, "recategorise", "2023-10-09 10:00", toPonding);
        await TakeAsync(suspended, "recategorise", "2023-10-09 11:00", toPonding);
        await TakeAsync(handled, "recategorise", "2023-10-09 11:00", toPonding);
        await TakeAsync(late, "recategorise", "2023-10-09 15:30", toPonding);

        Assert.Equal((8m, City("2023-10-10 10:00")), await LimitAsync(running));
        Assert.Equal((8m, City("2023-10-10 10:00")), await LimitAsync(suspended));
        Assert.Equal((4m, City("2023-10-09 15:00")), await LimitAsync(handled));
        Assert.Equal((4m, City("2023-10-09 15:00")), await LimitAsync(late));
        Assert.Equal("overdue", await StateAsync(late, "2023-10-09 15:30"));

        await TakeAsync(late, "return", "2023-10-09 16:00");
        await TakeAsync(
            late,
            "dispatch",
            "2023-10-09 16:00",
            new { organisation = new { from = "sanitation", to = "municipal" } }
        );
        Assert.Equal(8m, (await ClockAsync(late))!.LimitAmount); // who has it now never had the other category
    }

    private async Task<(decimal? Limit, DateTimeOffset? Deadline)> LimitAsync(Case of) =>
        await ClockAsync(of) is { } clock ? (clock.LimitAmount, clock.Deadline) : (null, null);

    private static DateTimeOffset City(string local) =>
        DateTimeOffset.ParseExact(local + " +08:00", "yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private void AddCondition(int ordinal, string condition, decimal amount, string unit, string category = "03101") =>
        _db.FilingConditions.Add(
            new FilingCondition
            {
                CategoryCode = category,
                Ordinal = ordinal,
                Condition = condition,
                LimitAmount = amount,
                LimitUnit = unit,
            }
        );

    private async Task<Case> OpenAsync(string at, string category = "03101")
    {
        var number = await _db
            .Database.SqlQuery<string>($"select next_case_number({City(at).ToUniversalTime()}) as \"Value\"")
            .SingleAsync(_ct);
        var opened = Case.Open(
            new(
                "report",
                Guid.CreateVersion7(),
                category,
                "sanitation",
                TestCity.WestTown,
                TestCity.Point(113.35, 22.55)
            ),
            number,
            City(at)
        );
        _db.Cases.Add(opened);
        await _db.SaveChangesAsync(_ct);
        return opened;
    }

    private async Task<Case> DispatchedAsync(string at)
    {
        var opened = await OpenAsync(at);
        await TakeAsync(opened, "file", at);
        await TakeAsync(opened, "dispatch", at);
        return opened;
    }

    private async Task TakeAsync(Case taken, string action, string at, object? detail = null, string? to = null)
    {
        var step = await _db.CaseSteps.SingleAsync(
            s => s.Action == action && s.FromStatus == taken.Status && (to == null || s.ToStatus == to),
            _ct
        );
        var actor = await _db.Accounts.Where(a => a.Role == "admin").Select(a => a.Id).SingleAsync(_ct);
        taken.Take(step, actor, City(at), detail: detail);
        await _db.SaveChangesAsync(_ct);
    }

    private Task<CaseClock?> ClockAsync(Case of) =>
        _db.Set<CaseClock>().AsNoTracking().SingleOrDefaultAsync(k => k.CaseId == of.Id, _ct);

    private Task<string?> StateAsync(Case of, string at) =>
        _db
            .Database.SqlQuery<string?>(
                $"""
                select deadline_state(k.deadline, k.warn_at, k.stopped_at, k.suspended_at, {City(
                        at
                    ).ToUniversalTime()}) as "Value"
                from case_clock k where k.case_id = {of.Id}
                """
            )
            .SingleAsync(_ct);
}
