using System.Text;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <param name="Command">Any JSON; the gateway gets it as <c>{"id","createdAt","command"}</c>.</param>
/// <param name="ExpiresAt">Not sent from then on; in a week when left out.</param>
public sealed record CommandBody(JsonElement? Command, DateTimeOffset? ExpiresAt);

/// <summary>A command to a gateway.</summary>
/// <param name="State">waiting, sent (and not acknowledged yet), acknowledged, refused (by a v5 reason code), expired
/// or cancelled.</param>
/// <param name="CreatedBy">Login.</param>
/// <param name="Sends">How often it was sent; more than once when the gateway went away in between.</param>
public sealed record CommandItem(
    Guid Id,
    JsonElement Command,
    string State,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? SentAt,
    int Sends,
    DateTimeOffset? AcknowledgedAt
);

/// <summary>Commands to gateways: stored here, brought by the uplink that the gateway is connected to.</summary>
internal static class SendCommand
{
    private const int MaxCommandLength = 64 * 1024;
    private static readonly TimeSpan DefaultLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan MaxLife = TimeSpan.FromDays(366);

    public static async Task<IResult> RunAsync(
        string id,
        CommandBody body,
        NpgsqlDataSource database,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        var expiresAt = body.ExpiresAt ?? now + DefaultLife;
        if (body.Command is not { ValueKind: not JsonValueKind.Undefined } given)
        {
            return Problems.FieldMissing.With("command is missing.", ("field", "command"));
        }

        var text = given.GetRawText();
        if (Encoding.UTF8.GetByteCount(text) > MaxCommandLength || text.Contains("\\u0000", StringComparison.Ordinal))
        {
            return Problems.FieldInvalid.With(
                $"command has at most {MaxCommandLength} bytes and no U+0000.",
                ("field", "command")
            );
        }

        if (expiresAt <= now || expiresAt > now + MaxLife)
        {
            return Problems.FieldInvalid.With("expiresAt lies ahead, by a year at most.", ("field", "expiresAt"));
        }

        var command = Guid.CreateVersion7(now);
        await using var add = database
            .CreateCommand(Sql.Text("queries/gateways/add_command"))
            .With("id", command)
            .With("gateway", id)
            .WithJson("command", text)
            .With("now", now)
            .With("by", caller.AccountId)
            .With("expires_at", expiresAt);
        return await add.FindAsync<string>(ct) is null
            ? ListGateways.NotFound(id)
            : TypedResults.Created(
                $"/api/v1/gateways/{id}/commands",
                (await ReadAsync(database, id, null, 1, command, now, ct)).Single()
            );
    }

    public static async Task<IResult> ListAsync(
        string id,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        Guid? before = null;
        if (cursor is not null)
        {
            if (!Cursor.TryDecode(cursor, 1, out var key) || !Guid.TryParse(key[0], out var last))
            {
                return Problems.InvalidCursor.With();
            }

            before = last;
        }

        var size = Cursor.Size(limit);
        return TypedResults.Ok(
            Page.Of(await ReadAsync(database, id, before, size + 1, null, time.GetUtcNow(), ct), size, item =>
                [item.Id.ToString()]
            )
        );
    }

    public static async Task<IResult> CancelAsync(
        string id,
        Guid command,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        await using var cancel = database
            .CreateCommand(
                """
                update gateway_command set cancelled_at = coalesce(cancelled_at, @now)
                where gateway_id = @gateway and id = @id and acknowledged_at is null
                """
            )
            .With("gateway", id)
            .With("id", command)
            .With("now", now);
        var cancelled = await cancel.ExecuteNonQueryAsync(ct);
        return await ReadAsync(database, id, null, 1, command, now, ct) is not [var item]
                ? Problems.CommandNotFound.With($"Gateway {id} has no command {command}.")
            : cancelled == 0
                ? Problems.CommandAcknowledged.With(
                    $"Gateway {id} acknowledged command {command} at {item.AcknowledgedAt:O}."
                )
            : TypedResults.Ok(item);
    }

    private static async Task<List<CommandItem>> ReadAsync(
        NpgsqlDataSource database,
        string gateway,
        Guid? before,
        int most,
        Guid? one,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/gateways/list_commands"))
            .With("gateway", gateway)
            .With("before", before)
            .With("most", most)
            .With("now", now)
            .With("one", one);
        return await command.ListAsync<CommandItem>(ct);
    }
}
