using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>
/// The tables of this slice that people write; checks are read and written by SQL. Inside a query's lambda write
/// db.Set&lt;T&gt;(): an expression tree holds no extension property.
/// </summary>
public static class RoutinesDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Routine> Routines => db.Set<Routine>();
        public DbSet<RoutineVersion> RoutineVersions => db.Set<RoutineVersion>();
    }
}
