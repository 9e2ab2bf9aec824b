using CityOps.App.Database;
using CityOps.App.Features.Webhooks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Channels;

/// <summary>Gathers the notices that are due into messages and sends these, by each channel one at a time.</summary>
internal sealed class ChannelSender(
    NpgsqlDataSource database,
    ChannelClient client,
    IOptions<ChannelOptions> options,
    TimeProvider time,
    ILogger<ChannelSender> logger
) : OutboxSender<ChannelSender.Claimed>("channels", options.Value.Interval, time, logger)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    internal sealed record Claimed(
        Guid Id,
        Guid ChannelId,
        string Kind,
        string Settings,
        string? Address,
        string? Secret,
        string? Recipient,
        string Title,
        string Text,
        string Number,
        int Notices,
        DateTimeOffset CreatedAt,
        int Attempts
    );

    protected override async Task<List<Claimed>> ClaimAsync(int most, CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        await GatherMessages.RunAsync(database, options.Value, now, ct);
        await using var command = database
            .CreateCommand(Sql.Text("queries/channels/claim"))
            .With("now", now)
            .With("held_until", now + options.Value.Timeout + Margin)
            .With("most", most);
        return await command.ListAsync<Claimed>(ct);
    }

    protected override Guid IdOf(Claimed message) => message.Id;

    protected override async Task SendAsync(Claimed message, CancellationToken ct)
    {
        var answer = await client.SendAsync(
            new(
                message.Id,
                message.Kind,
                message.Settings,
                message.Address,
                message.Secret,
                message.Recipient,
                message.Title,
                message.Text,
                message.Number,
                message.Notices
            ),
            ct
        );
        var now = Time.GetUtcNow();
        var state =
            answer.Delivered ? "delivered"
            : now - message.CreatedAt >= options.Value.GiveUpAfter ? "given_up"
            : "waiting";
        if (!answer.Delivered)
        {
            Logger.LogInformation(
                "Channel {Channel}: attempt {Attempt} of message {Message} failed with status {Status}",
                message.ChannelId,
                message.Attempts,
                message.Id,
                answer.Status
            );
        }

        var first = options.Value.FirstPause.TotalSeconds;
        var pause = TimeSpan.FromSeconds(Math.Min(3600, first * Math.Pow(2, Math.Min(message.Attempts - 1, 20))));
        await using var command = database
            .CreateCommand(Sql.Text("queries/channels/settle"))
            .With("id", message.Id)
            .With("channel", message.ChannelId)
            .With("state", state)
            .With("next_at", now + pause)
            .With("status", answer.Status)
            .With("answer", answer.Answer)
            .With("now", now)
            .With("target_failed", answer.TargetFailed)
            .With("pace_seconds", ChannelKind.IsRobot(message.Kind) ? options.Value.RobotPace.TotalSeconds : 0)
            .With("first_pause_seconds", first);
        await command.ExecuteNonQueryAsync(ct);
    }
}
