namespace CityOps.App.Features.Routines;

/// <summary>The days of one check.</summary>
/// <param name="ValidFrom">The version of the routine that it is of.</param>
/// <param name="DueOn">The last day on which it is on time.</param>
/// <param name="EndsOn">The last day on which it is done late.</param>
public sealed record PlannedDays(DateOnly ValidFrom, DateOnly OpensOn, DateOnly DueOn, DateOnly EndsOn);

/// <summary>
/// When the checks of a routine open and end. Pure. A version holds from its day to the day of the next; days of a
/// check end at the latest where the next one opens, by the same rule or by the next version's, so that each day is of
/// one check.
/// </summary>
internal static class CheckPlan
{
    /// <param name="versions">In order of their days.</param>
    /// <param name="endedOn">No check opens on this day or later.</param>
    /// <param name="isWorkingDay">By the working calendar.</param>
    public static IReadOnlyList<PlannedDays> Of(
        IReadOnlyList<RoutineVersion> versions,
        DateOnly from,
        DateOnly through,
        DateOnly? endedOn,
        Func<DateOnly, bool> isWorkingDay
    )
    {
        var opens = new List<(RoutineVersion Version, DateOnly Day, DateOnly? NextOfRule)>();
        for (var i = 0; i < versions.Count; i++)
        {
            var version = versions[i];
            var begins = Later(from, version.ValidFrom);
            var ends = i + 1 < versions.Count ? versions[i + 1].ValidFrom : (DateOnly?)null;
            // One day beyond what is planned, for the end of the last check.
            var days = TakeThrough(Days(version, begins, isWorkingDay), Earlier(through, ends?.AddDays(-1)));
            opens.AddRange(
                days.Select((day, n) => (version, day, n + 1 < days.Count ? days[n + 1] : (DateOnly?)null))
                    .Where(open => ends is null || open.day < ends)
            );
        }

        return
        [
            .. opens
                .Select((open, n) => Planned(open, n + 1 < opens.Count ? opens[n + 1].Day : null))
                .Where(planned => planned.OpensOn <= through && (endedOn is null || planned.OpensOn < endedOn)),
        ];
    }

    /// <summary>The first day from one on, on which a check opens; null where none does.</summary>
    public static DateOnly? Next(
        IReadOnlyList<RoutineVersion> versions,
        DateOnly from,
        DateOnly? endedOn,
        Func<DateOnly, bool> isWorkingDay
    )
    {
        for (var i = 0; i < versions.Count; i++)
        {
            var before = Earlier(i + 1 < versions.Count ? versions[i + 1].ValidFrom : DateOnly.MaxValue, endedOn);
            var first = Days(versions[i], Later(from, versions[i].ValidFrom), isWorkingDay).FirstOrDefault();
            if (first != default && first < before)
            {
                return first;
            }
        }

        return null;
    }

    /// <summary>The days on which checks of a version open, from one on.</summary>
    public static IEnumerable<DateOnly> Days(
        RoutineVersion version,
        DateOnly from,
        Func<DateOnly, bool> isWorkingDay
    ) =>
        version.Rule is { } rule
            ? CalendarRule.Days(rule, version.StartsOn, from)
            : WorkingDays(version.StartsOn, version.EveryWorkingDays!.Value, from, isWorkingDay);

    /// <summary>The first working day from the start on, and every so many working days after it.</summary>
    private static IEnumerable<DateOnly> WorkingDays(
        DateOnly startsOn,
        int every,
        DateOnly from,
        Func<DateOnly, bool> isWorkingDay
    )
    {
        var worked = 0;
        for (var day = startsOn; day.Year < 2100; day = day.AddDays(1))
        {
            if (isWorkingDay(day) && worked++ % every == 0 && day >= from)
            {
                yield return day;
            }
        }
    }

    private static List<DateOnly> TakeThrough(IEnumerable<DateOnly> days, DateOnly last)
    {
        var taken = new List<DateOnly>();
        foreach (var day in days)
        {
            taken.Add(day);
            if (day > last)
            {
                break;
            }
        }

        return taken;
    }

    private static PlannedDays Planned(
        (RoutineVersion Version, DateOnly Day, DateOnly? NextOfRule) open,
        DateOnly? nextOpens
    )
    {
        var last = Earlier(open.NextOfRule ?? DateOnly.MaxValue, nextOpens).AddDays(-1);
        var due = Earlier(open.Day.AddDays(open.Version.WindowDays - 1), last);
        return new(open.Version.ValidFrom, open.Day, due, Earlier(due.AddDays(open.Version.GraceDays), last));
    }

    private static DateOnly Earlier(DateOnly one, DateOnly? other) => other < one ? other.Value : one;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
