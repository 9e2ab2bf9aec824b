using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class FormsDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Category> Categories => db.Set<Category>();
        public DbSet<FilingCondition> FilingConditions => db.Set<FilingCondition>();
        public DbSet<Form> Forms => db.Set<Form>();
        public DbSet<FormVersion> FormVersions => db.Set<FormVersion>();
        public DbSet<Measure> Measures => db.Set<Measure>();
    }
}
