using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports;

/// <summary>What became of a report that somebody sent.</summary>
/// <param name="Case">Null for what opens no case.</param>
/// <param name="Last">The last entry of its case's log, or of the log of the case that is worked in its place: for a
/// refusal (reject, cancel) its note says why.</param>
/// <param name="Refused">It was not accepted, cancelled or withdrawn.</param>
/// <param name="PhotosArrived">Of those that were declared.</param>
public sealed record FieldReceipt(
    Guid Report,
    string Category,
    string CategoryName,
    DateTimeOffset ObservedAt,
    DateTimeOffset? DeviceObservedAt,
    DateTimeOffset ReceivedAt,
    string? Description,
    IReadOnlyList<string> Flags,
    CaseReceipt? Case,
    string? StatusName,
    ReceiptStep? Last,
    bool Refused,
    int PhotosDeclared,
    int PhotosArrived
);

/// <param name="Action">As in GET /api/v1/case-steps, which has the words for it.</param>
public sealed record ReceiptStep(string Action, DateTimeOffset At, string? Note);

/// <param name="Next">Send it as since the next time, whether there was anything or not.</param>
/// <param name="More">There is more now: ask again at once.</param>
public sealed record ReceiptPage(IReadOnlyList<FieldReceipt> Items, string Next, bool More);

/// <summary>
/// Lists what became of a person's reports, in the order of the changes: everything that changed since the cursor, at
/// least once. Reports of more than a year ago are not told of any more.
/// </summary>
public static class ListReceipts
{
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(366);

    private sealed record Moment(string Cluster, string Transaction);

    private sealed record ReceiptRow(
        Guid Id,
        string CategoryCode,
        string CategoryName,
        DateTimeOffset ObservedAt,
        DateTimeOffset? DeviceObservedAt,
        DateTimeOffset ReceivedAt,
        string? Description,
        string[] Flags,
        bool IsWithdrawn,
        Guid? CaseId,
        string? Number,
        string? Status,
        Guid? WorkedId,
        string? WorkedNumber,
        string? WorkedStatus,
        string? Action,
        DateTimeOffset? At,
        string? Note,
        int PhotosDeclared,
        int PhotosArrived,
        string Changed
    );

    public static async Task<Result<ReceiptPage>> RunAsync(
        CityOpsDb db,
        string? since,
        int? limit,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        // Asked before the rows are: what commits in between is told twice rather than never.
        var moment = await db
            .Database.SqlQueryRaw<Moment>(
                """
                select (select system_identifier::text from pg_control_system()) as cluster,
                  pg_snapshot_xmin(pg_current_snapshot())::text as transaction
                """
            )
            .SingleAsync(ct);
        // The cluster, from which transaction on, where the round that is under way ends, and its last row.
        string[]? key = [moment.Cluster, "0", "", "", ""];
        if (since is not null)
        {
            if (!Cursor.TryDecode(since, 5, out key) || !IsSound(key))
            {
                return Problems.InvalidCursor.Refuse();
            }

            if (key[0] != moment.Cluster)
            {
                key = [moment.Cluster, "0", "", "", ""]; // the database was restored: everything again
            }
        }

        var end = key[2].Length > 0 ? key[2] : moment.Transaction;
        var size = Cursor.Size(limit);
        var rows = await db
            .Database.SqlQueryRaw<ReceiptRow>(
                Sql.Text("queries/reports/receipts"),
                Parameters.Of("account", caller.AccountId),
                Parameters.Of("since", key[1]),
                Parameters.Of("last_change", key[3].Length > 0 ? key[3] : "0"),
                Parameters.Of<Guid?>("last_id", Guid.TryParse(key[4], out var last) ? last : null),
                Parameters.Of("oldest", now - Oldest),
                Parameters.Of("size", size + 1)
            )
            .ToListAsync(ct);
        var isMore = rows.Count > size;
        return new ReceiptPage(
            [.. rows.Take(size).Select(Receipt)],
            isMore
                ? Cursor.Encode(moment.Cluster, key[1], end, rows[size - 1].Changed, rows[size - 1].Id.ToString())
                : Cursor.Encode(moment.Cluster, end, "", "", ""),
            isMore
        );
    }

    private static bool IsSound(string[] key) =>
        IsNumber(key[1])
        && (key[2].Length == 0 || IsNumber(key[2]))
        && (key[3].Length == 0 || IsNumber(key[3]))
        && (key[4].Length == 0 || Guid.TryParse(key[4], out _));

    private static bool IsNumber(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static FieldReceipt Receipt(ReceiptRow row) =>
        new(
            row.Id,
            row.CategoryCode,
            row.CategoryName,
            CityTime.Local(row.ObservedAt),
            row.DeviceObservedAt is { } said ? CityTime.Local(said) : null,
            CityTime.Local(row.ReceivedAt),
            row.Description,
            row.Flags,
            row is { CaseId: { } id, Number: { } number, Status: { } status }
                ? new(
                    id,
                    number,
                    status,
                    row is { WorkedId: { } worked, WorkedNumber: { } workedNumber, WorkedStatus: { } workedStatus }
                        ? new(worked, workedNumber, workedStatus)
                        : null
                )
                : null,
            row.Status is null ? null : CaseStatus.Name(row.Status),
            row is { Action: { } action, At: { } at } ? new(action, CityTime.Local(at), row.Note) : null,
            row.IsWithdrawn || row.Status is CaseStatus.NotAccepted or CaseStatus.Cancelled,
            row.PhotosDeclared,
            row.PhotosArrived
        );
}
