using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CityOps.Ingest.Sl651;

/// <summary>Where the door for SL 651 listens, once the server has started; that is how port 0 is found.</summary>
public sealed class Sl651Endpoint
{
    internal ListenOptions? Tcp { get; set; }

    /// <summary>The bound TCP port, or null when none is open.</summary>
    public int? Port => (Tcp?.EndPoint as IPEndPoint)?.Port;
}

/// <summary>The connections as a whole: how many there may be, and who has been silent for too long.</summary>
internal sealed class Sl651Server(Sl651Context context) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Sl651Connection, bool> _connections = [];
    private int _count;

    /// <summary>Serves one connection to its end.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        if (Interlocked.Increment(ref _count) > context.Options.MaximumConnections)
        {
            Interlocked.Decrement(ref _count);
            context.Logger.LogWarning(
                "SL 651: {Remote} is not let in, there are {Maximum} connections",
                connection.RemoteEndPoint,
                context.Options.MaximumConnections
            );
            connection.Abort();
            return;
        }

        var served = new Sl651Connection(connection, context);
        _connections[served] = true;
        try
        {
            var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested;
            await served.RunAsync(closing ?? CancellationToken.None);
        }
        finally
        {
            _connections.TryRemove(served, out _);
            Interlocked.Decrement(ref _count);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var connection in _connections.Keys)
                {
                    connection.Watch();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }
}

/// <summary>Kestrel's entry to the door: one call per connection.</summary>
internal sealed class Sl651ConnectionHandler(Sl651Server server) : ConnectionHandler
{
    /// <inheritdoc />
    public override Task OnConnectedAsync(ConnectionContext connection) => server.ServeAsync(connection);
}
