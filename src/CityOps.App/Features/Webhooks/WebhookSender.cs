using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Webhooks;

/// <summary>
/// Empties the outbox of the webhooks. The receiver knows a message that was sent again by its id.
/// </summary>
internal sealed class WebhookSender(
    NpgsqlDataSource database,
    WebhookClient client,
    IOptions<WebhookOptions> options,
    TimeProvider time,
    ILogger<WebhookSender> logger
) : OutboxSender<WebhookSender.Claimed>("webhooks", options.Value.Interval, time, logger)
{
    /// <summary>Messages under way to one target.</summary>
    public const int MaxEach = 4;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    internal sealed record Claimed(
        Guid Id,
        Guid WebhookId,
        string Url,
        byte[] Secret,
        string Type,
        string Payload,
        DateTimeOffset CreatedAt,
        int Attempts,
        bool PhotosComplete,
        string Photos
    );

    protected override async Task<List<Claimed>> ClaimAsync(int most, CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        await using var command = database
            .CreateCommand(Sql.Text("queries/webhooks/claim"))
            .With("now", now)
            .With("held_until", now + options.Value.Timeout + Margin)
            .With("photos_since", now - options.Value.PhotoTimeout)
            .With("most", most)
            .With("most_each", MaxEach);
        return await command.ListAsync<Claimed>(ct);
    }

    protected override Guid IdOf(Claimed message) => message.Id;

    protected override async Task SendAsync(Claimed message, CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        var attempt = await client.PostAsync(message.Url, message.Id, message.Secret, now, Body(message, now), ct);
        await SettleAsync(message, attempt, ct);
    }

    private static byte[] Body(Claimed message, DateTimeOffset now)
    {
        var data = JsonNode.Parse(message.Payload)!.AsObject();
        var photos = JsonNode.Parse(message.Photos)!.AsArray();
        foreach (var photo in photos)
        {
            photo!["url"] = WebhookPhotos.Address(
                message.WebhookId,
                message.Secret,
                photo["sha256"]!.GetValue<string>(),
                now
            );
        }

        data["photos"] = photos;
        data["photosComplete"] = message.PhotosComplete;
        var body = new JsonObject
        {
            ["type"] = message.Type,
            ["timestamp"] = CityTime.Local(message.CreatedAt).ToString("O", null),
            ["data"] = data,
        };
        return Encoding.UTF8.GetBytes(
            body.ToJsonString(
                new JsonSerializerOptions
                {
                    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        );
    }

    private async Task SettleAsync(Claimed message, Attempt attempt, CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        var pause = TimeSpan.FromSeconds(
            Math.Min(3600, options.Value.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(message.Attempts - 1, 20)))
        );
        var state =
            attempt.Delivered ? "delivered"
            : now - message.CreatedAt >= options.Value.GiveUpAfter ? "given_up"
            : "waiting";
        if (state != "delivered")
        {
            Logger.LogInformation(
                "Webhook {Webhook}: attempt {Attempt} of message {Message} failed: {Error}",
                message.WebhookId,
                message.Attempts,
                message.Id,
                attempt.Error
            );
        }

        await using var command = database
            .CreateCommand(Sql.Text("queries/webhooks/settle"))
            .With("id", message.Id)
            .With("webhook", message.WebhookId)
            .With("state", state)
            .With("next_at", now + pause)
            .With("status", attempt.Status)
            .With("error", attempt.Error)
            .With("now", now)
            .With("target_failed", attempt.TargetFailed)
            .With("first_pause_seconds", options.Value.FirstPause.TotalSeconds);
        await command.ExecuteNonQueryAsync(ct);
    }
}
