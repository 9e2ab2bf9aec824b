using CityOps.App.Features.Routines;
using CityOps.Testing;
using CsCheck;

namespace CityOps.UnitTests.Routines;

/// <summary>When checks open and end, against a reference that goes through the days one by one.</summary>
public class CheckPlanTests
{
    private static readonly DateOnly First = new(2026, 1, 1);
    private static readonly DateOnly Last = First.AddYears(3);

    [Fact]
    public void Three_years_of_random_rules_calendars_and_changes_are_planned_as_the_reference_says() =>
        Gen.Int[0, int.MaxValue - 1]
            .Sample(
                seed =>
                {
                    var random = new Random(seed);
                    var calendar = RoutineReference.RandomCalendar(random, First.AddYears(-1), Last.AddYears(2));
                    bool IsWorkingDay(DateOnly day) => RoutineReference.IsWorkingDay(calendar, day);
                    var versions = Versions(random, IsWorkingDay);
                    var from = First.AddDays(random.Next(0, 400));

                    var planned = CheckPlan.Of([.. versions.Select(Version)], from, Last, endedOn: null, IsWorkingDay);

                    Assert.Equal(
                        RoutineReference
                            .Checks(versions, Last)
                            .Where(c => c.OpensOn >= from)
                            .Select(c => (c.From, c.OpensOn, c.DueOn, c.EndsOn)),
                        planned.Select(p => (p.ValidFrom, p.OpensOn, p.DueOn, p.EndsOn))
                    );
                },
                iter: 150
            );

    [Theory]
    [InlineData("FREQ=MINUTELY", "routine_rule_too_often")]
    [InlineData("FREQ=HOURLY;INTERVAL=4", "routine_rule_too_often")]
    [InlineData("FREQ=DAILY;BYHOUR=8,12", "routine_rule_too_often")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "routine_rule_never_fires")]
    [InlineData("FREQ=DAILY;UNTIL=20200101", "routine_rule_never_fires")]
    [InlineData("every Monday", "routine_rule_unreadable")]
    [InlineData("INTERVAL=2", "routine_rule_unreadable")]
    [InlineData("FREQ=WEEKLY;BYDAY=XX", "routine_rule_unreadable")]
    [InlineData("FREQ=DAILY;UNTIL=31.12.2026", "routine_rule_unreadable")]
    [InlineData("FREQ=DAILY;UNTIL=2026-12-31;INTERVAL=2", "routine_rule_unreadable")]
    public void A_rule_that_is_none_says_why(string rule, string code) =>
        Assert.Equal(code, CalendarRule.Check(rule, First)?.Problem.Code);

    [Theory]
    [InlineData("FREQ=DAILY;COUNT=3")]
    [InlineData("FREQ=WEEKLY;UNTIL=20251231")]
    [InlineData("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=TH")] // 2024, and then 2052
    public void A_rule_whose_days_are_over_never_fires_and_ends(string rule)
    {
        var startsOn = new DateOnly(2024, 2, 1);

        Assert.Null(CalendarRule.Check(rule, startsOn));
        Assert.Equal("routine_rule_never_fires", CalendarRule.CheckFrom(rule, startsOn, First)?.Problem.Code);
        Assert.Empty(CalendarRule.Days(rule, startsOn, First));
    }

    [Theory]
    [InlineData("FREQ=WEEKLY;BYDAY=MO", "2026-01-05,2026-01-12,2026-01-19")]
    [InlineData("FREQ=MONTHLY;BYDAY=2TU", "2026-01-13,2026-02-10,2026-03-10")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31,2026-03-31,2026-05-31")]
    [InlineData("FREQ=DAILY;INTERVAL=5;UNTIL=20260112", "2026-01-01,2026-01-06,2026-01-11")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29,2032-02-29,2036-02-29")]
    public void A_rule_has_the_days_that_RFC_5545_gives_it(string rule, string days)
    {
        Assert.Null(CalendarRule.Check(rule, First));
        Assert.Equal(days.Split(','), CalendarRule.Days(rule, First, First).Take(3).Select(d => $"{d:yyyy-MM-dd}"));
    }

    private static List<ReferenceVersion> Versions(Random random, Func<DateOnly, bool> isWorkingDay)
    {
        var versions = new List<ReferenceVersion>();
        for (var from = First; from < Last; from = from.AddDays(random.Next(20, 700)))
        {
            versions.Add(
                new(
                    from,
                    from.AddDays(random.Next(-300, 30)),
                    ReferenceRule.Random(random, isWorkingDay),
                    random.Next(1, 20),
                    random.Next(0, 15)
                )
            );
        }

        return versions;
    }

    private static RoutineVersion Version(ReferenceVersion version) =>
        new()
        {
            RoutineCode = "any",
            ValidFrom = version.From,
            Rule = version.Rule.Rule,
            EveryWorkingDays = version.Rule.EveryWorkingDays,
            StartsOn = version.StartsOn,
            WindowDays = version.WindowDays,
            GraceDays = version.GraceDays,
            CategoryCode = "X01",
            Problems = [],
            DistanceMetres = 100,
            Escalation = Escalations.None,
            ChangedAt = default,
        };
}
