namespace CityOps.Testing;

/// <summary>A rule in plain arithmetic, day by day, and as the product is told it.</summary>
/// <param name="Rule">An RRULE; null where working days count.</param>
public sealed record ReferenceRule(string? Rule, int? EveryWorkingDays, Func<DateOnly, DateOnly, bool> IsDay)
{
    private static readonly string[] Weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    /// <param name="isWorkingDay">By the calendar.</param>
    public static ReferenceRule Random(Random random, Func<DateOnly, bool> isWorkingDay)
    {
        var interval = random.Next(1, 4);
        switch (random.Next(6))
        {
            case 0:
                var days = random.Next(1, 12);
                return new($"FREQ=DAILY;INTERVAL={days}", null, (start, day) =>
                    (day.DayNumber - start.DayNumber) % days == 0
                );
            case 1:
                var chosen = Enumerable.Range(0, 7).Where(_ => random.Next(3) == 0).DefaultIfEmpty(1).ToArray();
                return new(
                    $"FREQ=WEEKLY;INTERVAL={interval};BYDAY={string.Join(',', chosen.Select(d => Weekdays[d]))}",
                    null,
                    (start, day) =>
                        chosen.Contains((int)day.DayOfWeek)
                        && (Monday(day).DayNumber - Monday(start).DayNumber) / 7 % interval == 0
                );
            case 2:
                var date = random.Next(1, 32);
                return new($"FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY={date}", null, (start, day) =>
                    day.Day == date && Months(start, day) % interval == 0
                );
            case 3:
                return new("FREQ=MONTHLY;BYMONTHDAY=-1", null, (_, day) => day.AddDays(1).Day == 1);
            case 4:
                var (month, of) = (random.Next(1, 13), random.Next(1, 29));
                return new($"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={of}", null, (_, day) =>
                    day.Month == month && day.Day == of
                );
            default:
                var every = random.Next(1, 15);
                return new(null, every, (start, day) =>
                    isWorkingDay(day)
                    && Enumerable.Range(0, day.DayNumber - start.DayNumber).Count(n => isWorkingDay(start.AddDays(n)))
                        % every
                        == 0
                );
        }
    }

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static int Months(DateOnly start, DateOnly day) => ((day.Year - start.Year) * 12) + day.Month - start.Month;
}

/// <summary>A version of a routine.</summary>
public sealed record ReferenceVersion(
    DateOnly From,
    DateOnly StartsOn,
    ReferenceRule Rule,
    int WindowDays,
    int GraceDays
)
{
    public bool Opens(DateOnly day) => day >= StartsOn && Rule.IsDay(StartsOn, day);
}

/// <summary>A check that comes due.</summary>
public sealed record ReferenceCheck(DateOnly From, DateOnly OpensOn, DateOnly DueOn, DateOnly EndsOn)
{
    /// <summary>planned, due, overdue, done, late or missed, from the days on which it was made.</summary>
    public string State(IEnumerable<DateOnly> made, DateOnly today)
    {
        var first = made.Where(day => day >= OpensOn && day <= EndsOn).Select(day => (DateOnly?)day).Min();
        return first is { } on
            ? on <= DueOn
                ? "done"
                : "late"
            : today > EndsOn
                ? "missed"
                : today > DueOn
                    ? "overdue"
                    : today >= OpensOn
                        ? "due"
                        : "planned";
    }
}

/// <summary>What is due, by going through the days one by one: slow, and plain to read.</summary>
public static class RoutineReference
{
    /// <summary>The checks that open from the first version's day to <paramref name="last"/>.</summary>
    public static IReadOnlyList<ReferenceCheck> Checks(IReadOnlyList<ReferenceVersion> versions, DateOnly last)
    {
        ReferenceVersion VersionOn(DateOnly day) => versions.Last(v => v.From <= day);
        bool OpensOn(DateOnly day) => VersionOn(day).Opens(day);

        var checks = new List<ReferenceCheck>();
        for (var day = versions[0].From; day <= last; day = day.AddDays(1))
        {
            if (!OpensOn(day))
            {
                continue;
            }

            var version = VersionOn(day);
            // The day before the next check, by this rule or by whichever holds then; no window is longer than two
            // years.
            var end = day.AddDays(1);
            while (!OpensOn(end) && !version.Opens(end) && end.DayNumber - day.DayNumber < 731)
            {
                end = end.AddDays(1);
            }

            var dueOn = Min(day.AddDays(version.WindowDays - 1), end.AddDays(-1));
            checks.Add(new(version.From, day, dueOn, Min(dueOn.AddDays(version.GraceDays), end.AddDays(-1))));
        }

        return checks;
    }

    /// <summary>Random holidays and weekends that are worked, about one day in ten of each kind.</summary>
    public static Dictionary<DateOnly, bool> RandomCalendar(Random random, DateOnly first, DateOnly last)
    {
        var calendar = new Dictionary<DateOnly, bool>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var isWeekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            if (random.Next(10) == 0)
            {
                calendar[day] = isWeekend;
            }
        }

        return calendar;
    }

    public static bool IsWorkingDay(IReadOnlyDictionary<DateOnly, bool> calendar, DateOnly day) =>
        calendar.TryGetValue(day, out var isWorking)
            ? isWorking
            : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    private static DateOnly Min(DateOnly one, DateOnly other) => one < other ? one : other;
}
