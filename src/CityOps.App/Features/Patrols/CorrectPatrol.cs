using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Patrols;

/// <summary>
/// A patrol as it should have been entered; what is left out is as in a PUT. Its track, place and organisation stay.
/// </summary>
public sealed record PatrolCorrection(
    string? Kind,
    string? Category,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    int? Persons,
    int? Vehicles,
    string? Note,
    IReadOnlyList<string?>? Officers = null,
    IReadOnlyList<string?>? Domains = null
)
{
    internal PatrolBody AsBody(DateTimeOffset? sentAt) =>
        new(Kind, Category, null, StartedAt, EndedAt, Persons, Vehicles, Note, null, Officers, Domains, sentAt);
}

/// <summary>Corrects or withdraws a patrol: who started it, or a dispatcher (operations records.correct and
/// records.correct_all).</summary>
public static class CorrectPatrol
{
    private const string Subject = "patrol";

    public static async Task<Result<Patrol>> RunAsync(
        CityOpsDb db,
        Guid id,
        CorrectionBody<PatrolCorrection> body,
        Caller caller,
        FlagOptions flags,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (change, refusal) = ChangeRecord.Check(body, Subject, id, caller, now);
        if (change is null)
        {
            return refusal!;
        }

        (var facts, refusal) = body.Content!.AsBody(body.SentAt).Check();
        if (facts is null)
        {
            return refusal!;
        }

        if (facts.EndedAt is not { } ended)
        {
            return Problems.FieldMissing.Refuse("endedAt is missing.", ("field", "endedAt"));
        }

        return ended < facts.StartedAt || ended - facts.StartedAt > PatrolBody.Longest
            ? Problems.FieldInvalid.Refuse("endedAt is after startedAt, by seven days at most.", ("field", "endedAt"))
            : await Repeat.OnConflictAsync(db, () =>
                ChangeAsync(db, change, patrol => CorrectAsync(db, patrol, facts, flags.OldestSeen, change, ct), ct)
            );
    }

    public static Task<Result<Patrol>> WithdrawAsync(
        CityOpsDb db,
        Guid id,
        WithdrawalBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    ) => ChangeRecord.MakeAsync(db, ChangeRecord.Check(body, Subject, id, caller, now), change => ChangeAsync(
                db,
                change,
                patrol =>
                {
                    patrol.WithdrawnAt = change.At;
                    return Task.FromResult<Refusal?>(null);
                },
                ct
            ));

    private static async Task<Result<Patrol>> ChangeAsync(
        CityOpsDb db,
        RecordChange change,
        Func<Patrol, Task<Refusal?>> apply,
        CancellationToken ct
    )
    {
        var id = change.SubjectId;
        var (wasMade, refusal) = await ChangeRecord.WasMadeAsync(db, change, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var patrol = await db
            .Patrols.FromSql($"select * from patrol where id = {id} for update")
            .SingleOrDefaultAsync(ct);
        if (patrol is null)
        {
            return Problems.PatrolNotFound.Refuse($"Patrol {id} has not arrived.");
        }

        if (wasMade)
        {
            return patrol;
        }

        var before = await ChangeRecord.ContentAsync(db, change, ct);
        refusal = await RefuseAsync(db, patrol, change, ct) ?? await apply(patrol);
        if (refusal is not null)
        {
            return refusal;
        }

        await db.SaveChangesAsync(ct);
        await FlagReports.OfPatrolAsync(db, id, ct);
        await ChangeRecord.StoreAsync(db, change, before, ct);
        await transaction.CommitAsync(ct);
        return patrol;
    }

    private static async Task<Refusal?> RefuseAsync(
        CityOpsDb db,
        Patrol patrol,
        RecordChange change,
        CancellationToken ct
    )
    {
        if (!await ReadPatrol.VisibleTo(db, change.By).AnyAsync(p => p.Id == patrol.Id, ct))
        {
            return Problems.OutsideYourArea.Refuse($"Patrol {patrol.Id} belongs to another organisation or town.");
        }

        if (patrol.WithdrawnAt is not null)
        {
            return Problems.RecordWithdrawn.Refuse($"Patrol {patrol.Id} was withdrawn.");
        }

        if (patrol.OfficerId != change.By.AccountId && !change.By.May("records.correct_all"))
        {
            return Problems.RecordOfAnother.Refuse($"Patrol {patrol.Id} was started by another account.");
        }

        return patrol.EndedAt is null && !change.IsWithdrawal
            ? Problems.RecordNotCorrectable.Refuse(
                $"Patrol {patrol.Id} is under way; its finish says what its start did not know."
            )
            : null;
    }

    private static async Task<Refusal?> CorrectAsync(
        CityOpsDb db,
        Patrol patrol,
        PatrolFacts facts,
        TimeSpan oldest,
        RecordChange change,
        CancellationToken ct
    )
    {
        // The times that were said before were judged with what came with them.
        if (
            facts.StartedAt != (patrol.DeviceStartedAt ?? patrol.StartedAt)
            || facts.EndedAt != (patrol.DeviceEndedAt ?? patrol.EndedAt)
        )
        {
            var (started, ended, isSkewed) = PutPatrol.Times(facts, oldest, change.At);
            (patrol.StartedAt, patrol.EndedAt) = (started, ended);
            patrol.DeviceStartedAt = started == facts.StartedAt ? null : facts.StartedAt;
            patrol.DeviceEndedAt = ended == facts.EndedAt ? null : facts.EndedAt;
            patrol.Flags = isSkewed ? [PutPatrol.TimeSkew] : [];
        }

        patrol.Flags = [.. patrol.Flags.Where(flag => flag != PutPatrol.Abandoned)];
        patrol.ClosedByJobAt = null;
        (patrol.Kind, patrol.CategoryCode, patrol.Note) = (facts.Kind, facts.Category, facts.Note);
        (patrol.Persons, patrol.Vehicles) = (facts.Persons ?? 1, facts.Vehicles ?? 0);
        (patrol.Officers, patrol.Domains) = (facts.Officers ?? [], facts.Domains ?? []);
        return await PutPatrol.UnknownAsync(db, patrol, ct);
    }
}
