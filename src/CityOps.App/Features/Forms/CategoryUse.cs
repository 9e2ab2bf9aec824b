using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>What a category may be named for: a problem is a component or an event, what a patrol looks at is an
/// inspection.</summary>
public static class CategoryUse
{
    /// <summary>
    /// Phones that were offline when a category was retired, or split into others, go on with it for so long: what was
    /// seen by then is taken and flagged.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    private sealed record Standing(bool IsLeft, bool HasOthersUnderIt, DateTimeOffset? LeftAt);

    /// <summary>A problem can be of the category.</summary>
    /// <param name="LeftAt">When the category was retired or split, where it is taken because of the time that phones
    /// have; null for one that is in use.</param>
    public sealed record Fit(DateTimeOffset? LeftAt);

    /// <summary>
    /// Refuses what no problem can be of: a class of others, one that was retired a while before, an inspection.
    /// </summary>
    /// <param name="seenAt">When the problem was seen.</param>
    public static async Task<Result<Fit>> ForProblemAsync(
        CityOpsDb db,
        Category category,
        DateTimeOffset seenAt,
        CancellationToken ct
    )
    {
        if (category.Kind == CategoryKinds.Inspection)
        {
            return Problems.CategoryUnfit.Refuse(
                $"{category.Code} is what patrols look at; a problem is a component or an event.",
                ("field", "category")
            );
        }

        var standing = await db
            .Database.SqlQuery<Standing>(
                $"""
                select category_left_at(c) is not null as is_left,
                  exists (select from category b where b.parent_code = c.code) as has_others_under_it,
                  case when category_left_at(c) + {Grace} >= {seenAt.ToUniversalTime()} then category_left_at(c) end as left_at
                from category c
                where c.code = {category.Code}
                """
            )
            .SingleAsync(ct);
        return !standing.IsLeft || standing.LeftAt is not null
            ? new Fit(standing.LeftAt)
            : Problems.CategoryUnfit.Refuse(
                standing.HasOthersUnderIt
                    ? $"{category.Code} is a class of categories; name one of those under it."
                    : $"{category.Code} is retired; name another category.",
                ("field", "category")
            );
    }

    /// <summary>Refuses a category that is not there or that is none of inspection. Null when all are.</summary>
    public static async Task<Refusal?> RefuseForPatrolAsync(
        CityOpsDb db,
        IReadOnlyCollection<string> codes,
        string field,
        CancellationToken ct
    )
    {
        if (codes.Count == 0)
        {
            return null;
        }

        var kinds = await db
            .Categories.Where(c => codes.Contains(c.Code))
            .ToDictionaryAsync(c => c.Code, c => c.Kind, ct);
        return codes.FirstOrDefault(code => !kinds.ContainsKey(code)) is { } missing
                ? Problems.CategoryUnknown.Refuse($"There is no category {missing}.", ("field", field))
            : codes.FirstOrDefault(code => kinds[code] != CategoryKinds.Inspection) is { } other
                ? Problems.CategoryUnfit.Refuse(
                    $"{other} is of kind {kinds[other]}; a patrol looks at an inspection.",
                    ("field", field)
                )
            : null;
    }
}
