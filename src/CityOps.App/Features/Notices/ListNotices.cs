using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Notices;

/// <summary>Something that concerns the caller: of a case, a letter, an alarm or missed checks.</summary>
/// <param name="Kind">dispatched, resumed, reworked, returned, urged, overdue, drawn, appeal_granted or appeal_refused
/// (of a case), letter_received, letter_answered, letter_overdue, power_risk, check_missed.</param>
/// <param name="Note">What was said with the step.</param>
/// <param name="By">Who took the step; null for what the system found.</param>
/// <param name="IsSettled">The case has moved on since, the letter has ended or the alarm is finished: it waits for
/// nobody any more.</param>
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
    NoticeLetter? Letter,
    NoticeAlarm? Alarm,
    NoticeChecks? Checks
);

/// <param name="Status">As it is now.</param>
public sealed record NoticeCase(Guid Id, string Number, string CategoryName, string Status, DateTimeOffset? Deadline);

/// <param name="Kind">transfer, supervision or advice.</param>
/// <param name="DueOn">The last day for an answer.</param>
public sealed record NoticeLetter(Guid Id, string Number, string Kind, string Title, DateOnly? DueOn);

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
        Guid? LetterId,
        string? LetterNumber,
        string? LetterKind,
        string? LetterTitle,
        DateOnly? LetterDueOn,
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
            row.LetterId is { } letter
                ? new(letter, row.LetterNumber!, row.LetterKind!, row.LetterTitle!, row.LetterDueOn)
                : null,
            row.SectionCode is { } section ? new(section, row.SectionName!, row.DepthMm ?? 0) : null,
            row.RoutineCode is { } routine ? new(routine, row.RoutineName!, row.RoutineNameEn!, row.Checks ?? 0) : null
        );

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
