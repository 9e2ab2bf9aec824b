using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Patrols;

/// <summary>
/// Ends patrols that gave no sign of life for <see cref="Silent"/>, flagged abandoned: a phone was lost, broke or was
/// forgotten. A phone that comes back later finishes its patrol all the same, and what it says counts.
/// </summary>
public sealed class CloseAbandonedPatrolsJob(CityOpsDb db, TimeProvider time)
{
    /// <summary>Longer than a shift and its overtime.</summary>
    public static readonly TimeSpan Silent = TimeSpan.FromHours(24);

    public async Task RunAsync(CancellationToken ct)
    {
        await db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/patrols/close_abandoned"),
            [new NpgsqlParameter("now", time.GetUtcNow().UtcDateTime), new NpgsqlParameter("silent", Silent)],
            ct
        );
        await TownOfTrack.SetAsync(db, null, ct);
    }
}
