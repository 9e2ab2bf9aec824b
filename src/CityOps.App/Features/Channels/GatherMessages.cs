using System.Text.Json;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Channels;

/// <summary>Puts the notices that are due into messages, one for each channel and recipient; and ends what need not
/// wait any more.</summary>
internal static class GatherMessages
{
    /// <summary>Notices of one message; what is beyond goes into the next.</summary>
    private const int Most = 1000;

    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);

    private sealed record Ready(
        Guid Id,
        string Kind,
        string Prefix,
        string[] Recipients,
        string Settings,
        bool IsUrgent,
        string? WhyDropped
    );

    private sealed record Entry(DateTimeOffset At, string Kind, string Facts);

    public static async Task RunAsync(
        NpgsqlDataSource database,
        ChannelOptions options,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var tooOld = now - options.GiveUpAfter;
        await using (var end = Query(connection, "end_waiting").With("now", now).With("too_old", tooOld))
        {
            await end.ExecuteNonQueryAsync(ct);
        }

        await using var ready = Query(connection, "ready")
            .With("now", now)
            .With("since", now - options.Gather)
            .With("too_old", tooOld);
        foreach (var channel in await ready.ListAsync<Ready>(ct))
        {
            await GatherAsync(connection, channel, now, ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task GatherAsync(
        NpgsqlConnection connection,
        Ready channel,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var take = Query(connection, "take_entries")
            .With("channel", channel.Id)
            .With("is_urgent", channel.IsUrgent)
            .With("now", now)
            .With("is_dropped", channel.WhyDropped is not null)
            .With("most", Most);
        var entries = await take.ListAsync<Entry>(ct);
        if (entries.Count == 0)
        {
            return;
        }

        var message = ComposeMessage.Of(
            entries.ConvertAll(entry => new Notice(
                entry.Kind,
                JsonSerializer.Deserialize<NoticeFacts>(entry.Facts, Reading)!
            )),
            channel.Prefix,
            ChannelKind.MaxBytes(channel.Kind)
        );
        var recipients = Recipients(channel.Kind, channel.Settings, channel.Recipients);
        await using var add = Query(connection, "add_messages")
            .With("ids", recipients.Select(_ => Guid.CreateVersion7(now)).ToArray())
            .With("recipients", recipients)
            .With("channel", channel.Id)
            .With("kinds", message.Kinds.ToArray())
            .With("notices", message.Notices)
            .With("is_urgent", channel.IsUrgent)
            .With("title", message.Title)
            .With("text", message.Text)
            .With("number", message.Number)
            .With("now", now)
            .With("state", channel.WhyDropped is null ? "waiting" : "dropped")
            .With("answer", channel.WhyDropped);
        await add.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Whom messages are sent to one by one; of a robot, and of a gateway that takes all phones at once, one
    /// that is null or all.</summary>
    public static string?[] Recipients(string kind, string settings, string[] recipients) =>
        kind switch
        {
            ChannelKind.Email => [.. recipients],
            ChannelKind.Http when ChannelSettings.Read<HttpSettings>(settings).IsForEach => [.. recipients],
            ChannelKind.Http when recipients.Length > 0 => [string.Join(',', recipients)],
            _ => [null],
        };

    private static NpgsqlCommand Query(NpgsqlConnection connection, string name)
    {
        var command = connection.CreateCommand();
        command.CommandText = Sql.Text($"queries/channels/{name}");
        return command;
    }
}
