using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Assessments;

/// <summary>A finding as it should have been entered. What shows it (report, case, position, photos) stays.</summary>
public sealed record AssessmentCorrection(
    string? Item,
    string? Town,
    string? Contractor,
    DateOnly? FoundOn,
    int? Times,
    string? Note
)
{
    internal AssessmentBody AsBody() => new(Item, Town, Contractor, FoundOn, Times, null, null, Note);
}

/// <summary>Corrects or withdraws a finding (operation assessments.withdraw); it stays to be read.</summary>
public static class CorrectAssessment
{
    internal const string Subject = "assessment";

    public static async Task<Result<AssessmentView>> RunAsync(
        CityOpsDb db,
        NpgsqlDataSource database,
        AssessmentOptions options,
        Guid id,
        CorrectionBody<AssessmentCorrection> body,
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

        (var item, refusal) = await RecordAssessment.CheckAsync(database, body.Content!.AsBody(), caller, now, ct);
        return item is null
            ? refusal!
            : await ChangeAsync(
                db,
                database,
                change,
                Sql.Text("queries/assessments/correct_assessment"),
                [
                    Parameters.Of("item", item.Code),
                    Parameters.Of("town", body.Content.Town),
                    Parameters.Of("contractor", body.Content.Contractor),
                    Parameters.Of("found_on", body.Content.FoundOn!.Value),
                    Parameters.Of("times", body.Content.Times ?? 1),
                    Parameters.Of("note", InputText.Clean(body.Content.Note)),
                    Parameters.Of("limit", options.SecondPersonAboveYuan),
                ],
                ct
            );
    }

    public static async Task<Result<AssessmentView>> WithdrawAsync(
        CityOpsDb db,
        NpgsqlDataSource database,
        Guid id,
        WithdrawalBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (change, refusal) = ChangeRecord.Check(body, Subject, id, caller, now);
        return change is null
            ? refusal!
            : await ChangeAsync(
                db,
                database,
                change,
                "update assessment set withdrawn_at = @at, withdrawn_by = @by, withdrawn_because = @because where id = @id",
                [
                    Parameters.Of("at", change.At),
                    Parameters.Of("by", caller.AccountId),
                    Parameters.Of("because", change.Reason),
                ],
                ct
            );
    }

    private static async Task<Result<AssessmentView>> ChangeAsync(
        CityOpsDb db,
        NpgsqlDataSource database,
        RecordChange change,
        string update,
        NpgsqlParameter[] parameters,
        CancellationToken ct
    )
    {
        var id = change.SubjectId;
        if (change.By.VisibleTown is not null)
        {
            return Problems.OutsideYourArea.Refuse(
                "A finding is corrected and withdrawn by the bureau, not by a town."
            );
        }

        var (wasMade, refusal) = await ChangeRecord.WasMadeAsync(db, change, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!wasMade)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var known = await db
                .Database.SqlQuery<bool>(
                    $"select withdrawn_at is not null as \"Value\" from assessment where id = {id} for update"
                )
                .ToListAsync(ct);
            if (known is [])
            {
                return Problems.AssessmentNotFound.Refuse($"There is no finding {id}.");
            }

            if (known[0])
            {
                return Problems.RecordWithdrawn.Refuse($"Finding {id} was withdrawn.");
            }

            var before = await ChangeRecord.ContentAsync(db, change, ct);
            await db.Database.ExecuteSqlRawAsync(update, [.. parameters, Parameters.Of("id", id)], ct);
            await ChangeRecord.StoreAsync(db, change, before, ct);
            await transaction.CommitAsync(ct);
        }

        return (await ReadAssessments.OneAsync(database, id, null, ct))! with
        {
            Changes = await ChangeRecord.ListAsync(db, Subject, id, ct),
        };
    }
}
