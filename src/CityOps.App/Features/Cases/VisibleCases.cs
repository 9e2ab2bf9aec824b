using CityOps.App.Database;
using CityOps.App.Features.Accounts;

namespace CityOps.App.Features.Cases;

/// <summary>The cases that a caller may see; every query of cases begins here.</summary>
public static class VisibleCases
{
    /// <summary>
    /// All, for the roles that are not cut. Otherwise those that the caller's organisation is to put right or has reported;
    /// and of these, for an account of a town, that town's.
    /// </summary>
    public static IQueryable<Case> To(CityOpsDb db, Caller caller)
    {
        var cases = db.Cases.AsQueryable();
        if (caller.OrganisationCut is { } organisation)
        {
            cases = cases.Where(c => c.OrganisationCode == organisation || c.ReporterOrganisationCode == organisation);
        }

        return caller.TownCut is { } town ? cases.Where(c => c.TownCode == town) : cases;
    }
}
