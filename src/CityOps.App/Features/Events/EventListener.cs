using System.Threading.Channels;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Events;

/// <summary>
/// One connection per node listens to channel cityops_events, which every transaction that writes a case's step or
/// readings notifies, and publishes to the node's subscribers. A notification names what changed; its current state is
/// read here, so that many notifications about one sensor become one event.
/// </summary>
internal sealed class EventListener(
    CityDatabase city,
    Subscribers subscribers,
    TimeProvider time,
    ILogger<EventListener> logger
) : BackgroundService
{
    /// <summary>Notifications that wait to be published. When it is full, subscribers are asked to reload.</summary>
    private const int QueueLength = 10_000;

    /// <summary>Notifications are batched for this long.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>How often a query checks that the connection is alive.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly Channel<string> _notifications = Channel.CreateBounded<string>(
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
        connection.Notification += (_, notification) =>
        {
            if (!_notifications.Writer.TryWrite(notification.Payload))
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
            while (await _notifications.Reader.WaitToReadAsync(ct))
            {
                await Task.Delay(Gather, time, ct);
                var notifications = new List<CityNotification>();
                while (_notifications.Reader.TryRead(out var payload))
                {
                    if (CityNotification.Parse(payload) is { } notification)
                    {
                        notifications.Add(notification);
                    }
                }

                await PublishAsync(notifications, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task PublishAsync(IReadOnlyList<CityNotification> notifications, CancellationToken ct)
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

        // Ponding first: alerts are urgent, and their notifications need no query.
        foreach (var notification in notifications.Where(notification => notification.Kind == "ponding"))
        {
            subscribers.Publish(new CityEvent("ponding", notification.Payload, CityEvent.InTown(notification.Town)));
        }

        try
        {
            foreach (var happened in await CaseEvents.ReadAsync(city.DataSource, notifications, scopes, ct))
            {
                subscribers.Publish(happened);
            }

            foreach (var happened in await SensorEvents.ReadAsync(city.DataSource, notifications, time.GetUtcNow(), ct))
            {
                subscribers.Publish(happened);
            }

            foreach (var happened in NoticeEvents.Of(notifications))
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
