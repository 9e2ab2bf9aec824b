using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class AccountsDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Account> Accounts => db.Set<Account>();
        public DbSet<Role> Roles => db.Set<Role>();
    }
}
