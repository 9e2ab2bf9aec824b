using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class CasesDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Case> Cases => db.Set<Case>();
        public DbSet<CaseEvent> CaseEvents => db.Set<CaseEvent>();
        public DbSet<CaseStep> CaseSteps => db.Set<CaseStep>();
    }
}
