using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Removes photos that no record names: whoever may upload could fill the disk with them. A file is set aside first
/// and deleted by the next run, so that one whose photo came again in that moment is put back. Safe to run twice and
/// at once.
/// </summary>
public sealed class ForgetOrphanedPhotosJob(CityOpsDb db, PhotoStore store, TimeProvider time)
{
    /// <summary>How long a photo waits for its record: a phone may be out of signal between the two.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    /// <summary>The same for what came without a log-in.</summary>
    public static readonly TimeSpan KeptOfCitizens = TimeSpan.FromDays(2);

    private const int AtOnce = 500;

    public async Task RunAsync(CancellationToken ct)
    {
        await DeleteSetAsideAsync(ct);
        for (var taken = AtOnce; taken == AtOnce; )
        {
            taken = await SetAsideAsync(ct);
        }
    }

    private async Task<int> SetAsideAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUniversalTime();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var orphans = await db
            .Database.SqlQueryRaw<string>(
                Sql.Text("queries/photos/take_orphans"),
                Parameters.Of("citizens_before", now - KeptOfCitizens),
                Parameters.Of("others_before", now - Kept),
                Parameters.Of("most", AtOnce)
            )
            .ToListAsync(ct);
        foreach (var sha256 in orphans)
        {
            store.SetAside(sha256);
        }

        await transaction.CommitAsync(ct);
        return orphans.Count;
    }

    private async Task DeleteSetAsideAsync(CancellationToken ct)
    {
        foreach (var sha256 in store.AllSetAside())
        {
            var hash = Convert.FromHexString(sha256);
            if (await db.Photos.AnyAsync(photo => photo.Sha256 == hash, ct))
            {
                store.PutBack(sha256);
            }
            else
            {
                store.DeleteSetAside(sha256);
            }
        }
    }
}
