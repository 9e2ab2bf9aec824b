using CityOps.App.Database;
using CityOps.App.Features.Organisations;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>
/// Makes the checks of a routine rows, ahead of their days. Days that were not planned because nothing ran are made up
/// for.
/// </summary>
public static class PlanChecks
{
    /// <summary>Rows are there for checks that open within so many days.</summary>
    public const int DaysAhead = 35;

    private sealed record Worked(DateOnly Day, bool IsWorking);

    /// <summary>One routine, within the caller's transaction or one of its own.</summary>
    public static async Task RunAsync(CityOpsDb db, string code, DateTimeOffset now, CancellationToken ct)
    {
        var routine = await db.Routines.AsNoTracking().SingleAsync(r => r.Code == code, ct);
        var versions = await VersionsAsync(db, code, ct);
        var today = CityTime.Day(now);
        var through = today.AddDays(DaysAhead);
        var from = routine.PlannedThrough?.AddDays(1) ?? versions[0].ValidFrom;
        var plan = CheckPlan.Of(
            versions,
            from <= today ? from : today.AddDays(1),
            through,
            routine.EndedOn,
            await WorkingDaysAsync(db, versions, through, ct)
        );
        await db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/routines/plan"),
            [
                Parameters.Of("routine", code),
                Parameters.Of("versions", plan.Select(p => p.ValidFrom).ToArray()),
                Parameters.Of("opens", plan.Select(p => p.OpensOn).ToArray()),
                Parameters.Of("dues", plan.Select(p => p.DueOn).ToArray()),
                Parameters.Of("ends", plan.Select(p => p.EndsOn).ToArray()),
                Parameters.Of("bureau", await Offices.BureauAsync(db, ct)),
                Parameters.Of("today", today),
                Parameters.Of("from", from),
                Parameters.Of("through", through),
            ],
            ct
        );
    }

    internal static Task<List<RoutineVersion>> VersionsAsync(CityOpsDb db, string code, CancellationToken ct) =>
        db.RoutineVersions.AsNoTracking().Where(v => v.RoutineCode == code).OrderBy(v => v.ValidFrom).ToListAsync(ct);

    /// <summary>
    /// The working calendar from where the versions count; beyond a while after <paramref name="through"/> weekdays
    /// decide.
    /// </summary>
    internal static async Task<Func<DateOnly, bool>> WorkingDaysAsync(
        CityOpsDb db,
        IReadOnlyList<RoutineVersion> versions,
        DateOnly through,
        CancellationToken ct
    )
    {
        if (versions.All(v => v.EveryWorkingDays is null))
        {
            return IsWeekday;
        }

        var first = versions.Where(v => v.EveryWorkingDays is not null).Min(v => v.StartsOn);
        var last = through.AddYears(1);
        var said = await db
            .Database.SqlQuery<Worked>($"select day, is_working from calendar_day where day between {first} and {last}")
            .ToDictionaryAsync(d => d.Day, d => d.IsWorking, ct);
        return day => said.TryGetValue(day, out var isWorking) ? isWorking : IsWeekday(day);
    }

    private static bool IsWeekday(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
