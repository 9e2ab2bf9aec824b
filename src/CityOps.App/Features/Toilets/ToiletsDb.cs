using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class ToiletsDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Feedback> Feedback => db.Set<Feedback>();
    }
}
