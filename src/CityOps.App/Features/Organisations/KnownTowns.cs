using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Organisations;

/// <summary>Refuses a list's filter that names a town that does not exist; null otherwise.</summary>
public static class KnownTowns
{
    public static async Task<Refusal?> RefuseAsync(CityOpsDb db, IReadOnlyList<string>? asked, CancellationToken ct) =>
        asked is null
            ? null
            : KnownValues.Refuse("town", asked, await db.Towns.Select(t => t.Code).Order().Prepared().ToListAsync(ct));
}
