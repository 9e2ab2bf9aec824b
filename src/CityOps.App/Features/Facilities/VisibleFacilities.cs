using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities;

/// <summary>
/// The facilities that a caller may see (sql/functions/visible_to.sql); every query of the register begins here.
/// </summary>
public static class VisibleFacilities
{
    /// <summary>Those that the caller holds, and toilets, which are on every public map.</summary>
    public static IQueryable<Facility> To(CityOpsDb db, Caller caller)
    {
        var (_, organisation, town) = Scope.Of(caller);
        return db.Facilities.Where(f => VisibleTo.Facility(f.Type, f.OrganisationCode, f.TownCode, organisation, town));
    }

    /// <summary>Those of which the caller sees more than everybody does: who changed what, photos, feedback.</summary>
    public static IQueryable<Facility> HeldBy(CityOpsDb db, Caller caller)
    {
        var (_, organisation, town) = Scope.Of(caller);
        return db.Facilities.Where(f => VisibleTo.FacilityHeld(f.OrganisationCode, f.TownCode, organisation, town));
    }

    /// <param name="key">Its code or its UUID.</param>
    public static async Task<Result<Facility>> FindAsync(CityOpsDb db, string key, Caller caller, CancellationToken ct)
    {
        var id = Guid.TryParse(key, out var uuid) ? uuid : Guid.Empty;
        if (
            await To(db, caller)
                .AsNoTracking()
                .OrderBy(f => f.Code != key)
                .FirstOrDefaultAsync(f => f.Code == key || f.Id == id, ct) is
            { } found
        )
        {
            return found;
        }

        return await db.Facilities.AnyAsync(f => f.Code == key || f.Id == id, ct)
            ? Problems.OutsideYourArea.Refuse($"Facility {key} belongs to another organisation or town.")
            : Problems.FacilityNotFound.Refuse($"There is no facility {key}.");
    }
}
