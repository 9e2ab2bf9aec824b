using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>Who may take which step: table case_step says the roles; handlers act on their own organisation's cases only.</summary>
public static class CaseRights
{
    /// <summary>True when the case is in the caller's hands, not merely in sight.</summary>
    public static bool Holds(Caller caller, Case held) =>
        caller.MaySee(held.OrganisationCode, held.TownCode);

    /// <summary>The steps that this caller may take now, by name.</summary>
    public static async Task<IReadOnlyList<string>> AllowedAsync(CityOpsDb db, Case found, Caller caller, CancellationToken ct) =>
        Holds(caller, found)
            ? await db.CaseSteps.Where(s => s.FromStatus == found.Status && s.Roles.Contains(caller.Role))
                .OrderBy(s => s.Action).Select(s => s.Action).ToListAsync(ct)
            : [];
}
