using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Patrols;

/// <summary>Positions of a patrol's track, in any order; a position is known by its time.</summary>
/// <param name="SentAt">The device's clock at the moment of sending, by which a wrong clock is put right.</param>
public sealed record TrackBody(IReadOnlyList<TrackPosition>? Positions, DateTimeOffset? SentAt = null);

/// <param name="Lon">Degrees.</param>
/// <param name="Lat">Degrees.</param>
/// <param name="CoordSystem">wgs84 when left out: it is what a phone's GPS gives.</param>
/// <param name="IsMock">True when the device says that an app made the position up.</param>
public sealed record TrackPosition(
    DateTimeOffset? ObservedAt,
    double? Lon,
    double? Lat,
    string? CoordSystem,
    double? AccuracyMetres,
    bool? IsMock = null
);

/// <summary>A position that cannot be taken is named and left out, so that it does not hold up the others.</summary>
/// <param name="PatrolArrived">False while the patrol is still on its way; the positions wait for it.</param>
public sealed record TrackAnswer(
    int Accepted,
    int Duplicates,
    IReadOnlyList<RejectedPosition> Rejected,
    bool PatrolArrived
);

/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Reason">A problem's code.</param>
public sealed record RejectedPosition(int Index, string Reason);

/// <summary>Appends positions to a patrol's track.</summary>
public static class AppendTrack
{
    internal const int MaxPositions = 5_000;

    /// <summary>A position that has passed the checks.</summary>
    /// <param name="Said">What the device said, where <paramref name="At"/> is not that.</param>
    internal sealed record Fix(
        DateTimeOffset At,
        LonLat Wgs84,
        float? AccuracyMetres,
        bool IsMock,
        DateTimeOffset? Said = null
    );

    public static async Task<Result<TrackAnswer>> RunAsync(
        CityOpsDb db,
        Guid patrolId,
        TrackBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (body.Positions is not { } positions)
        {
            return Problems.FieldMissing.Refuse("positions is missing.", ("field", "positions"));
        }

        if (positions.Count > MaxPositions)
        {
            return Problems.TrackTooLong.Refuse(
                $"{positions.Count} positions in one request; send at most {MaxPositions} at a time."
            );
        }

        var officer = await db
            .Patrols.Where(p => p.Id == patrolId)
            .Select(p => (Guid?)p.OfficerId)
            .SingleOrDefaultAsync(ct);
        if ((officer ?? await ClaimAsync(db, patrolId, caller.AccountId, now, ct)) != caller.AccountId)
        {
            return Problems.PatrolOfAnotherOfficer.Refuse($"Patrol {patrolId} was started by another account.");
        }

        var sentAt = body.SentAt ?? WrongClock(positions, now);
        var fixes = new List<Fix>(positions.Count);
        var rejected = new List<RejectedPosition>();
        for (var i = 0; i < positions.Count; i++)
        {
            var (fix, refusal) = Check(positions[i], sentAt, now);
            if (fix is null)
            {
                rejected.Add(new(i, refusal!.Problem.Code));
            }
            else
            {
                fixes.Add(fix);
            }
        }

        var accepted = await Repeat.OnConflictAsync(db, async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var stored = await StoreAsync(db, patrolId, fixes, now, ct);
            if (stored > 0)
            {
                await TownOfTrack.SetAsync(db, patrolId, ct);
            }

            await transaction.CommitAsync(ct);
            return stored;
        });
        return new TrackAnswer(accepted, fixes.Count - accepted, rejected, officer is not null);
    }

    /// <summary>
    /// Whose patrol this is to be, before it has arrived: the first who speaks of it. A UUID cannot be guessed, so
    /// nobody takes another's by accident.
    /// </summary>
    private static async Task<Guid> ClaimAsync(
        CityOpsDb db,
        Guid patrolId,
        Guid officerId,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into patrol_claim (patrol_id, officer_id, received_at) values ({patrolId}, {officerId}, {now.ToUniversalTime()})
            on conflict on constraint patrol_claim_pk do nothing
            """,
            ct
        );
        return await ClaimantAsync(db, patrolId, ct) ?? officerId;
    }

    /// <summary>Who sent a track for a patrol; null when none came before it.</summary>
    internal static Task<Guid?> ClaimantAsync(CityOpsDb db, Guid patrolId, CancellationToken ct) =>
        db
            .Database.SqlQuery<Guid?>($"select officer_id as \"Value\" from patrol_claim where patrol_id = {patrolId}")
            .SingleOrDefaultAsync(ct);

    /// <summary>Stores positions; those of a time that the track has already are left out. Returns how many were
    /// new.</summary>
    internal static async Task<int> StoreAsync(
        CityOpsDb db,
        Guid patrolId,
        IReadOnlyList<Fix> fixes,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (fixes.Count == 0)
        {
            return 0;
        }

        var stored = await db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/patrols/append_track"),
            [
                Parameters.Of("patrol", patrolId),
                Parameters.Of("received_at", now),
                Parameters.Of("observed_at", fixes.Select(f => f.At).ToArray()),
                Parameters.Of("said", fixes.Select(f => f.Said).ToArray()),
                Parameters.Of("lon", fixes.Select(f => f.Wgs84.Lon).ToArray()),
                Parameters.Of("lat", fixes.Select(f => f.Wgs84.Lat).ToArray()),
                Parameters.Of("accuracy", fixes.Select(f => f.AccuracyMetres).ToArray()),
                Parameters.Of("mocked", fixes.Select(f => f.IsMock).ToArray()),
            ],
            ct
        );
        if (stored > 0)
        {
            await FlagReports.AfterTrackAsync(db, patrolId, fixes.Min(f => f.At), fixes.Max(f => f.At), ct);
        }

        return stored;
    }

    /// <summary>
    /// The latest time of the track where the clock that said it is wrong, as if it had been sent then; null where it
    /// may be right. Otherwise all positions would come to lie at the time of arrival, and be one.
    /// </summary>
    private static DateTimeOffset? WrongClock(IReadOnlyList<TrackPosition> positions, DateTimeOffset now)
    {
        var latest = positions.Max(position => position?.ObservedAt);
        return latest is { } said && DeviceTime.CannotBe(said, now) ? said : null;
    }

    private static Result<Fix> Check(TrackPosition sent, DateTimeOffset? sentAt, DateTimeOffset now)
    {
        if (sent is null)
        {
            return Problems.FieldMissing.Refuse("A position is null.");
        }

        if (sent.ObservedAt is not { } said)
        {
            return Problems.FieldMissing.Refuse("observedAt is missing.", ("field", "observedAt"));
        }

        var time = DeviceTime.Judge(said, sentAt, null, now, TimeSpan.MaxValue);
        var (position, badPosition) = new SentPosition(
            sent.Lon,
            sent.Lat,
            sent.CoordSystem ?? CoordSystems.Wgs84,
            sent.AccuracyMetres
        ).Check();
        return position is null
            ? badPosition!
            : new Fix(
                InputTime.Stored(time.At),
                position.Wgs84,
                position.AccuracyMetres,
                sent.IsMock is true,
                time.DeviceReportedAt is { } raw ? InputTime.Stored(raw) : null
            );
    }
}
