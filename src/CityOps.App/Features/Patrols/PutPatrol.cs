using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Patrols;

/// <summary>Starts or finishes a patrol; whichever arrives first creates it, and repeats change nothing.</summary>
public static class PutPatrol
{
    public sealed record Put(Patrol Patrol, bool IsNew);

    public static async Task<Result<Put>> RunAsync(
        CityOpsDb db, Guid id, PatrolBody body, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        now = InputTime.Stored(now);
        var (facts, refusal) = body.Check(now);
        return facts is null ? refusal! : await Repeat.OnConflictAsync(db, () => StoreAsync(db, id, facts, caller, now, ct));
    }

    private static async Task<Result<Put>> StoreAsync(
        CityOpsDb db, Guid id, PatrolFacts facts, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Locked, so that of two different finishes at once the second sees the first.
        var (put, refusal) = await db.Patrols.FromSql($"select * from patrol where id = {id} for update").SingleOrDefaultAsync(ct) is { } known
            ? Meet(known, facts, caller)
            : await StartAsync(db, id, facts, caller, now, ct);
        if (put is null)
        {
            return refusal!;
        }

        await db.SaveChangesAsync(ct);
        if (facts.Position is { } position)
        {
            await AppendTrack.StoreAsync(db, id, [new(facts.EndedAt ?? facts.StartedAt, position.Wgs84, position.AccuracyMetres)], now, ct);
        }

        await transaction.CommitAsync(ct);
        return put;
    }

    private static async Task<Result<Put>> StartAsync(
        CityOpsDb db, Guid id, PatrolFacts facts, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        var organisation = facts.Organisation ?? caller.OrganisationCode;
        if (organisation != caller.OrganisationCode)
        {
            if (caller.Role is not (Roles.Admin or Roles.Supervisor))
            {
                return Problems.OrganisationNotYours.Refuse($"Your account belongs to {caller.OrganisationCode}; leave organisation out.");
            }

            if (!await db.Organisations.AnyAsync(o => o.Code == organisation, ct))
            {
                return Problems.OrganisationUnknown.Refuse($"There is no organisation {organisation}.");
            }
        }

        if (facts.Category is { } category && !await db.Categories.AnyAsync(c => c.Code == category, ct))
        {
            return Problems.CategoryUnknown.Refuse($"There is no category {category}.");
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

        var patrol = new Patrol
        {
            Id = id,
            Kind = facts.Kind,
            CategoryCode = facts.Category,
            OrganisationCode = organisation,
            TownCode = town,
            OfficerId = caller.AccountId,
            StartedAt = facts.StartedAt,
            EndedAt = facts.EndedAt,
            Persons = facts.Persons ?? 1,
            Vehicles = facts.Vehicles ?? 0,
            Note = facts.Note,
            ReceivedAt = now,
        };
        db.Patrols.Add(patrol);
        return new Put(patrol, IsNew: true);
    }

    private static Result<Put> Meet(Patrol patrol, PatrolFacts facts, Caller caller)
    {
        if (patrol.OfficerId != caller.AccountId)
        {
            return Problems.PatrolOfAnotherOfficer.Refuse($"Patrol {patrol.Id} was started by another account; use a fresh UUID.");
        }

        if (facts.Contradictions(patrol) is { Count: > 0 } changed)
        {
            return Problems.PatrolConflict.Refuse(
                $"Patrol {patrol.Id} is stored with other facts: {string.Join(", ", changed)}.", ("changed", changed));
        }

        if (facts.EndedAt is not null && patrol.EndedAt is null)
        {
            patrol.EndedAt = facts.EndedAt;
            patrol.Persons = facts.Persons ?? patrol.Persons;
            patrol.Vehicles = facts.Vehicles ?? patrol.Vehicles;
            patrol.Note = facts.Note ?? patrol.Note;
        }

        return new Put(patrol, IsNew: false);
    }
}
