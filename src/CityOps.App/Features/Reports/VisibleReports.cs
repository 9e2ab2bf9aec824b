using CityOps.App.Database;
using CityOps.App.Features.Accounts;

namespace CityOps.App.Features.Reports;

/// <summary>The reports that a caller may see (sql/functions/visible_to.sql).</summary>
internal static class VisibleReports
{
    public static IQueryable<Report> To(CityOpsDb db, Caller caller)
    {
        var (account, (_, organisation, town)) = (caller.AccountId, Scope.Of(caller));
        return db.Reports.Where(r =>
            VisibleTo.Report(r.OfficerId, r.OrganisationCode, r.TownCode, account, organisation, town)
        );
    }
}
