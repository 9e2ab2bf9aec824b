using CityOps.App.Database;
using CityOps.App.Features.Calendar;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>
/// Makes a routine or changes it from a day on, and plans its checks anew. What has opened by then stays as it was:
/// what was missed stays missed, whatever the rule becomes. The same again changes nothing.
/// </summary>
public static class SaveRoutine
{
    /// <summary>Of the addresses of checks.</summary>
    private static readonly string[] Reserved = ["checks", "escalated", "facilities"];

    /// <summary>Within the caller's transaction.</summary>
    /// <param name="mayBeEmpty">A routine comes before its facilities, as one of a subsystem does.</param>
    public static async Task<Result<RowEffect>> RunAsync(
        CityOpsDb db,
        string code,
        RoutineBody body,
        Guid? by,
        DateTimeOffset now,
        CancellationToken ct,
        bool mayBeEmpty = false
    )
    {
        if (!PutFacilityType.IsName().IsMatch(code) || Reserved.Contains(code))
        {
            return Problems.FieldInvalid.Refuse(
                "A routine's code is lower-case letters, digits and underscores, begins with a letter, and is none of "
                    + $"{string.Join(", ", Reserved)}.",
                ("field", "code")
            );
        }

        var routine = (
            await db.Routines.FromSql($"select * from routine where code = {code} for update").ToListAsync(ct)
        ).SingleOrDefault();
        var known = await db
            .RoutineVersions.Where(v => v.RoutineCode == code)
            .OrderBy(v => v.ValidFrom)
            .ToListAsync(ct);
        var today = CityTime.Day(now);
        var isEnded = routine?.EndedOn is not null;
        var (from, refusal) = From(body.From, known.Count > 0, today);
        if (refusal is not null)
        {
            return refusal;
        }

        var last = known.LastOrDefault();
        (var version, refusal) = await CheckRoutine.RunAsync(
            db,
            code,
            body,
            from,
            last?.StartsOn,
            mayBeEmpty,
            by,
            now,
            ct
        );
        if (version is null)
        {
            return refusal!;
        }

        var name = InputText.Clean(body.Name)!;
        var nameEn = InputText.Clean(body.NameEn) ?? name;
        var isSame = last is not null && !isEnded && last.SaysTheSameAs(version);
        if (isSame && (routine!.Name, routine.NameEn) == (name, nameEn))
        {
            return RowEffect.Unchanged;
        }

        if (!isSame && version.Rule is { } rule && CalendarRule.CheckFrom(rule, version.StartsOn, from) is { } over)
        {
            return over;
        }

        if (routine is null)
        {
            routine = new()
            {
                Code = code,
                Name = name,
                NameEn = nameEn,
            };
            db.Routines.Add(routine);
        }

        (routine.Name, routine.NameEn, routine.EndedOn) = (name, nameEn, null);
        if (isSame)
        {
            await db.SaveChangesAsync(ct);
            return RowEffect.Changed;
        }

        if (isEnded && routine.PlannedThrough >= from)
        {
            routine.PlannedThrough = from.AddDays(-1); // its days from here on were not planned
        }

        await PutAsync(db, version, known, ct);
        await PlanChecks.RunAsync(db, code, now, ct);
        return known.Count == 0 ? RowEffect.New : RowEffect.Changed;
    }

    /// <summary>Lets no further check open; those that have stay. False where there is no such routine.</summary>
    public static async Task<bool> EndAsync(CityOpsDb db, string code, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Routines.FindAsync([code], ct) is not { } routine)
        {
            return false;
        }

        routine.EndedOn ??= CityTime.Day(now).AddDays(1);
        await db.SaveChangesAsync(ct);
        await PlanChecks.RunAsync(db, code, now, ct);
        return true;
    }

    private static (DateOnly From, Refusal? Refusal) From(DateOnly? asked, bool isChange, DateOnly today)
    {
        var earliest = isChange ? today.AddDays(1) : today;
        var from = asked ?? earliest;
        return from < earliest || !WorkingCalendar.IsInReach(from)
            ? (
                from,
                Problems.RoutineChangeTooEarly.Refuse(
                    $"What is due by now stays; the change holds from {earliest:yyyy-MM-dd} or later.",
                    ("field", "from"),
                    ("earliest", earliest)
                )
            )
            : (from, null);
    }

    // Versions that were to hold later have not begun; this one takes their place.
    private static async Task PutAsync(
        CityOpsDb db,
        RoutineVersion version,
        List<RoutineVersion> known,
        CancellationToken ct
    )
    {
        if (known.Find(v => v.ValidFrom == version.ValidFrom) is { } replaced)
        {
            db.Entry(replaced).CurrentValues.SetValues(version);
        }
        else
        {
            db.RoutineVersions.Add(version);
        }

        await db.SaveChangesAsync(ct);
        var (code, from) = (version.RoutineCode, version.ValidFrom);
        await db.Database.ExecuteSqlAsync(
            $"update due_check set valid_from = {from} where routine_code = {code} and valid_from > {from}",
            ct
        );
        await db.RoutineVersions.Where(v => v.RoutineCode == code && v.ValidFrom > from).ExecuteDeleteAsync(ct);
    }
}
