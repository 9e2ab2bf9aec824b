using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Patrols;

/// <summary>A patrol whose start told no place is its track's town's, once it has ended and the track is there, in
/// whichever order.</summary>
internal static class TownOfTrack
{
    /// <param name="patrol">Null for all that a job has ended.</param>
    public static Task SetAsync(CityOpsDb db, Guid? patrol, CancellationToken ct) =>
        db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/patrols/town_of_track"),
            [new NpgsqlParameter("patrol", NpgsqlDbType.Uuid) { Value = (object?)patrol ?? DBNull.Value }],
            ct
        );
}
