using System.Text.Json;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>
/// Hears what changed elsewhere: events and alarms (cityops_events), sections and sensors (cityops_sections). The
/// detector's
/// sieve learns of it, and this node's road signs and sirens are told.
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

    private sealed record Word(string? Kind, string? Section, string? Town);

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
        connection.Notification += (_, said) =>
        {
            if (Hear(said) is { } town)
            {
                towns.Add(town);
            }
        };
        await using (var listen = new NpgsqlCommand("listen cityops_events; listen cityops_sections", connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }

        detector.Told(null); // nobody listened until now
        await townAlerts.PublishAsync(null, ct);
        while (true)
        {
            if (!await connection.WaitAsync(Silence, ct))
            {
                // notices a connection that died without a word
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
    private string? Hear(NpgsqlNotificationEventArgs said)
    {
        if (said.Channel == "cityops_sections")
        {
            detector.Told(said.Payload.Length == 0 ? null : said.Payload);
            return null;
        }

        if (!said.Payload.Contains("\"ponding\"", StringComparison.Ordinal))
        {
            return null; // cases and sensors, which are many
        }

        try
        {
            var word = JsonSerializer.Deserialize<Word>(said.Payload, JsonSerializerOptions.Web);
            if (word is not { Kind: "ponding", Section: { } section })
            {
                return null;
            }

            detector.Told(section);
            return word.Town;
        }
        catch (JsonException)
        {
            return null; // anyone who may log in to the database can write to a channel
        }
    }
}
