using System.Text.Json;
using CityOps.App.Database;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Takes a citizen's words out of the case that they opened, since the citizen asked for it. The log never held more
/// than their hash; an entry of its own says what stands there instead, so that the case still is what its log comes
/// to.
/// </summary>
public static class EraseWords
{
    internal const string Erased = "erase";
    private const string Instead = "（应反馈人要求，文字已删除）";

    /// <summary>In the caller's transaction, which erases the record. Where the case says something else, it is left
    /// alone.</summary>
    public static async Task RunAsync(
        CityOpsDb db,
        Guid caseId,
        Guid sourceId,
        string words,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var of = await ChangeCase.LockAsync(db, caseId, ct);
        if (of is null || of.SourceId != sourceId || of.Description != words)
        {
            return;
        }

        of.Description = Instead;
        await db.SaveChangesAsync(ct); // before its log: the webhooks are told what the case says then
        db.CaseEvents.Add(of.Note(Erased, now, new { description = CaseFacts.HashOf(Instead) }));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The hash of what stands there since; null for any other entry.</summary>
    internal static string? HashOf(CaseEvent entry) =>
        entry.Action == Erased
        && entry.Detail.RootElement.ValueKind == JsonValueKind.Object
        && entry.Detail.RootElement.TryGetProperty("description", out var hash)
        && hash.ValueKind == JsonValueKind.String
            ? hash.GetString()
            : null;
}
