using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Organisations;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class OrganisationsDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Town> Towns => db.Set<Town>();
        public DbSet<Organisation> Organisations => db.Set<Organisation>();
    }
}
