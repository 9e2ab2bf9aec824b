using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Submissions;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Cases;

/// <summary>
/// What the correction or the withdrawal of a record does to its case, and to the case's log. Only the record that
/// opened the case moves it; a voice that joined is noted.
/// </summary>
public static class ChangeCase
{
    internal const string Corrected = "correct";
    internal const string Withdrawn = "withdraw";

    /// <summary>The case of a record, locked up to the end of the transaction; null where it has none.</summary>
    public static async Task<Case?> LockAsync(CityOpsDb db, Guid? id, CancellationToken ct) =>
        id is null
            ? null
            : await db.Cases.FromSql($"select * from case_file where id = {id} for update").SingleOrDefaultAsync(ct);

    /// <summary>
    /// Whether it, or the case that is worked in its place, was filed: from then on a record is no longer its sender's
    /// to change.
    /// </summary>
    public static async Task<bool> IsFiledAsync(CityOpsDb db, Case of, CancellationToken ct) =>
        of.FiledAt is not null
        || (
            await MergeCases.EndOfAsync(db, of.Id, ct) is { } end
            && await db.Cases.AnyAsync(c => c.Id == end.Id && c.FiledAt != null, ct)
        );

    /// <summary>
    /// The case becomes what it would have been opened with. Who is to put it right changes with it only while it was
    /// not filed; where it was put right on the spot, or handed to the town and nothing happened since, another outcome
    /// takes that back: it is to be dispatched. What was done since stays done, and the category and the place that the
    /// desk gave it stay.
    /// </summary>
    /// <param name="before">What it was opened with.</param>
    /// <param name="now">What it should have been opened with.</param>
    public static void Correct(
        CityOpsDb db,
        Case of,
        CaseOpening before,
        CaseOpening now,
        RecordChange change,
        byte[] hash
    )
    {
        if (of.SourceId != change.SubjectId)
        {
            Note(db, of, Corrected, change, hash);
            return;
        }

        var isOtherOutcome = before.Outcome != now.Outcome;
        var isUndone =
            isOtherOutcome
            && before.Outcome switch
            {
                CaseOutcome.RectifiedOnSite => of is { RectifiedOnSite: true, Status: CaseStatus.Closed },
                CaseOutcome.Transferred => of is { TransferredAt: not null, Status: CaseStatus.PendingHandle },
                _ => false,
            };
        var isFresh = isUndone || of.FiledAt is null;
        var hasOwnCategory = of.CategoryCode != before.CategoryCode;
        var place = of.MovedTownCode is null ? now.Position : of.Position;
        of.Description = now.Description;
        var facts = new CorrectedFacts(
            hasOwnCategory ? of.CategoryCode : now.CategoryCode,
            isFresh && !hasOwnCategory ? now.OrganisationCode : of.OrganisationCode,
            of.MovedTownCode is null && (isFresh || of.TownCode == before.TownCode) ? now.TownCode : of.TownCode,
            place.X,
            place.Y,
            CaseFacts.HashOf(now.Description)
        );
        var detail = new Dictionary<string, object>
        {
            ["record"] = change.SubjectId,
            ["change"] = change.Id,
            ["hash"] = Convert.ToHexStringLower(hash),
            ["corrected"] = facts,
        };
        if (facts.Category != of.CategoryCode)
        {
            detail["category"] = new { from = of.CategoryCode, to = facts.Category }; // its limit holds from here on
        }

        db.CaseEvents.Add(
            of.Change(
                Corrected,
                isUndone ? CaseStatus.PendingDispatch : of.Status,
                change.By.AccountId,
                change.At,
                change.DeviceAt,
                change.Reason,
                detail
            )
        );
        if (
            isOtherOutcome
            && of.Status is CaseStatus.PendingVerify or CaseStatus.PendingRegister or CaseStatus.PendingDispatch
        )
        {
            db.CaseEvents.AddRange(
                of.TakeOutcome(now with { ActorId = change.By.AccountId, DeviceAt = change.DeviceAt }, change.At)
            );
        }
    }

    /// <summary>Cancels the case, unless others spoke of the same problem: it goes on for them.</summary>
    public static async Task WithdrawAsync(
        CityOpsDb db,
        Case of,
        RecordChange change,
        byte[] hash,
        CancellationToken ct
    )
    {
        var isMoved =
            of.SourceId == change.SubjectId
            && of.Status is not (CaseStatus.Merged or CaseStatus.Cancelled)
            && !await db.Cases.AnyAsync(c => c.MergedInto == of.Id, ct)
            && !await HasJoinedAsync(db, of.Id, ct);
        if (!isMoved)
        {
            Note(db, of, Withdrawn, change, hash);
            return;
        }

        db.CaseEvents.Add(
            of.Change(
                Withdrawn,
                CaseStatus.Cancelled,
                change.By.AccountId,
                change.At,
                change.DeviceAt,
                change.Reason,
                Detail(change, hash)
            )
        );
    }

    /// <summary>Notes a change of a record that a case names, such as a penalty.</summary>
    public static void Note(CityOpsDb db, Case of, RecordChange change, byte[] hash) =>
        Note(db, of, change.IsWithdrawal ? Withdrawn : Corrected, change, hash);

    private static void Note(CityOpsDb db, Case of, string action, RecordChange change, byte[] hash) =>
        db.CaseEvents.Add(
            of.Change(
                action,
                of.Status,
                change.By.AccountId,
                change.At,
                change.DeviceAt,
                change.Reason,
                Detail(change, hash)
            )
        );

    private static object Detail(RecordChange change, byte[] hash) =>
        new
        {
            record = change.SubjectId,
            change = change.Id,
            hash = Convert.ToHexStringLower(hash),
        };

    // Feedback that joined and was not withdrawn since; what was merged is a case of its own.
    private static Task<bool> HasJoinedAsync(CityOpsDb db, Guid id, CancellationToken ct) =>
        db
            .Database.SqlQuery<bool>(
                $"""
                select exists (
                  select from feedback f join case_file c on c.id = f.case_id
                  where f.case_id = {id} and f.id <> c.source_id and f.withdrawn_at is null) as "Value"
                """
            )
            .SingleAsync(ct);

    /// <summary>What the entry of a change does to a case; of the entry alone.</summary>
    internal static void Follow(Case changed, CaseEvent entry)
    {
        if (Facts(entry) is not { } facts)
        {
            return;
        }

        changed.CategoryCode = facts.Category;
        changed.OrganisationCode = facts.Organisation;
        changed.TownCode = facts.Town;
        changed.Position = new Point(facts.Lon, facts.Lat) { SRID = 4326 };
        if (entry.FromStatus != entry.ToStatus)
        {
            (changed.DispatchedAt, changed.HandledAt, changed.ClosedAt) = (null, null, null);
            (changed.RectifiedOnSite, changed.TransferredAt) = (false, null);
        }
    }

    /// <summary>What a correction made of the case; null for any other entry, and for one that was forged.</summary>
    internal static CorrectedFacts? Facts(CaseEvent entry)
    {
        try
        {
            return
                entry.Action == Corrected
                && entry.Detail.RootElement.ValueKind == JsonValueKind.Object
                && entry.Detail.RootElement.TryGetProperty("corrected", out var facts)
                ? facts.Deserialize<CorrectedFacts>(JsonSerializerOptions.Web)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What the entry of a correction keeps under <c>corrected</c>.</summary>
/// <param name="Lon">EPSG:4326.</param>
/// <param name="Description">Its SHA-256 in hexadecimal, see <see cref="CaseFacts.HashOf"/>.</param>
internal sealed record CorrectedFacts(
    string Category,
    string Organisation,
    string Town,
    double Lon,
    double Lat,
    string? Description
);

/// <summary>What a reporter may have done on the spot.</summary>
internal static class CaseOutcome
{
    public const string RectifiedOnSite = "rectified_on_site";
    public const string Transferred = "transferred";
}
