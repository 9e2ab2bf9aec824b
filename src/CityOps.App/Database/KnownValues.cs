using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Database;

/// <summary>
/// Refuses a list's filter that names what there is not: a slip would otherwise look like a list without records. Null
/// when every
/// value is known, or none is asked for.
/// </summary>
public static class KnownValues
{
    public static Refusal? Refuse(string field, IReadOnlyList<string>? asked, IReadOnlyList<string> allowed) =>
        asked?.FirstOrDefault(value => !allowed.Contains(value)) is { } unknown
            ? Problems.FilterUnknown.Refuse(
                $"{field} {InputText.Clean(unknown)} is none of: {string.Join(", ", allowed)}.",
                ("field", field),
                ("allowed", allowed)
            )
            : null;

    public static async Task<Refusal?> RefuseTownAsync(
        CityOpsDb db,
        IReadOnlyList<string>? asked,
        CancellationToken ct
    ) =>
        asked is null
            ? null
            : Refuse("town", asked, await db.Towns.Select(t => t.Code).Order().Prepared().ToListAsync(ct));

    public static async Task<Refusal?> RefuseOrganisationAsync(
        CityOpsDb db,
        IReadOnlyList<string>? asked,
        CancellationToken ct
    ) =>
        asked is null
            ? null
            : Refuse("org", asked, await db.Organisations.Select(o => o.Code).Order().Prepared().ToListAsync(ct));

    /// <summary>Categories are too many to name; /api/v1/categories lists them.</summary>
    public static async Task<Refusal?> RefuseCategoryAsync(
        CityOpsDb db,
        IReadOnlyList<string>? asked,
        CancellationToken ct
    )
    {
        if (asked is null)
        {
            return null;
        }

        var known = await db
            .Categories.Where(c => asked.Contains(c.Code))
            .Select(c => c.Code)
            .Prepared()
            .ToListAsync(ct);
        return asked.Except(known).FirstOrDefault() is { } unknown
            ? Problems.FilterUnknown.Refuse(
                $"There is no category {InputText.Clean(unknown)}; /api/v1/categories lists them.",
                ("field", "category"),
                ("allowedAt", "/api/v1/categories")
            )
            : null;
    }
}
