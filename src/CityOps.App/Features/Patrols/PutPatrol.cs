using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Patrols;

/// <summary>Starts or finishes a patrol; whichever arrives first creates it, and repeats change nothing.</summary>
public static class PutPatrol
{
    internal const string TimeSkew = "time_skew";
    internal const string Abandoned = "abandoned";

    public sealed record Put(Patrol Patrol, bool IsNew);

    public static async Task<Result<Put>> RunAsync(
        CityOpsDb db,
        Guid id,
        PatrolBody body,
        Caller caller,
        FlagOptions flags,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        now = InputTime.Stored(now);
        var (facts, refusal) = body.Check();
        if (facts is null)
        {
            return refusal!;
        }

        // A patrol belongs to the organisation and the rights of the time it was made.
        var then = caller.AsOf(Times(facts, flags.OldestSeen, now).Started);
        return then.May("patrols.record")
            ? await Repeat.OnConflictAsync(db, () => StoreAsync(db, id, facts, then, flags.OldestSeen, now, ct))
            : Problems.Forbidden.Refuse($"The role of {caller.Login} went on no patrols when this one started.");
    }

    private static async Task<Result<Put>> StoreAsync(
        CityOpsDb db,
        Guid id,
        PatrolFacts facts,
        Caller caller,
        TimeSpan oldest,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Locked, so that of two different finishes at once the second sees the first.
        var (put, refusal) = await db
            .Patrols.FromSql($"select * from patrol where id = {id} for update")
            .SingleOrDefaultAsync(ct)
            is { } known
            ? AnswerRepeat(known, await FirstAsync(db, known, ct), facts, caller, oldest, now)
            : await StartAsync(db, id, facts, caller, oldest, now, ct);
        if (put is null)
        {
            return refusal!;
        }

        if (await UnknownAsync(db, put.Patrol, ct) is { } unknown)
        {
            return unknown;
        }

        await db.SaveChangesAsync(ct);
        await FlagReports.OfPatrolAsync(db, id, ct);
        if (facts.Position is { } position)
        {
            var at = facts.EndedAt is null ? put.Patrol.StartedAt : put.Patrol.EndedAt ?? put.Patrol.StartedAt;
            await AppendTrack.StoreAsync(
                db,
                id,
                [new(at, position.Wgs84, position.AccuracyMetres, facts.IsMock)],
                now,
                ct
            );
        }

        if (put.Patrol is { TownCode: null, EndedAt: not null })
        {
            await TownOfTrack.SetAsync(db, id, ct);
            await db.Entry(put.Patrol).ReloadAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return put;
    }

    private static async Task<Result<Put>> StartAsync(
        CityOpsDb db,
        Guid id,
        PatrolFacts facts,
        Caller caller,
        TimeSpan oldest,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await AppendTrack.ClaimantAsync(db, id, ct) is { } claimant && claimant != caller.AccountId)
        {
            return Problems.PatrolOfAnotherOfficer.Refuse(
                $"Patrol {id} has a track of another account; use a fresh UUID."
            );
        }

        var organisation = facts.Organisation ?? caller.OrganisationCode;
        if (organisation != caller.OrganisationCode)
        {
            if (!caller.MayFor("patrols.record", organisation))
            {
                return Problems.OrganisationNotYours.Refuse(
                    $"Your account belongs to {caller.OrganisationCode}; leave organisation out."
                );
            }

            if (!await db.Organisations.AnyAsync(o => o.Code == organisation, ct))
            {
                return Problems.OrganisationUnknown.Refuse($"There is no organisation {organisation}.");
            }
        }

        if (
            await CategoryUse.RefuseForPatrolAsync(
                db,
                facts.Category is null ? [] : [facts.Category],
                "category",
                ct
            ) is
            { } unfit
        )
        {
            return unfit;
        }

        var town = caller.TownCode;
        if (facts.Position is { } position)
        {
            var (found, refusal) = await CityTown.FindAsync(db, position, ct);
            if (found is null)
            {
                return refusal!;
            }

            town = found.Code;
        }

        var (started, ended, isSkewed) = Times(facts, oldest, now);
        var patrol = new Patrol
        {
            Id = id,
            Kind = facts.Kind,
            CategoryCode = facts.Category,
            OrganisationCode = organisation,
            TownCode = town,
            OfficerId = caller.AccountId,
            StartedAt = started,
            EndedAt = ended,
            DeviceStartedAt = started == facts.StartedAt ? null : facts.StartedAt,
            DeviceEndedAt = ended == facts.EndedAt ? null : facts.EndedAt,
            Flags = isSkewed ? [TimeSkew] : [],
            Officers = facts.Officers ?? [],
            Domains = facts.Domains ?? [],
            Persons = facts.Persons ?? 1,
            Vehicles = facts.Vehicles ?? 0,
            Note = facts.Note,
            ReceivedAt = now,
        };
        db.Patrols.Add(patrol);
        return new Put(patrol, IsNew: true);
    }

    /// <summary>The patrol as it was before it was corrected: what was sent at first is still its repeat.</summary>
    private static async Task<Patrol> FirstAsync(CityOpsDb db, Patrol patrol, CancellationToken ct) =>
        await ChangeRecord.FirstVersionAsync(db, "patrol", patrol.Id, ct) is { } before
            ? before.Deserialize<FirstVersion>(JsonSerializerOptions.Web)!.Of(patrol)
            : patrol;

    // As sql/functions/record_change.sql keeps it.
    private sealed record FirstVersion(
        string Kind,
        string? Category,
        DateTimeOffset StartedAt,
        DateTimeOffset? EndedAt,
        DateTimeOffset? DeviceStartedAt,
        DateTimeOffset? DeviceEndedAt,
        int Persons,
        int Vehicles,
        string[] Officers,
        string[] Domains,
        string? Note
    )
    {
        public Patrol Of(Patrol now) =>
            new()
            {
                Id = now.Id,
                Kind = Kind,
                CategoryCode = Category,
                OrganisationCode = now.OrganisationCode,
                OfficerId = now.OfficerId,
                StartedAt = StartedAt,
                EndedAt = EndedAt,
                DeviceStartedAt = DeviceStartedAt,
                DeviceEndedAt = DeviceEndedAt,
                Persons = Persons,
                Vehicles = Vehicles,
                Officers = Officers,
                Domains = Domains,
                Note = Note,
                ClosedByJobAt = now.ClosedByJobAt,
                ReceivedAt = now.ReceivedAt,
            };
    }

    private static Result<Put> AnswerRepeat(
        Patrol patrol,
        Patrol first,
        PatrolFacts facts,
        Caller caller,
        TimeSpan oldest,
        DateTimeOffset now
    )
    {
        if (patrol.OfficerId != caller.AccountId)
        {
            return Problems.PatrolOfAnotherOfficer.Refuse(
                $"Patrol {patrol.Id} was started by another account; use a fresh UUID."
            );
        }

        if (facts.Contradictions(first) is { Count: > 0 } changed)
        {
            return Problems.PatrolConflict.Refuse(
                $"Patrol {patrol.Id} is stored with other facts: {string.Join(", ", changed)}.",
                ("changed", changed)
            );
        }

        if (facts.Finishes(patrol))
        {
            End(patrol, facts.EndedAt!.Value, facts.SentAt, oldest, now);
            patrol.Officers = facts.Officers ?? patrol.Officers;
            patrol.Domains = facts.Domains ?? patrol.Domains;
            patrol.Persons = facts.Persons ?? patrol.Persons;
            patrol.Vehicles = facts.Vehicles ?? patrol.Vehicles;
            patrol.Note = facts.Note ?? patrol.Note;
        }

        return new Put(patrol, IsNew: false);
    }

    /// <summary>
    /// When it started and ended. One clock said both: where the later one is wrong, both are moved by as much, and the
    /// duration stays. Where what it said of the two cannot be one patrol, the clock was put right on the way; then
    /// each is judged by itself, and one that began after its end, or over <see cref="PatrolBody.Longest"/> before,
    /// began at its end.
    /// </summary>
    internal static (DateTimeOffset Started, DateTimeOffset? Ended, bool IsSkewed) Times(
        PatrolFacts facts,
        TimeSpan oldest,
        DateTimeOffset now
    )
    {
        var last = DeviceTime.Judge(facts.EndedAt ?? facts.StartedAt, facts.SentAt, null, now, oldest);
        if (facts.EndedAt is not { } said)
        {
            return (InputTime.Stored(last.At), null, last.SkewSeconds is not null);
        }

        if (IsDuration(said - facts.StartedAt))
        {
            var shift = last.At - said;
            return (InputTime.Stored(facts.StartedAt + shift), InputTime.Stored(last.At), last.SkewSeconds is not null);
        }

        var first = DeviceTime.Judge(facts.StartedAt, null, null, now, oldest);
        var started = IsDuration(last.At - first.At) ? first.At : last.At;
        return (InputTime.Stored(started), InputTime.Stored(last.At), true);
    }

    private static bool IsDuration(TimeSpan time) => time >= TimeSpan.Zero && time <= PatrolBody.Longest;

    private static void End(
        Patrol patrol,
        DateTimeOffset said,
        DateTimeOffset? sentAt,
        TimeSpan oldest,
        DateTimeOffset now
    )
    {
        // As far after the start as its own clock says, and not in the future; by itself where the clock was put right
        // on the way.
        var after = said - (patrol.DeviceStartedAt ?? patrol.StartedAt);
        var isOneClock = IsDuration(after);
        var end = DeviceTime.Judge(
            isOneClock ? patrol.StartedAt + after : said,
            patrol.DeviceStartedAt is null || !isOneClock ? sentAt : null,
            null,
            now,
            oldest
        );
        var at = InputTime.Stored(end.At);
        if (!IsDuration(at - patrol.StartedAt))
        {
            patrol.DeviceStartedAt ??= patrol.StartedAt;
            patrol.StartedAt = at;
        }

        patrol.EndedAt = at;
        patrol.DeviceEndedAt = at == said ? null : said;
        patrol.ClosedByJobAt = null;
        patrol.Flags =
        [
            .. patrol
                .Flags.Where(flag => flag != Abandoned)
                .Concat(end.SkewSeconds is null && isOneClock ? [] : [TimeSkew])
                .Distinct(),
        ];
    }

    internal static async Task<Refusal?> UnknownAsync(CityOpsDb db, Patrol patrol, CancellationToken ct)
    {
        if (await CategoryUse.RefuseForPatrolAsync(db, patrol.Domains, "domains", ct) is { } unfit)
        {
            return unfit;
        }

        if (patrol.Officers.Length > 0)
        {
            var known = await db
                .Accounts.Where(a => patrol.Officers.Contains(a.Login))
                .Select(a => a.Login)
                .ToListAsync(ct);
            if (patrol.Officers.Except(known).Any())
            {
                return Problems.OfficerUnknown.Refuse(
                    "An officer who is to take part has no account.",
                    ("field", "officers")
                );
            }
        }

        return null;
    }
}
