using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>What was chosen on the page, as it should have been; a citizen's words stay theirs.</summary>
public sealed record FeedbackCorrection(string? Kind, int? Stars);

/// <summary>A feedback with its changes.</summary>
public sealed record ChangedFeedback(
    Guid Id,
    string Kind,
    int Stars,
    DateTimeOffset? WithdrawnAt,
    IReadOnlyList<ChangeEntry> Changes
);

/// <summary>Corrects or withdraws a feedback: who may correct all records, and sees its facility (operation
/// records.correct_all).</summary>
public static class CorrectFeedback
{
    private const string Subject = "feedback";

    public static async Task<Result<ChangedFeedback>> RunAsync(
        CityOpsDb db,
        Guid id,
        CorrectionBody<FeedbackCorrection> body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (change, refusal) = ChangeRecord.Check(body, Subject, id, caller, now);
        if (change is null)
        {
            return refusal!;
        }

        if (body.Content is not { Kind: { } kind, Stars: >= 1 and <= 5 and var stars })
        {
            return Problems.FieldInvalid.Refuse(
                "A feedback has a kind, and 1 to 5 stars.",
                ("field", body.Content!.Kind is null ? "kind" : "stars")
            );
        }

        return await Repeat.OnConflictAsync(db, () => ChangeAsync(
                db,
                change,
                async (feedback, of) =>
                {
                    var kinds = await db
                        .FeedbackKinds.Where(k =>
                            k.FacilityType == feedback.FacilityType && (k.Code == kind || k.Code == feedback.Kind)
                        )
                        .ToDictionaryAsync(k => k.Code, k => k.CategoryCode, ct);
                    if (!kinds.TryGetValue(kind, out var category))
                    {
                        return Problems.FeedbackKindUnknown.Refuse(
                            $"There is no kind of feedback {kind} on a {feedback.FacilityType}."
                        );
                    }

                    if (category is null != kinds[feedback.Kind] is null)
                    {
                        return Problems.RecordNotCorrectable.Refuse(
                            "A complaint stays a complaint, and praise that; withdraw it."
                        );
                    }

                    (feedback.Kind, feedback.Stars) = (kind, (short)stars);
                    return null;
                },
                ct
            ));
    }

    public static Task<Result<ChangedFeedback>> WithdrawAsync(
        CityOpsDb db,
        Guid id,
        WithdrawalBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    ) => ChangeRecord.MakeAsync(db, ChangeRecord.Check(body, Subject, id, caller, now), change => ChangeAsync(
                db,
                change,
                (feedback, _) =>
                {
                    feedback.WithdrawnAt = change.At;
                    return Task.FromResult<Refusal?>(null);
                },
                ct
            ));

    private static async Task<Result<ChangedFeedback>> ChangeAsync(
        CityOpsDb db,
        RecordChange change,
        Func<Feedback, Case?, Task<Refusal?>> apply,
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
        var feedback = await db
            .Feedback.FromSql($"select * from feedback where id = {id} for update")
            .SingleOrDefaultAsync(ct);
        if (feedback is null)
        {
            return Problems.FeedbackNotFound.Refuse($"Feedback {id} has not arrived.");
        }

        if (!wasMade)
        {
            if (!await VisibleFacilities.HeldBy(db, change.By).AnyAsync(f => f.Id == feedback.FacilityId, ct))
            {
                return Problems.OutsideYourArea.Refuse("Its facility belongs to another organisation or town.");
            }

            if (feedback.WithdrawnAt is not null)
            {
                return Problems.RecordWithdrawn.Refuse($"Feedback {id} was withdrawn.");
            }

            var before = await ChangeRecord.ContentAsync(db, change, ct);
            var kindBefore = feedback.Kind;
            var of = await ChangeCase.LockAsync(db, feedback.CaseId, ct);
            if (await apply(feedback, of) is { } unfit)
            {
                return unfit;
            }

            await db.SaveChangesAsync(ct);
            var hash = await ChangeRecord.StoreAsync(db, change, before, ct);
            if (of is not null)
            {
                await FollowAsync(db, of, kindBefore, feedback, change, hash, ct);
                await db.SaveChangesAsync(ct);
            }

            await transaction.CommitAsync(ct);
        }

        return new ChangedFeedback(
            id,
            feedback.Kind,
            feedback.Stars,
            feedback.WithdrawnAt is { } at ? CityTime.Local(at) : null,
            await ChangeRecord.ListAsync(db, Subject, id, ct)
        );
    }

    private static async Task FollowAsync(
        CityOpsDb db,
        Case of,
        string kindBefore,
        Feedback feedback,
        RecordChange change,
        byte[] hash,
        CancellationToken ct
    )
    {
        if (change.IsWithdrawal)
        {
            await ChangeCase.WithdrawAsync(db, of, change, hash, ct);
            return;
        }

        var categories = await db
            .FeedbackKinds.Where(k =>
                k.FacilityType == feedback.FacilityType && (k.Code == kindBefore || k.Code == feedback.Kind)
            )
            .ToDictionaryAsync(k => k.Code, k => k.CategoryCode, ct);
        var opened = new CaseOpening(
            Subject,
            of.SourceId,
            categories[kindBefore] ?? of.CategoryCode,
            of.OrganisationCode,
            of.TownCode,
            of.Position,
            of.Description,
            of.FacilityId
        );
        var corrected = opened with { CategoryCode = categories[feedback.Kind] ?? of.CategoryCode };
        ChangeCase.Correct(db, of, opened, corrected, change, hash);
    }
}
