using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Organisations;

/// <summary>Who answers for what has no organisation of its own.</summary>
public static class Offices
{
    /// <summary>The office of a town, which cases handed to the town go to; null when the town has none.</summary>
    public static Task<string?> OfTownAsync(CityOpsDb db, string townCode, CancellationToken ct) =>
        db
            .Organisations.Where(o => o.Kind == OrganisationKinds.Town && o.TownCode == townCode)
            .OrderBy(o => o.Code)
            .Select(o => o.Code)
            .FirstOrDefaultAsync(ct);

    /// <summary>The bureau itself, which answers for what nobody else does.</summary>
    public static Task<string> BureauAsync(CityOpsDb db, CancellationToken ct) =>
        db
            .Organisations.OrderByDescending(o => o.Kind == OrganisationKinds.Bureau)
            .ThenBy(o => o.Code)
            .Select(o => o.Code)
            .FirstAsync(ct);
}
