using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Letters;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class LettersDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Letter> Letters => db.Set<Letter>();
        public DbSet<Penalty> Penalties => db.Set<Penalty>();
    }
}
