using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class ReportsDb
{
    extension(CityOpsDb db)
    {
        public DbSet<ReportMeasure> ReportMeasures => db.Set<ReportMeasure>();
        public DbSet<Report> Reports => db.Set<Report>();
    }
}
