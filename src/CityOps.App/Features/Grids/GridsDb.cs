using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Grids;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class GridsDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Grid> Grids => db.Set<Grid>();
    }
}
