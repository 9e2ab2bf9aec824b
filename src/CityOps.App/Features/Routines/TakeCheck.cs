using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Routines;

/// <summary>The routine and the facility that a check names.</summary>
/// <param name="FacilityId">Null for a place or a document.</param>
/// <param name="Metres">How far from it the check was made; 0 for a document.</param>
/// <param name="MostMetres">From farther away it is flagged.</param>
/// <param name="Problems">Answers that are a problem, as they were when it was made.</param>
public sealed record FoundCheck(
    string Routine,
    Guid? FacilityId,
    double Metres,
    int MostMetres,
    string Proof,
    IReadOnlyList<ProblemAnswer> Problems
)
{
    /// <summary>Of the first problem that the answers tell; null where they tell none.</summary>
    /// <param name="leftovers">Answers to questions that were not asked in the end.</param>
    public string? ProblemCategory(JsonElement answers, IReadOnlyCollection<string> leftovers) =>
        Problems
            .FirstOrDefault(problem =>
                !leftovers.Contains(problem.Field)
                && answers.TryGetProperty(problem.Field, out var answer)
                && Chosen(answer).Intersect(problem.Choices).Any()
            )
            ?.Category;

    private static IEnumerable<string?> Chosen(JsonElement answer) =>
        answer.ValueKind switch
        {
            JsonValueKind.String => [answer.GetString()],
            JsonValueKind.Array => answer
                .EnumerateArray()
                .Where(a => a.ValueKind == JsonValueKind.String)
                .Select(a => a.GetString()),
            _ => [],
        };
}

/// <summary>
/// Takes a report as a check of a routine. It counts for the check in whose days it was made, by the device's time as
/// judged (decision 185), if it is the first of these; the others are kept beside it.
/// </summary>
public static class TakeCheck
{
    private sealed record Target(Guid? Id, string? Type, double Metres);

    /// <param name="made">When it was made, as judged.</param>
    public static async Task<Result<FoundCheck>> FindAsync(
        CityOpsDb db,
        SentCheck check,
        string category,
        LonLat position,
        DateTimeOffset made,
        CancellationToken ct
    )
    {
        var versions = await PlanChecks.VersionsAsync(db, check.Routine!, ct);
        if (versions.Count == 0)
        {
            return Problems.RoutineNotFound.Refuse($"There is no routine {check.Routine}.", ("field", "check.routine"));
        }

        // A phone that was offline checks by the rule that it has.
        if (versions.All(v => v.CategoryCode != category))
        {
            return Problems.CategoryUnfit.Refuse(
                $"Checks of {check.Routine} are of {versions[^1].CategoryCode}.",
                ("field", "category")
            );
        }

        var day = CityTime.Day(made);
        var version = versions.FindLast(v => v.ValidFrom <= day) ?? versions[0];
        var (target, refusal) = await TargetAsync(db, check, version, position.ToPoint(), ct);
        return target is null
            ? refusal!
            : new FoundCheck(
                check.Routine!,
                target.Id,
                target.Metres,
                version.DistanceMetres,
                check.Proof!,
                version.Problems
            );
    }

    private static async Task<Result<Target>> TargetAsync(
        CityOpsDb db,
        SentCheck check,
        RoutineVersion version,
        Point at,
        CancellationToken ct
    )
    {
        if (version.FacilityType is not { } type)
        {
            return check.Facility is not null
                ? Problems.FieldInvalid.Refuse(
                    $"{check.Routine} is about no facility; leave facility out.",
                    ("field", "check.facility")
                )
                : await db
                    .Database.SqlQuery<Target>(
                        $"""
                        select null::uuid as id, null as type,
                          case when {version.IsDocument} then 0
                            else st_distance({version.PlacePosition}::geography, {at}::geography) end as metres
                        """
                    )
                    .SingleAsync(ct);
        }

        var found = check.Facility is null
            ? null
            : await db
                .Database.SqlQuery<Target>(
                    $"""
                    select id, type, st_distance(coalesce(shape, position)::geography, {at}::geography) as metres
                    from facility where code = {check.Facility}
                    """
                )
                .SingleOrDefaultAsync(ct);
        return found?.Type == type
            ? found
            : Problems.FacilityNotFound.Refuse(
                $"There is no {type} {check.Facility}, which {check.Routine} is about.",
                ("field", "check.facility")
            );
    }

    /// <summary>Stores a check beside its report, which is stored.</summary>
    /// <returns>Whether its problem is told for the first time: no other check of the same days opened a case of
    /// it.</returns>
    public static async Task<bool> StoreAsync(
        CityOpsDb db,
        Guid report,
        FoundCheck check,
        string? problemCategory,
        DateTimeOffset made,
        CancellationToken ct
    ) =>
        (
            await db
                .Database.SqlQuery<bool>(
                    $"""
                    select store_check({report}, {check.Routine}, {check.FacilityId}, {made.ToUniversalTime()},
                      {problemCategory}, {(float)check.Metres}, {check.Proof}) as "Value"
                    """
                )
                .ToListAsync(ct)
        )[0];
}
