using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Webhooks;

/// <summary>
/// Empties the outbox: claims what is due, posts it, notes what came of it. Any number of nodes may do so at once. A
/// message that was sent and not noted is sent again (its id tells the receiver), one is never lost. Steps of cases do
/// not wait for this.
/// </summary>
internal sealed class WebhookSender(
    NpgsqlDataSource database,
    WebhookClient client,
    IOptions<WebhookOptions> options,
    TimeProvider time,
    ILogger<WebhookSender> logger
) : BackgroundService
{
    /// <summary>Messages under way to one target.</summary>
    public const int MaxEach = 4;

    /// <summary>Messages under way at all; when so many are, the others wait in the outbox.</summary>
    private const int Most = 64;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, Task> _underWay = new();

    private sealed record Claimed(
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var claimed = 0;
            try
            {
                claimed = await LookAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
            {
                logger.LogWarning(
                    "The outbox of webhooks cannot be read and will be looked at again: {Problem}",
                    problem.Message
                );
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }

            // Where something was claimed, its successors may be due as soon as it is delivered.
            var wait = Task.Delay(options.Value.Interval, time, stoppingToken);
            await (claimed > 0 && !_underWay.IsEmpty ? Task.WhenAny([wait, .. _underWay.Values]) : wait).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing
            );
        }

        await Task.WhenAll(_underWay.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A slow target keeps its own messages under way, and only these.
    private async Task<int> LookAsync(CancellationToken ct)
    {
        var room = Most - _underWay.Count;
        if (room <= 0)
        {
            return 0;
        }

        var claimed = await ClaimAsync(room, ct);
        foreach (var message in claimed)
        {
            var sending = SendAsync(message, ct);
            _underWay[message.Id] = sending;
            _ = sending.ContinueWith(sent => _underWay.TryRemove(message.Id, out var _), TaskScheduler.Default);
        }

        return claimed.Count;
    }

    private async Task<List<Claimed>> ClaimAsync(int most, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var command = database
            .CreateCommand(Sql.Text("queries/webhooks/claim"))
            .With("now", now)
            .With("held_until", now + options.Value.Timeout + Margin)
            .With("photos_since", now - options.Value.PhotoTimeout)
            .With("most", most)
            .With("most_each", MaxEach);
        return await command.ListAsync<Claimed>(ct);
    }

    private async Task SendAsync(Claimed message, CancellationToken ct)
    {
        try
        {
            var attempt = await client.PostAsync(
                message.Url,
                message.Id,
                message.Secret,
                time.GetUtcNow(),
                Body(message, time.GetUtcNow()),
                ct
            );
            await SettleAsync(message, attempt, ct);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            logger.LogWarning(
                "What came of a webhook's message could not be noted; it will be sent again: {Problem}",
                problem.Message
            );
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Held until its time is over, then due again.
        }
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
        var now = time.GetUtcNow();
        var pause = TimeSpan.FromSeconds(
            Math.Min(3600, options.Value.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(message.Attempts - 1, 20)))
        );
        var state =
            attempt.Delivered ? "delivered"
            : now - message.CreatedAt >= options.Value.GiveUpAfter ? "given_up"
            : "waiting";
        if (state != "delivered")
        {
            logger.LogInformation(
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
