using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Organisations;

/// <summary>Refuses a list's filter that names an organisation that does not exist; null otherwise.</summary>
public static class KnownOrganisations
{
    public static async Task<Refusal?> RefuseAsync(CityOpsDb db, IReadOnlyList<string>? asked, CancellationToken ct) =>
        asked is null
            ? null
            : KnownValues.Refuse(
                "org",
                asked,
                await db.Organisations.Select(o => o.Code).Order().Prepared().ToListAsync(ct)
            );
}
