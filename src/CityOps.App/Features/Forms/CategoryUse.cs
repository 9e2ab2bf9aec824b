using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>What a category may be named for: a problem is a component or an event, what a patrol looks at is an
/// inspection.</summary>
public static class CategoryUse
{
    /// <summary>Refuses what no problem can be of: a class of others, an inspection. Null when it can.</summary>
    public static async Task<Refusal?> RefuseForProblemAsync(CityOpsDb db, Category category, CancellationToken ct) =>
        category.Kind == CategoryKinds.Inspection
            ? Problems.CategoryUnfit.Refuse(
                $"{category.Code} is what patrols look at; a problem is a component or an event.",
                ("field", "category")
            )
        : await db.Categories.AnyAsync(c => c.ParentCode == category.Code, ct)
            ? Problems.CategoryUnfit.Refuse(
                $"{category.Code} is a class of categories; name one of those under it.",
                ("field", "category")
            )
        : null;

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
