using System.Collections.Concurrent;
using Npgsql;

namespace CityOps.App.Features.Webhooks;

/// <summary>
/// Empties an outbox: claims what is due and sends it. Any number of nodes may do so at once. A message that was sent
/// and not noted is sent again, one is never lost. Whoever writes into the outbox does not wait for this.
/// </summary>
internal abstract class OutboxSender<T>(string outbox, TimeSpan interval, TimeProvider time, ILogger logger)
    : BackgroundService
{
    /// <summary>Messages under way at all; when so many are, the others wait in the outbox.</summary>
    private const int Most = 64;

    private readonly ConcurrentDictionary<Guid, Task> _underWay = new();

    protected TimeProvider Time { get; } = time;

    protected ILogger Logger { get; } = logger;

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
                Logger.LogWarning(
                    "The outbox of {Outbox} cannot be read and will be looked at again: {Problem}",
                    outbox,
                    problem.Message
                );
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }

            // Where something was claimed, its successors may be due as soon as it is delivered.
            var wait = Task.Delay(interval, Time, stoppingToken);
            await (claimed > 0 && !_underWay.IsEmpty ? Task.WhenAny([wait, .. _underWay.Values]) : wait).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing
            );
        }

        await Task.WhenAll(_underWay.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes at most so many messages that are due, and holds them against other nodes for a while.</summary>
    protected abstract Task<List<T>> ClaimAsync(int most, CancellationToken ct);

    protected abstract Guid IdOf(T message);

    /// <summary>Sends one and notes what came of it.</summary>
    protected abstract Task SendAsync(T message, CancellationToken ct);

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
            var id = IdOf(message);
            var sending = SendOneAsync(message, ct);
            _underWay[id] = sending;
            _ = sending.ContinueWith(sent => _underWay.TryRemove(id, out var _), TaskScheduler.Default);
        }

        return claimed.Count;
    }

    private async Task SendOneAsync(T message, CancellationToken ct)
    {
        try
        {
            await SendAsync(message, ct);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            Logger.LogWarning(
                "What came of a message of {Outbox} could not be noted; it will be sent again: {Problem}",
                outbox,
                problem.Message
            );
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Held until its time is over, then due again.
        }
        catch (Exception problem)
        {
            Logger.LogError(problem, "Message {Message} of {Outbox} could not be sent at all", IdOf(message), outbox);
        }
    }
}
