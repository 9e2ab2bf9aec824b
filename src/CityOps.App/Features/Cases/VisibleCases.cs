using CityOps.App.Database;
using CityOps.App.Features.Accounts;

namespace CityOps.App.Features.Cases;

/// <summary>The cases that a caller may see; every query of cases begins here.</summary>
public static class VisibleCases
{
    /// <summary>
    /// All, for the roles that are not cut. Otherwise those that the caller's organisation is to put right or has
    /// reported. An
    /// account of a town sees of these that town's, and those of every town that its own organisation is to put right:
    /// whoever is
    /// given a case can work it.
    /// </summary>
    public static IQueryable<Case> To(CityOpsDb db, Caller caller)
    {
        var cases = db.Cases.AsQueryable();
        var own = caller.OrganisationCode;
        return (caller.VisibleOrganisation, caller.VisibleTown) switch
        {
            (null, null) => cases,
            (null, { } town) => cases.Where(c => c.TownCode == town || c.OrganisationCode == own),
            ({ }, null) => cases.Where(c => c.OrganisationCode == own || c.ReporterOrganisationCode == own),
            ({ }, { } town) => cases.Where(c =>
                c.OrganisationCode == own || (c.ReporterOrganisationCode == own && c.TownCode == town)
            ),
        };
    }
}
