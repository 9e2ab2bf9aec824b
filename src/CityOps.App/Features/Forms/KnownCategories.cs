using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>Refuses a list's filter that names a category that does not exist; null otherwise.</summary>
public static class KnownCategories
{
    /// <summary>Categories are too many to name; /api/v1/categories lists them.</summary>
    public static async Task<Refusal?> RefuseAsync(CityOpsDb db, IReadOnlyList<string>? asked, CancellationToken ct)
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
