using CityOps.App.Database;
using CityOps.App.Features.Facilities.Types;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class FacilitiesDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Facility> Facilities => db.Set<Facility>();
        public DbSet<FacilityKind> FacilityKinds => db.Set<FacilityKind>();
        public DbSet<FeedbackKind> FeedbackKinds => db.Set<FeedbackKind>();
        public DbSet<FacilityChange> FacilityChanges => db.Set<FacilityChange>();
    }
}
