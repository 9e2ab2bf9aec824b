using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Notices;

/// <summary>Something that concerns the caller: of a case, of an alarm or of missed checks.</summary>
/// <param name="Kind">dispatched, resumed, reworked, returned, urged, overdue or drawn (of a case), power_risk,
/// check_missed.</param>
/// <param name="Note">What was said with the step.</param>
/// <param name="By">Who took the step; null for what the system found.</param>
/// <param name="IsSettled">The case has moved on since, or the alarm is finished: it waits for nobody any more.</param>
public sealed record NoticeItem(
    Guid Id,
    string Kind,
    DateTimeOffset At,
    string? Note,
    string? By,
    string? TownName,
    DateTimeOffset? ReadAt,
    bool IsSettled,
    NoticeCase? Case,
    NoticeAlarm? Alarm,
    NoticeChecks? Checks
);

/// <param name="Status">As it is now.</param>
public sealed record NoticeCase(Guid Id, string Number, string CategoryName, string Status, DateTimeOffset? Deadline);

/// <summary>Water at the lamps of a section.</summary>
public sealed record NoticeAlarm(string Section, string SectionName, int DepthMm);

/// <summary>Checks of a routine that nobody made.</summary>
public sealed record NoticeChecks(string Routine, string RoutineName, string RoutineNameEn, int Missed);

/// <summary>Lists the caller's notices, the newest first.</summary>
internal static class ListNotices
{
    private sealed record Row(
        Guid Id,
        DateTimeOffset At,
        string Kind,
        DateTimeOffset? ReadAt,
        bool IsSettled,
        string? Note,
        string? By,
        Guid? CaseId,
        string? CaseNumber,
        string? CaseCategory,
        string? CaseStatus,
        DateTimeOffset? Deadline,
        string? SectionCode,
        string? SectionName,
        int? DepthMm,
        string? RoutineCode,
        string? RoutineName,
        string? RoutineNameEn,
        int? Checks,
        string? TownName
    );

    public static async Task<IResult> RunAsync(
        Caller caller,
        NpgsqlDataSource database,
        CancellationToken ct,
        bool? unread = null,
        string? cursor = null,
        int? limit = null
    )
    {
        DateTimeOffset? before = null;
        Guid? beforeId = null;
        if (cursor is not null)
        {
            if (!TimeCursor.TryRead(cursor, out var at, out var id))
            {
                return Problems.InvalidCursor.With();
            }

            (before, beforeId) = (at, id);
        }

        var size = Cursor.Size(limit);
        await using var command = Inbox
            .Of(database, caller, "list")
            .With("unread", unread is true)
            .With("at", before)
            .With("id", beforeId)
            .With("size", size + 1);
        var rows = await command.ListAsync<Row>(ct);
        return TypedResults.Ok(Page.Of(rows.ConvertAll(Item), size, item => TimeCursor.Key(item.At, item.Id)));
    }

    private static NoticeItem Item(Row row) =>
        new(
            row.Id,
            row.Kind,
            CityTime.Local(row.At),
            row.Note,
            row.By,
            row.TownName,
            Local(row.ReadAt),
            row.IsSettled,
            row.CaseId is { } id
                ? new(id, row.CaseNumber!, row.CaseCategory!, row.CaseStatus!, Local(row.Deadline))
                : null,
            row.SectionCode is { } section ? new(section, row.SectionName!, row.DepthMm ?? 0) : null,
            row.RoutineCode is { } routine ? new(routine, row.RoutineName!, row.RoutineNameEn!, row.Checks ?? 0) : null
        );

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
