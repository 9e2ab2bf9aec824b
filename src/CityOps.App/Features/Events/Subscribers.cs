using System.Collections.Concurrent;
using System.Threading.Channels;
using CityOps.App.Features.Accounts;

namespace CityOps.App.Features.Events;

/// <summary>
/// The subscribers of this node's events. Each has a bounded queue; one whose queue is full is too slow and is
/// disconnected; its browser connects again and reloads.
/// </summary>
public sealed class Subscribers
{
    /// <summary>Capacity of one subscriber's queue.</summary>
    public const int QueueLength = 256;

    private readonly ConcurrentDictionary<Subscription, Scope> _followers = new();

    /// <summary>The distinct scopes of the subscribers.</summary>
    public IReadOnlyList<Scope> Scopes => [.. _followers.Values.Distinct()];

    /// <summary>One more; how many there may be, of an account and an address too, <see cref="TakeTurns"/> has seen
    /// to.</summary>
    public Subscription Add(Caller caller)
    {
        var subscription = new Subscription(gone => _followers.TryRemove(gone, out _));
        _followers[subscription] = Scope.Of(caller);
        return subscription;
    }

    /// <summary>Puts the event into the queue of everyone who may see it.</summary>
    public void Publish(CityEvent happened)
    {
        foreach (var (subscription, scope) in _followers)
        {
            if (happened.IsFor(scope))
            {
                subscription.Offer(happened);
            }
        }
    }
}

/// <summary>One subscriber's queue.</summary>
public sealed class Subscription(Action<Subscription> leave) : IDisposable
{
    private readonly Channel<CityEvent> _queue = Channel.CreateBounded<CityEvent>(
        new BoundedChannelOptions(Subscribers.QueueLength) { SingleReader = true }
    );

    /// <summary>Ends when the subscriber was too slow.</summary>
    public ChannelReader<CityEvent> Events => _queue.Reader;

    public void Offer(CityEvent happened)
    {
        if (!_queue.Writer.TryWrite(happened))
        {
            _queue.Writer.TryComplete();
        }
    }

    public void Dispose() => leave(this);
}
