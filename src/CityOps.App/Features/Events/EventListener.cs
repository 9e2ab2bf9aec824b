using System.Threading.Channels;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Events;

/// <summary>
/// One connection per node listens to channel cityops_events, where every transaction that writes a case's step or
/// follows
/// readings leaves word, and tells the node's followers. The word names what changed; what it is now is read here, so
/// that
/// a flood of words about the same sensor becomes one event.
/// </summary>
internal sealed class EventListener(
    CityDatabase city,
    Subscribers subscribers,
    TimeProvider time,
    ILogger<EventListener> logger
) : BackgroundService
{
    /// <summary>Words that wait to be told. When it is full, followers are told to read everything anew.</summary>
    private const int QueueLength = 10_000;

    /// <summary>Words are gathered for so long before they are told.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>A connection that has died without a word is noticed by asking.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _words = Channel.CreateBounded<string>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, SingleWriter = true }
    );

    private volatile bool _missed;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(ListenAlwaysAsync(stoppingToken), TellAlwaysAsync(stoppingToken));

    private async Task ListenAlwaysAsync(CancellationToken ct)
    {
        for (var first = true; !ct.IsCancellationRequested; first = false)
        {
            try
            {
                await ListenAsync(isFirst: first, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
                when (problem is NpgsqlException or TimeoutException or InvalidOperationException or IOException)
            {
                logger.LogWarning(
                    "The events' connection to the database is lost and will be made again: {Problem}",
                    problem.Message
                );
                await Task.Delay(Retry, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(bool isFirst, CancellationToken ct)
    {
        await using var connection = await city.DataSource.OpenConnectionAsync(ct);
        connection.Notification += (_, word) =>
        {
            if (!_words.Writer.TryWrite(word.Payload))
            {
                _missed = true;
            }
        };
        await ExecuteAsync(connection, "listen cityops_events", ct);
        if (!isFirst)
        {
            subscribers.Publish(CityEvent.Reload); // nobody listened in between
        }

        while (true)
        {
            if (!await connection.WaitAsync(Silence, ct))
            {
                await ExecuteAsync(connection, "select 1", ct);
            }
        }
    }

    private async Task TellAlwaysAsync(CancellationToken ct)
    {
        try
        {
            while (await _words.Reader.WaitToReadAsync(ct))
            {
                await Task.Delay(Gather, time, ct);
                var words = new List<Word>();
                while (_words.Reader.TryRead(out var payload))
                {
                    if (Word.Parse(payload) is { } word)
                    {
                        words.Add(word);
                    }
                }

                await TellAsync(words, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task TellAsync(IReadOnlyList<Word> words, CancellationToken ct)
    {
        if (_missed)
        {
            _missed = false;
            subscribers.Publish(CityEvent.Reload);
        }

        var scopes = subscribers.Scopes;
        if (scopes.Count == 0)
        {
            return;
        }

        // Water first: it is in a hurry, and its word says everything itself.
        foreach (var word in words.Where(word => word.Kind == "ponding"))
        {
            subscribers.Publish(new CityEvent("ponding", word.Payload, CityEvent.InTown(word.Town)));
        }

        try
        {
            foreach (var happened in await CaseEvents.ReadAsync(city.DataSource, words, scopes, ct))
            {
                subscribers.Publish(happened);
            }

            foreach (var happened in await SensorEvents.ReadAsync(city.DataSource, words, time.GetUtcNow(), ct))
            {
                subscribers.Publish(happened);
            }
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            logger.LogWarning("Events could not be read and are made up for by reloading: {Problem}", problem.Message);
            subscribers.Publish(CityEvent.Reload);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 10 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
