using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities;

/// <summary>The facilities that a caller may see; every query of the register begins here.</summary>
public static class VisibleFacilities
{
    /// <summary>Those that the caller holds, and toilets, which are on every public map.</summary>
    public static IQueryable<Facility> To(CityOpsDb db, Caller caller)
    {
        var (organisation, town) = (caller.VisibleOrganisation, caller.VisibleTown);
        return organisation is null && town is null
            ? db.Facilities
            : db.Facilities.Where(f =>
                f.Type == Facility.Toilet
                || (
                    (organisation == null || f.OrganisationCode == null || f.OrganisationCode == organisation)
                    && (town == null || f.TownCode == town)
                )
            );
    }

    /// <summary>
    /// All, for the roles that are not cut. Otherwise those that the caller's organisation looks after or nobody does;
    /// and of
    /// these, for an account of a town, that town's.
    /// </summary>
    public static IQueryable<Facility> HeldBy(CityOpsDb db, Caller caller)
    {
        var held = db.Facilities.AsQueryable();
        if (caller.VisibleOrganisation is { } organisation)
        {
            held = held.Where(f => f.OrganisationCode == null || f.OrganisationCode == organisation);
        }

        return caller.VisibleTown is { } town ? held.Where(f => f.TownCode == town) : held;
    }

    /// <summary>True when the caller sees more of it than everybody does: who changed what, and its photos.</summary>
    public static bool Holds(Caller caller, Facility facility) =>
        (
            caller.VisibleOrganisation is null
            || facility.OrganisationCode is null
            || facility.OrganisationCode == caller.VisibleOrganisation
        ) && (caller.VisibleTown is null || facility.TownCode == caller.VisibleTown);

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
