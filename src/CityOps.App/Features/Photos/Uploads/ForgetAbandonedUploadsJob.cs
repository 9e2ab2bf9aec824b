using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Drops uploads that nobody went on with for <see cref="Kept"/>; a phone that comes back later creates its upload
/// anew, its report is not touched. Without it, broken connections would fill the disk.
/// </summary>
public sealed class ForgetAbandonedUploadsJob(CityOpsDb db, UploadFiles files, TimeProvider time)
{
    /// <summary>Longer than a phone is out of signal or charge.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    public async Task RunAsync(CancellationToken ct)
    {
        var since = time.GetUtcNow() - Kept;
        files.ForgetFresh(time.GetUtcNow().AddDays(-1));
        var old = await db
            .Uploads.AsNoTracking()
            .Where(u => u.CompletedAt == null && u.CreatedAt < since)
            .Select(u => u.Id)
            .ToListAsync(ct);
        foreach (var id in old.Where(id => files.LastWrite(id) is null || files.LastWrite(id) < since))
        {
            // The file first: a row without its file is an upload at offset 0, a file without its row would stay for
            // ever.
            files.Delete(id);
            await db.Uploads.Where(u => u.Id == id && u.CompletedAt == null).ExecuteDeleteAsync(ct);
        }
    }
}
