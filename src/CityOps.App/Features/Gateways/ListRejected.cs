using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <summary>A message that was not accepted.</summary>
/// <param name="Channel">mqtt, http or sl651.</param>
/// <param name="Topic">The MQTT topic, the HTTP path, or sl651/ and the station's address.</param>
/// <param name="Detail">What a person needs to mend it.</param>
/// <param name="Text">The payload's first 500 bytes as text, control characters made visible; of sl651 as hex
/// digits.</param>
/// <param name="Bytes">The payload's length.</param>
/// <param name="Sha256">The hash of the whole payload, where only its beginning is kept; it cannot be replayed.</param>
public sealed record RejectedItem(
    Guid Id,
    DateTimeOffset ReceivedAt,
    string Channel,
    string? Gateway,
    string Topic,
    string Reason,
    string? Detail,
    string Text,
    int Bytes,
    string? Sha256,
    RejectedReplay? Replay
);

/// <summary>One of them, complete.</summary>
/// <param name="Payload">As it came, or its beginning, in base64.</param>
public sealed record RejectedMessage(RejectedItem Message, byte[] Payload);

/// <param name="RequestedBy">Login.</param>
/// <param name="ReplayedAt">Null while it waits for an uplink.</param>
/// <param name="Result">accepted, duplicate or rejected.</param>
/// <param name="Times">How often it was tried again.</param>
public sealed record RejectedReplay(
    DateTimeOffset RequestedAt,
    string? RequestedBy,
    DateTimeOffset? ReplayedAt,
    string? Result,
    string? Detail,
    int Times
);

/// <summary>Lists what gateways sent and was not accepted.</summary>
internal static class ListRejected
{
    private const int ShownBytes = 500;
    private static readonly string[] Replays = ["none", "pending", "accepted", "duplicate", "rejected"];

    public static async Task<IResult> RunAsync(
        NpgsqlDataSource database,
        CancellationToken ct,
        string? gateway = null,
        string? reason = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        string? replay = null,
        string? cursor = null,
        int? limit = null
    )
    {
        if (replay is not null && !Replays.Contains(replay))
        {
            return Problems.InvalidRequest.With($"replay is one of {string.Join(", ", Replays)}.", ("field", "replay"));
        }

        (DateTimeOffset At, Guid Id)? before = null;
        if (cursor is not null)
        {
            if (!TimeCursor.TryRead(cursor, out var at, out var id))
            {
                return Problems.InvalidCursor.With();
            }

            before = (at, id);
        }

        var size = Cursor.Size(limit);
        var filter = new RejectedFilter(gateway, reason, from, to);
        var rows = await ReadAsync(database, filter, null, replay, before, size + 1, ShownBytes, ct);
        return TypedResults.Ok(
            Page.Of([.. rows.Select(row => row.Message)], size, item => TimeCursor.Key(item.ReceivedAt, item.Id))
        );
    }

    public static async Task<IResult> OneAsync(Guid id, NpgsqlDataSource database, CancellationToken ct) =>
        await FindAsync(id, int.MaxValue, database, ct) is { } message ? TypedResults.Ok(message) : NotFound(id);

    internal static IResult NotFound(Guid id) =>
        Problems.RejectedMessageNotFound.With($"There is no rejected message {id}.");

    internal static async Task<RejectedMessage?> FindAsync(
        Guid id,
        int bytes,
        NpgsqlDataSource database,
        CancellationToken ct
    ) => (await ReadAsync(database, new RejectedFilter(), id, null, null, 1, bytes, ct)).SingleOrDefault();

    private static async Task<List<RejectedMessage>> ReadAsync(
        NpgsqlDataSource database,
        RejectedFilter filter,
        Guid? id,
        string? replay,
        (DateTimeOffset At, Guid Id)? before,
        int most,
        int bytes,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Sql.Text("queries/gateways/list_rejected"));
        filter.AddTo(command, id);
        command
            .With("replay", replay)
            .With("before_at", before?.At)
            .With("before_id", before?.Id)
            .With("most", most)
            .With("shown", ShownBytes)
            .With("bytes", bytes);
        return (await command.ListAsync<RejectedMessage>(ct)).ConvertAll(row =>
            row with
            {
                Message = row.Message with { Text = Shown(row.Message.Channel, row.Message.Text) },
            }
        );
    }

    /// <summary>Frames of SL 651 are bytes, and are read by their hex digits.</summary>
    private static string Shown(string channel, string base64) =>
        channel == "sl651"
            ? Convert.ToHexString(Convert.FromBase64String(base64))
            : SafeText.Of(Convert.FromBase64String(base64));
}

/// <summary>Which rejected messages are meant; null is any.</summary>
public sealed record RejectedFilter(
    string? Gateway = null,
    string? Reason = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null
)
{
    /// <summary>Parameters gateway, reason, from, to and id.</summary>
    internal void AddTo(NpgsqlCommand command, Guid? id) =>
        command.With("gateway", Gateway).With("reason", Reason).With("from", From).With("to", To).With("id", id);
}
