using CityOps.App.Database;
using CityOps.App.Features.Forms;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>Reads routines as they are now; one that has not begun as it will be.</summary>
public static class ReadRoutine
{
    /// <summary>By code, from the one after <paramref name="after"/> on.</summary>
    public static async Task<List<RoutineAnswer>> ListAsync(
        CityOpsDb db,
        string after,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var routines = await db
            .Routines.AsNoTracking()
            .Where(r => string.Compare(r.Code, after) > 0)
            .OrderBy(r => r.Code)
            .Take(most)
            .ToListAsync(ct);
        var answers = new List<RoutineAnswer>(routines.Count);
        foreach (var routine in routines)
        {
            answers.Add(await AnswerAsync(db, routine, CityTime.Day(now), now, ct));
        }

        return answers;
    }

    /// <param name="on">As it is on this day; today when left out.</param>
    public static async Task<RoutineAnswer?> FindAsync(
        CityOpsDb db,
        string code,
        DateOnly? on,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        await db.Routines.AsNoTracking().SingleOrDefaultAsync(r => r.Code == code, ct) is { } routine
            ? await AnswerAsync(db, routine, on ?? CityTime.Day(now), now, ct)
            : null;

    /// <summary>
    /// What a routine of facilities is, to be taken to another city; null where there is none, or it is about a place
    /// or a document.
    /// </summary>
    public static async Task<RoutineBody?> ContentAsync(CityOpsDb db, string code, CancellationToken ct)
    {
        var routine = await db.Routines.AsNoTracking().SingleOrDefaultAsync(r => r.Code == code, ct);
        var version = (await PlanChecks.VersionsAsync(db, code, ct)).LastOrDefault();
        return routine is null || version?.FacilityType is not { } type
            ? null
            : new(
                routine.Name,
                routine.NameEn,
                Facilities: new(type),
                Rule: version.Rule,
                EveryWorkingDays: version.EveryWorkingDays,
                WindowDays: version.WindowDays,
                GraceDays: version.GraceDays,
                Category: version.CategoryCode,
                Problems: version.Problems,
                DistanceMetres: version.DistanceMetres,
                Escalation: version.Escalation,
                EscalationCategory: version.EscalationCategoryCode
            );
    }

    private static async Task<RoutineAnswer> AnswerAsync(
        CityOpsDb db,
        Routine routine,
        DateOnly on,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var today = CityTime.Day(now);
        var versions = await PlanChecks.VersionsAsync(db, routine.Code, ct);
        var version = versions.FindLast(v => v.ValidFrom <= on) ?? versions[0];
        var count = version.FacilityType is null ? 1 : await AboutFacilities.Of(db, version).CountAsync(ct);
        var form = await db
            .Categories.Where(c => c.Code == version.CategoryCode)
            .Select(c => c.FormCode)
            .SingleAsync(ct);
        var isWorkingDay = await PlanChecks.WorkingDaysAsync(db, versions, today, ct);
        return new(
            routine.Code,
            routine.Name,
            routine.NameEn,
            version.ValidFrom,
            version.FacilityType is { } type
                ? new(type, version.Towns, version.Organisations, version.Facilities)
                : null,
            version is { PlacePosition: { } at, IsDocument: false }
                ? new(version.PlaceName!, LonLat.Of(at), version.PlaceTownCode!)
                : null,
            version.IsDocument ? new(version.PlaceName, version.PlaceTownCode) : null,
            version.Rule,
            version.EveryWorkingDays,
            version.StartsOn,
            version.WindowDays,
            version.GraceDays,
            version.OrganisationCode,
            version.CategoryCode,
            form,
            version.Problems,
            version.DistanceMetres,
            version.Escalation,
            version.EscalationCategoryCode,
            count,
            count == 0 ? null : CheckPlan.Next(versions, today, routine.EndedOn, isWorkingDay),
            routine.EndedOn,
            count == 0 ? Problems.RoutineWithoutFacilities.Code : null,
            [.. versions.Select(v => v.ValidFrom)]
        );
    }
}
