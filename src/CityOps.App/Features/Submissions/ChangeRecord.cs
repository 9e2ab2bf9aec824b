using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Submissions;

/// <summary>A correction as it is sent.</summary>
/// <param name="Id">Made by the client: the same again changes nothing.</param>
/// <param name="Reason">Why, in up to 1,000 characters.</param>
/// <param name="Content">All of the record as it should have been; what is left out is not so.</param>
/// <param name="DeviceAt">The device's time, where it was made without a signal.</param>
/// <param name="SentAt">The device's clock when it sends.</param>
public sealed record CorrectionBody<T>(
    Guid? Id,
    string? Reason,
    T? Content,
    DateTimeOffset? DeviceAt = null,
    DateTimeOffset? SentAt = null
)
    where T : class;

/// <summary>A withdrawal as it is sent; its members are those of a correction.</summary>
public sealed record WithdrawalBody(
    Guid? Id,
    string? Reason,
    DateTimeOffset? DeviceAt = null,
    DateTimeOffset? SentAt = null
);

/// <summary>One change of a record, as its readers see it.</summary>
/// <param name="Action">correct or withdraw.</param>
/// <param name="By">The account's name.</param>
/// <param name="Before">What was entered; of the first change, the first version.</param>
/// <param name="After">What has counted since; null after a withdrawal.</param>
/// <param name="Hash">Chains the change to the one before, in hexadecimal.</param>
public sealed record ChangeEntry(
    Guid Id,
    string Action,
    string Reason,
    string By,
    DateTimeOffset At,
    DateTimeOffset? DeviceAt,
    [property: JsonObject] JsonElement Before,
    [property: JsonObject] JsonElement? After,
    string Hash
);

/// <summary>A change that is about to be made.</summary>
/// <param name="Subject">report, patrol, penalty, assessment or feedback.</param>
/// <param name="Sent">SHA-256 of what was sent.</param>
/// <param name="DeviceAt">The device's time, put right where its clock was wrong.</param>
public sealed record RecordChange(
    Guid Id,
    string Subject,
    Guid SubjectId,
    bool IsWithdrawal,
    string Reason,
    Caller By,
    DateTimeOffset At,
    DateTimeOffset? DeviceAt,
    byte[] Sent
);

/// <summary>
/// The one way in which a record from the field is corrected or withdrawn. The record's row holds what counts now, so
/// figures follow by the marks of its table; table record_change holds the record before and after each change,
/// append-only and chained by hashes (sql/functions/record_change.sql). The record's own slice says who may, checks the
/// new content and stores it.
/// </summary>
public static class ChangeRecord
{
    private const int MaxReasonLength = 1000;

    public static Result<RecordChange> Check<T>(
        CorrectionBody<T> body,
        string subject,
        Guid subjectId,
        Caller caller,
        DateTimeOffset now
    )
        where T : class =>
        body.Content is null
            ? Problems.FieldMissing.Refuse("content is the record as it should have been.", ("field", "content"))
            : Check(body.Id, body.Reason, body.DeviceAt, body.SentAt, body.Content, subject, subjectId, caller, now);

    public static Result<RecordChange> Check(
        WithdrawalBody body,
        string subject,
        Guid subjectId,
        Caller caller,
        DateTimeOffset now
    ) => Check<object>(body.Id, body.Reason, body.DeviceAt, body.SentAt, null, subject, subjectId, caller, now);

    private static Result<RecordChange> Check<T>(
        Guid? id,
        string? why,
        DateTimeOffset? deviceAt,
        DateTimeOffset? sentAt,
        T? content,
        string subject,
        Guid subjectId,
        Caller caller,
        DateTimeOffset now
    )
        where T : class
    {
        if (id is null || InputText.Clean(why) is not { } reason)
        {
            return Problems.FieldMissing.Refuse(
                "A change has an id of its own (a fresh UUID) and a reason.",
                ("field", id is null ? "id" : "reason")
            );
        }

        if (InputText.TooLong(reason, MaxReasonLength, "reason") is { } tooLong)
        {
            return tooLong;
        }

        var sent = JsonSerializer.SerializeToElement(
            new
            {
                reason,
                content,
                deviceAt = deviceAt?.ToUniversalTime(),
            },
            JsonSerializerOptions.Web
        );
        var normal = ContentHash.Normalise(sent, out var storable);
        return storable
            ? new RecordChange(
                id.Value,
                subject,
                subjectId,
                content is null,
                reason,
                caller,
                InputTime.Stored(now),
                deviceAt is { } said
                    ? InputTime.Stored(DeviceTime.Judge(said, sentAt, null, now, TimeSpan.MaxValue).At)
                    : null,
                ContentHash.Of(normal)
            )
            : Problems.FieldInvalid.Refuse(
                "content holds a character or a number that cannot be stored.",
                ("field", "content")
            );
    }

    /// <summary>Makes a change that was checked, and again where it lost the race against its own repeat.</summary>
    public static async Task<Result<T>> MakeAsync<T>(
        CityOpsDb db,
        Result<RecordChange> check,
        Func<RecordChange, Task<Result<T>>> make
    )
        where T : notnull
    {
        var (change, refusal) = check;
        return change is null ? refusal! : await Repeat.OnConflictAsync(db, () => make(change));
    }

    private sealed record Known(string Subject, Guid SubjectId, Guid ActorId, byte[] Sent);

    /// <summary>Whether the change was made already; refused where its id stands for another.</summary>
    public static async Task<Result<bool>> WasMadeAsync(CityOpsDb db, RecordChange change, CancellationToken ct)
    {
        var known = await db
            .Database.SqlQuery<Known>(
                $"select subject, subject_id, actor_id, sent from record_change where id = {change.Id}"
            )
            .SingleOrDefaultAsync(ct);
        return known switch
        {
            null => false,
            _ when known.Subject == change.Subject
                    && known.SubjectId == change.SubjectId
                    && known.ActorId == change.By.AccountId
                    && known.Sent.AsSpan().SequenceEqual(change.Sent) => true,
            _ => Problems.ChangeConflict.Refuse($"Change {change.Id} was made with other content; use a fresh UUID."),
        };
    }

    /// <summary>
    /// What is entered in a record; to be read before it is changed, within the transaction that has locked it.
    /// </summary>
    public static Task<string> ContentAsync(CityOpsDb db, RecordChange change, CancellationToken ct) =>
        db
            .Database.SqlQuery<string>(
                $"select record_content({change.Subject}, {change.SubjectId})::text as \"Value\""
            )
            .SingleAsync(ct);

    /// <summary>Adds the entry once the record's row is as it shall be.</summary>
    /// <returns>The entry's hash.</returns>
    public static async Task<byte[]> StoreAsync(
        CityOpsDb db,
        RecordChange change,
        string before,
        CancellationToken ct
    ) =>
        (
            await db
                .Database.SqlQueryRaw<byte[]>(
                    """
                    insert into record_change (id, subject, subject_id, seq, action, reason, actor_id, at, device_at, before, after, sent)
                    select @id, @subject, @subject_id,
                      coalesce((select max(c.seq) from record_change c where c.subject_id = @subject_id), 0) + 1,
                      @action, @reason, @actor, @at, @device_at, @before::jsonb,
                      case when @action = 'correct' then record_content(@subject, @subject_id) end, @sent
                    returning hash as "Value"
                    """,
                    Parameters.Of("id", change.Id),
                    Parameters.Of("subject", change.Subject),
                    Parameters.Of("subject_id", change.SubjectId),
                    Parameters.Of("action", change.IsWithdrawal ? "withdraw" : "correct"),
                    Parameters.Of("reason", change.Reason),
                    Parameters.Of("actor", change.By.AccountId),
                    Parameters.Of("at", change.At),
                    Parameters.Of("device_at", change.DeviceAt),
                    Parameters.Of("before", before),
                    Parameters.Of("sent", change.Sent)
                )
                .ToListAsync(ct)
        )[0];

    /// <summary>What was entered at first; null where the record was never changed.</summary>
    public static async Task<JsonElement?> FirstVersionAsync(
        CityOpsDb db,
        string subject,
        Guid subjectId,
        CancellationToken ct
    ) =>
        await db
            .Database.SqlQuery<string>(
                $"""
                select before::text as "Value" from record_change
                where subject = {subject} and subject_id = {subjectId} and seq = 1
                """
            )
            .SingleOrDefaultAsync(ct)
            is { } first
            ? JsonSerializer.Deserialize<JsonElement>(first)
            : null;

    private sealed record Entry(
        Guid Id,
        string Action,
        string Reason,
        string By,
        DateTimeOffset At,
        DateTimeOffset? DeviceAt,
        string Before,
        string? After,
        byte[] Hash
    );

    /// <summary>The changes of a record, the first one first.</summary>
    public static async Task<IReadOnlyList<ChangeEntry>> ListAsync(
        CityOpsDb db,
        string subject,
        Guid subjectId,
        CancellationToken ct
    )
    {
        var entries = await db
            .Database.SqlQuery<Entry>(
                $"""
                select c.id, c.action, c.reason, a.name as by, c.at, c.device_at, c.before::text as before, c.after::text as after, c.hash
                from record_change c join account a on a.id = c.actor_id
                where c.subject = {subject} and c.subject_id = {subjectId}
                order by c.seq
                """
            )
            .ToListAsync(ct);
        return
        [
            .. entries.Select(e => new ChangeEntry(
                e.Id,
                e.Action,
                e.Reason,
                e.By,
                CityTime.Local(e.At),
                e.DeviceAt is { } at ? CityTime.Local(at) : null,
                JsonSerializer.Deserialize<JsonElement>(e.Before),
                e.After is { } after ? JsonSerializer.Deserialize<JsonElement>(after) : null,
                Convert.ToHexStringLower(e.Hash)
            )),
        ];
    }
}
