using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class PondingDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Section> Sections => db.Set<Section>();
    }
}
