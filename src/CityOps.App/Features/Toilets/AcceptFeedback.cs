using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>Lets the stars of a doubtful feedback count (operation feedback.accept).</summary>
internal static class AcceptFeedback
{
    private sealed record Lifted(IReadOnlyList<string> Flags);

    public static async Task<Refusal?> RunAsync(
        CityOpsDb db,
        Guid id,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (
            await db.Feedback.FromSql($"select * from feedback where id = {id} for update").SingleOrDefaultAsync(ct)
            is not { } feedback
        )
        {
            return Problems.FeedbackNotFound.Refuse($"Feedback {id} has not arrived.");
        }

        if (!await VisibleFacilities.HeldBy(db, caller).AnyAsync(f => f.Id == feedback.FacilityId, ct))
        {
            return Problems.OutsideYourArea.Refuse("Its facility belongs to another organisation or town.");
        }

        string[] lifted = [.. feedback.Flags.Intersect(FeedbackDoubt.All)];
        if (lifted.Length == 0)
        {
            return Problems.FeedbackNotDoubtful.Refuse($"The stars of feedback {id} count already.");
        }

        feedback.Flags = [.. feedback.Flags.Except(FeedbackDoubt.All)];
        (feedback.AcceptedAt, feedback.AcceptedBy) = (now, caller.AccountId);
        await db.SaveChangesAsync(ct);
        await AuditLog.AddAsync(db, new("feedback.accepted", "feedback", id.ToString(), new Lifted(lifted)), ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}
