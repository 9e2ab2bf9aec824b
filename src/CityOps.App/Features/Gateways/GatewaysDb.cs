using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Gateways;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class GatewaysDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Gateway> Gateways => db.Set<Gateway>();
        public DbSet<GatewayAlertTown> GatewayAlertTowns => db.Set<GatewayAlertTown>();
    }
}
