using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Two cases that turn out to be the same problem: one goes on, the other rests as merged and keeps its records and its log.
/// Both logs say so, and unmerging is a step like any other.
/// </summary>
internal static class MergeCases
{
    /// <summary>Ties the case to the one that goes on, which notes one more voice (+1).</summary>
    public static async Task<Result<Case>> IntoAsync(CityOpsDb db, Case merged, Guid? into, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        if (into is not { } id)
        {
            return Problems.FieldMissing.Refuse("into is the id of the case that goes on.", ("field", "into"));
        }

        var (target, refusal) = await ReadCase.FindAsync(db, id, caller, ct);
        if (target is null)
        {
            return refusal!;
        }

        if (target.Id == merged.Id || target.CategoryCode != merged.CategoryCode || CaseStatus.Ended.Contains(target.Status))
        {
            return Problems.CaseMergeInvalid.Refuse(
                $"{merged.Number} ({merged.CategoryCode}) cannot be merged into {target.Number} ({target.CategoryCode}, {target.Status}).",
                ("caseStatus", target.Status));
        }

        merged.MergedInto = target.Id;
        db.CaseEvents.Add(target.Join("case", merged.Id, now));
        return target;
    }

    /// <summary>Notes in the other case's log that the voice was another problem after all.</summary>
    public static async Task UndoAsync(CityOpsDb db, Case merged, DateTimeOffset now, CancellationToken ct)
    {
        var target = await db.Cases.SingleAsync(c => c.Id == merged.MergedInto, ct);
        db.CaseEvents.Add(target.Note("leave", now, new { source = "case", sourceId = merged.Id }));
    }
}
