using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Photos;

/// <summary>
/// The tables of this slice. Inside a query's lambda write db.Set&lt;T&gt;(): an expression tree holds no extension
/// property.
/// </summary>
public static class PhotosDb
{
    extension(CityOpsDb db)
    {
        public DbSet<Photo> Photos => db.Set<Photo>();
        public DbSet<Attachment> Attachments => db.Set<Attachment>();
        public DbSet<Upload> Uploads => db.Set<Upload>();
    }
}
