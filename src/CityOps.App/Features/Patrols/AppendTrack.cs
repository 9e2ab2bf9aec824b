using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Patrols;

/// <summary>Positions of a patrol's track, in any order; a position is known by its time.</summary>
public sealed record TrackBody(IReadOnlyList<TrackPosition>? Positions);

/// <param name="Lon">Degrees.</param>
/// <param name="Lat">Degrees.</param>
/// <param name="CoordSystem">wgs84 when left out: it is what a phone's GPS gives.</param>
public sealed record TrackPosition(DateTimeOffset? ObservedAt, double? Lon, double? Lat, string? CoordSystem, double? AccuracyMetres);

/// <summary>A position that cannot be taken is named and left out, so that it does not hold up the others.</summary>
public sealed record TrackAnswer(int Accepted, int Duplicates, IReadOnlyList<RejectedPosition> Rejected);

/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Reason">A problem's code.</param>
public sealed record RejectedPosition(int Index, string Reason);

/// <summary>Appends positions to a patrol's track.</summary>
public static class AppendTrack
{
    private const int MostPositions = 5_000;

    /// <summary>A position that has passed the checks.</summary>
    internal sealed record Fix(DateTimeOffset At, LonLat Wgs84, float? AccuracyMetres);

    public static async Task<Result<TrackAnswer>> RunAsync(
        CityOpsDb db, Guid patrolId, TrackBody body, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        if (body.Positions is not { } positions)
        {
            return Problems.FieldMissing.Refuse("positions is missing.", ("field", "positions"));
        }

        if (positions.Count > MostPositions)
        {
            return Problems.TrackTooLong.Refuse($"{positions.Count} positions in one request; send at most {MostPositions} at a time.");
        }

        var officer = await db.Patrols.Where(p => p.Id == patrolId).Select(p => (Guid?)p.OfficerId).SingleOrDefaultAsync(ct);
        if (officer is null)
        {
            return Problems.PatrolNotFound.Refuse($"Patrol {patrolId} has not arrived; send it first, its track can wait.");
        }

        if (officer != caller.AccountId)
        {
            return Problems.PatrolOfAnotherOfficer.Refuse($"Patrol {patrolId} was started by another account.");
        }

        var fixes = new List<Fix>(positions.Count);
        var rejected = new List<RejectedPosition>();
        for (var i = 0; i < positions.Count; i++)
        {
            var (fix, refusal) = Check(positions[i], now);
            if (fix is null)
            {
                rejected.Add(new(i, refusal!.Problem.Code));
            }
            else
            {
                fixes.Add(fix);
            }
        }

        var accepted = await StoreAsync(db, patrolId, fixes, now, ct);
        return new TrackAnswer(accepted, fixes.Count - accepted, rejected);
    }

    /// <summary>Stores positions; those of a time that the track has already are left out. Returns how many were new.</summary>
    internal static Task<int> StoreAsync(
        CityOpsDb db, Guid patrolId, IReadOnlyList<Fix> fixes, DateTimeOffset now, CancellationToken ct) =>
        db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/patrols/append_track"),
            [
                new NpgsqlParameter("patrol", patrolId),
                new NpgsqlParameter("received_at", now.ToUniversalTime()),
                new NpgsqlParameter("observed_at", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = fixes.Select(f => f.At.UtcDateTime).ToArray() },
                new NpgsqlParameter("lon", fixes.Select(f => f.Wgs84.Lon).ToArray()),
                new NpgsqlParameter("lat", fixes.Select(f => f.Wgs84.Lat).ToArray()),
                new NpgsqlParameter("accuracy", NpgsqlDbType.Array | NpgsqlDbType.Real) { Value = fixes.Select(f => f.AccuracyMetres).ToArray() },
            ],
            ct);

    private static Result<Fix> Check(TrackPosition sent, DateTimeOffset now)
    {
        if (sent is null)
        {
            return Problems.FieldMissing.Refuse("A position is null.");
        }

        var (at, badTime) = InputTime.Check(sent.ObservedAt, now, "observedAt");
        if (badTime is not null)
        {
            return badTime;
        }

        var (position, badPosition) =
            new SentPosition(sent.Lon, sent.Lat, sent.CoordSystem ?? CoordSystems.Wgs84, sent.AccuracyMetres).Check();
        return position is null ? badPosition! : new Fix(at, position.Wgs84, position.AccuracyMetres);
    }
}
