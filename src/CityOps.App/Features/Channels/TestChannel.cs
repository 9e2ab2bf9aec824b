using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Channels;

/// <summary>What the other side said to a test message.</summary>
/// <param name="Recipient">To whom it went; null to a robot.</param>
public sealed record ChannelTested(bool Delivered, string? Recipient, int? Status, string? Answer, int Milliseconds);

/// <summary>Sends a test message now, to the first recipient, and enters it in the log. A disabled channel can be
/// tested too.</summary>
internal static class TestChannel
{
    public static async Task<IResult> RunAsync(
        Guid id,
        CityOpsDb db,
        NpgsqlDataSource database,
        ChannelClient client,
        IOptions<ChannelOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (
            await db.Channels.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, ct)
            is not { } channel
        )
        {
            return Problems.ChannelNotFound.With($"There is no channel {id}.");
        }

        var now = time.GetUtcNow();
        var message = new Outgoing(
            Guid.CreateVersion7(now),
            channel.Kind,
            channel.Settings,
            channel.Address,
            channel.Secret,
            GatherMessages.Recipients(channel.Kind, channel.Settings, channel.Recipients)[0],
            channel.Prefix + "测试消息",
            $"通知渠道“{channel.Name}”可以收到消息",
            "",
            0
        );
        var started = time.GetTimestamp();
        var answer = await client.SendAsync(message, ct);
        var took = time.GetElapsedTime(started);
        await using var note = database
            .CreateCommand(Sql.Text("queries/channels/note_test"))
            .With("id", message.Id)
            .With("channel", id)
            .With("recipient", message.Recipient)
            .With("title", message.Title)
            .With("text", message.Text)
            .With("now", now)
            .With("state", answer.Delivered ? "delivered" : "given_up")
            .With("status", answer.Status)
            .With("answer", answer.Answer)
            .With("pace_seconds", ChannelKind.IsRobot(channel.Kind) ? options.Value.RobotPace.TotalSeconds : 0);
        await note.ExecuteNonQueryAsync(ct);
        return TypedResults.Ok(
            new ChannelTested(
                answer.Delivered,
                message.Recipient,
                answer.Status,
                answer.Answer,
                (int)took.TotalMilliseconds
            )
        );
    }
}
