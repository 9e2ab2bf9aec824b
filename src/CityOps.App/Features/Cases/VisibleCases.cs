using CityOps.App.Database;
using CityOps.App.Features.Accounts;

namespace CityOps.App.Features.Cases;

/// <summary>The cases that a caller may see (sql/functions/visible_to.sql); every query of cases begins here.</summary>
public static class VisibleCases
{
    public static IQueryable<Case> To(CityOpsDb db, Caller caller)
    {
        var (own, organisation, town) = Scope.Of(caller);
        return db.Cases.Where(c =>
            VisibleTo.Case(c.OrganisationCode, c.ReporterOrganisationCode, c.TownCode, own, organisation, town)
        );
    }
}
