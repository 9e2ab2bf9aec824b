using System.Text.Json;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>
/// Receives what changed elsewhere: events and alarms (cityops_events), sections and sensors (cityops_sections), and
/// passes it to the detector's sieve and to this node's road signs and sirens.
/// </summary>
internal sealed class PondingListener(
    NpgsqlDataSource database,
    PondingDetector detector,
    PublishTownAlerts townAlerts,
    TimeProvider time,
    ILogger<PondingListener> logger
) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private sealed record Notification(string? Kind, string? Section, string? Town);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                logger.LogWarning(
                    "Ponding's connection to the database is lost and will be made again: {Problem}",
                    problem.Message
                );
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var towns = new HashSet<string>();
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, received) =>
        {
            if (Hear(received) is { } town)
            {
                towns.Add(town);
            }
        };
        await using (var listen = new NpgsqlCommand("listen cityops_events; listen cityops_sections", connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }

        detector.NotifyChanged(null); // nobody listened until now
        await townAlerts.PublishAsync(null, ct);
        while (true)
        {
            if (!await connection.WaitAsync(Silence, ct))
            {
                // detects a dead connection
                await using var ask = new NpgsqlCommand("select 1", connection);
                await ask.ExecuteNonQueryAsync(ct);
            }
            else if (towns.Count > 0)
            {
                string[] changed = [.. towns];
                towns.Clear();
                await townAlerts.PublishAsync(changed, ct);
            }
        }
    }

    /// <returns>The town whose alert may have changed.</returns>
    private string? Hear(NpgsqlNotificationEventArgs received)
    {
        if (received.Channel == "cityops_sections")
        {
            detector.NotifyChanged(received.Payload.Length == 0 ? null : received.Payload);
            return null;
        }

        if (!received.Payload.Contains("\"ponding\"", StringComparison.Ordinal))
        {
            return null; // cases and sensors, which are many
        }

        try
        {
            var notification = JsonSerializer.Deserialize<Notification>(received.Payload, JsonSerializerOptions.Web);
            if (notification is not { Kind: "ponding", Section: { } section })
            {
                return null;
            }

            detector.NotifyChanged(section);
            return notification.Town;
        }
        catch (JsonException)
        {
            return null; // anyone who may log in to the database can write to a channel
        }
    }
}
