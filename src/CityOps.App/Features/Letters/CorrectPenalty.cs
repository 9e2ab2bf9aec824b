using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Letters;

/// <summary>A penalty as it should have been entered. What it rests on and who decided stay.</summary>
public sealed record PenaltyCorrection(
    string? Kind,
    string? Number,
    DateOnly? DecidedOn,
    decimal? AmountYuan,
    string? Note
);

/// <summary>
/// Corrects or withdraws a penalty (operation penalties.correct); one that rests on a case stands in the case's log.
/// </summary>
public static class CorrectPenalty
{
    private const string Subject = "penalty";

    public static Task<Result<PenaltyItem>> RunAsync(
        CityOpsDb db,
        Guid id,
        CorrectionBody<PenaltyCorrection> body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        ChangeRecord.MakeAsync(db, ChangeRecord.Check(body, Subject, id, caller, now), change =>
            ChangeAsync(db, change, penalty => CorrectAsync(db, penalty, body.Content!, change, ct), ct)
        );

    public static Task<Result<PenaltyItem>> WithdrawAsync(
        CityOpsDb db,
        Guid id,
        WithdrawalBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    ) => ChangeRecord.MakeAsync(db, ChangeRecord.Check(body, Subject, id, caller, now), change => ChangeAsync(
                db,
                change,
                penalty =>
                {
                    penalty.WithdrawnAt = change.At;
                    return Task.FromResult<Refusal?>(null);
                },
                ct
            ));

    /// <summary>The penalty with its changes, if the caller may see it.</summary>
    public static async Task<Result<PenaltyItem>> ReadAsync(CityOpsDb db, Guid id, Caller caller, CancellationToken ct)
    {
        var found = await Penalties
            .Items(Penalties.VisiblePenalties(db, caller).Where(p => p.Id == id))
            .SingleOrDefaultAsync(ct);
        if (found is not null)
        {
            return found with { Changes = await ChangeRecord.ListAsync(db, Subject, id, ct) };
        }

        return await db.Penalties.AnyAsync(p => p.Id == id, ct)
            ? Problems.OutsideYourArea.Refuse($"Penalty {id} was decided by another organisation.")
            : Problems.PenaltyNotFound.Refuse($"There is no penalty {id}.");
    }

    private static async Task<Result<PenaltyItem>> ChangeAsync(
        CityOpsDb db,
        RecordChange change,
        Func<Penalty, Task<Refusal?>> apply,
        CancellationToken ct
    )
    {
        var id = change.SubjectId;
        var (wasMade, refusal) = await ChangeRecord.WasMadeAsync(db, change, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        var (seen, unseen) = await ReadAsync(db, id, change.By, ct);
        if (seen is null || wasMade)
        {
            return seen is null ? unseen! : seen;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var penalty = await db.Penalties.FromSql($"select * from penalty where id = {id} for update").SingleAsync(ct);
        if (!change.By.MayFor("penalties.correct", penalty.OrganisationCode))
        {
            return Problems.OrganisationNotYours.Refuse(
                $"{change.By.Login} may not correct for {penalty.OrganisationCode}."
            );
        }

        if (penalty.WithdrawnAt is not null)
        {
            return Problems.RecordWithdrawn.Refuse($"Penalty {id} was withdrawn.");
        }

        var before = await ChangeRecord.ContentAsync(db, change, ct);
        if (await apply(penalty) is { } unfit)
        {
            return unfit;
        }

        await db.SaveChangesAsync(ct);
        var hash = await ChangeRecord.StoreAsync(db, change, before, ct);
        if (await ChangeCase.LockAsync(db, penalty.CaseId, ct) is { } about)
        {
            ChangeCase.Note(db, about, change, hash);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return await ReadAsync(db, id, change.By, ct);
    }

    private static async Task<Refusal?> CorrectAsync(
        CityOpsDb db,
        Penalty penalty,
        PenaltyCorrection content,
        RecordChange change,
        CancellationToken ct
    )
    {
        var whole = new PenaltyBody(
            content.Kind,
            content.Number,
            penalty.CaseId,
            penalty.LetterId,
            null,
            content.DecidedOn,
            content.AmountYuan,
            content.Note
        );
        if (Penalties.Check(whole, CityTime.Day(change.At)) is { } wrong)
        {
            return wrong;
        }

        var number = InputText.Clean(content.Number);
        if (
            number is not null
            && await db.Penalties.AnyAsync(p => p.Number == number && p.Id != penalty.Id && p.WithdrawnAt == null, ct)
        )
        {
            return Problems.PenaltyKnown.Refuse($"Decision {number} is recorded already.");
        }

        (penalty.Kind, penalty.Number) = (content.Kind!, number);
        (penalty.DecidedOn, penalty.AmountYuan) = (content.DecidedOn!.Value, content.AmountYuan);
        penalty.Note = InputText.Clean(content.Note);
        return null;
    }
}
