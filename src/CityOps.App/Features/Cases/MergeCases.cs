using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <param name="Since">When the merge was.</param>
internal sealed record MergedCase(Guid Id, string Number, string Status, Guid SourceId, DateTimeOffset Since);

/// <summary>
/// Two cases that turn out to be the same problem: one goes on, the other rests as merged and keeps its records and its
/// log.
/// Both logs say so, and unmerging is a step like any other.
/// </summary>
internal static class MergeCases
{
    /// <summary>The case that one is to be merged into, which notes one more voice (+1).</summary>
    public static async Task<Result<Case>> IntoAsync(
        CityOpsDb db,
        Case merged,
        Guid? into,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
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

        if (
            target.Id == merged.Id
            || target.CategoryCode != merged.CategoryCode
            || CaseStatus.Ended.Contains(target.Status)
        )
        {
            return Problems.CaseMergeInvalid.Refuse(
                $"{merged.Number} ({merged.CategoryCode}) cannot be merged into {target.Number} ({target.CategoryCode}, {target.Status}).",
                ("caseStatus", target.Status)
            );
        }

        db.CaseEvents.Add(target.Join("case", merged.Id, now));
        return target;
    }

    /// <summary>The cases that were merged into one, and into those: the chain of voices behind it. Empty for
    /// most.</summary>
    public static Task<List<MergedCase>> BehindAsync(CityOpsDb db, Guid caseId, CancellationToken ct) =>
        db
            .Database.SqlQueryRaw<MergedCase>(Sql.Text("queries/cases/merged_behind"), Parameters.Of("case", caseId))
            .Prepared()
            .ToListAsync(ct);

    /// <summary>The case that is worked in place of one, at the end of however many merges; null where it was not
    /// merged.</summary>
    public static async Task<MergedCase?> EndOfAsync(CityOpsDb db, Guid caseId, CancellationToken ct) =>
        (await ChainFromAsync(db, caseId, ct)).LastOrDefault();

    /// <summary>The cases that one was merged into, one after another, with when; empty where it was not
    /// merged.</summary>
    public static Task<List<MergedCase>> ChainFromAsync(CityOpsDb db, Guid caseId, CancellationToken ct) =>
        db
            .Database.SqlQueryRaw<MergedCase>(Sql.Text("queries/cases/merged_into"), Parameters.Of("case", caseId))
            .Prepared()
            .ToListAsync(ct);

    /// <summary>Notes in the other case's log that the voice was another problem after all.</summary>
    public static async Task UndoAsync(CityOpsDb db, Case merged, DateTimeOffset now, CancellationToken ct)
    {
        var target = await db.Cases.SingleAsync(c => c.Id == merged.MergedInto, ct);
        db.CaseEvents.Add(target.Note("leave", now, new { source = "case", sourceId = merged.Id }));
    }
}
