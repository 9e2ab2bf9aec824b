using System.Net;
using CityOps.App.Http;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Slows guessing, never everybody. Of strangers: after ten failed log-ins per login and network a minute's wait that
/// doubles with each further one, thirty a minute per network whatever the logins, and a hundred an hour per login
/// whatever the networks (ASVS 2.2.1). A device on which the login has succeeded before has a count of its own beside
/// all of these. A guess is counted before it is checked, so that many at once are no more than many in a row; one that
/// is right is given back.
/// </summary>
public sealed class LogInAttempts(TimeProvider time) : IDisposable
{
    private const int FreeFailures = 10;
    private const int PerNetwork = 30;
    private const int PerLogin = 100;
    private const int MaxWaiting = 200;
    private const int MaxDoubling = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan NetworkWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LoginWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);
    private static readonly TimeSpan WhenCrowded = TimeSpan.FromSeconds(2);

    private readonly Dictionary<object, Failures> _backOffs = [];
    private readonly Dictionary<object, Queue<long>> _windows = [];
    private readonly Lock _lock = new();

    // A hash takes a core for a good tenth of a second on purpose. Strangers share what cores there are, and devices
    // that
    // are known don't wait behind them.
    private readonly SemaphoreSlim _strangers = new(Math.Max(2, Environment.ProcessorCount));
    private readonly SemaphoreSlim _known = new(2);
    private int _waiting;
    private long _swept = time.GetTimestamp();

    /// <summary>A guess that was counted and may be checked now, to be disposed of when it is; or how long to
    /// wait.</summary>
    /// <param name="device">The device, when this login has succeeded on it before.</param>
    public async Task<(Guess? Guess, TimeSpan Wait)> BeginAsync(
        string login,
        IPAddress? address,
        Guid? device,
        CancellationToken ct
    )
    {
        var keys = Keys.Of(login, AddressNetwork.Of(address), device);
        if (WaitFor(keys) is var wait && wait > TimeSpan.Zero)
        {
            return (null, wait);
        }

        var turns = device is null ? _strangers : _known;
        if (Interlocked.Increment(ref _waiting) > MaxWaiting && device is null)
        {
            Interlocked.Decrement(ref _waiting);
            return (null, WhenCrowded);
        }

        try
        {
            await turns.WaitAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        lock (_lock)
        {
            wait = WaitFor(keys);
            if (wait <= TimeSpan.Zero)
            {
                return (new Guess(this, keys, Count(keys), turns), TimeSpan.Zero);
            }
        }

        turns.Release();
        return (null, wait);
    }

    public void Dispose()
    {
        _strangers.Dispose();
        _known.Dispose();
    }

    private TimeSpan WaitFor(Keys keys)
    {
        lock (_lock)
        {
            Sweep();
            var wait = _backOffs.TryGetValue(keys.BackOff, out var failures) ? failures.Wait(time) : TimeSpan.Zero;
            foreach (var (key, most, window) in keys.Windows)
            {
                if (
                    _windows.TryGetValue(key, out var guesses)
                    && Prune(guesses, window).Count >= most
                    && window - time.GetElapsedTime(guesses.Peek()) is var left
                    && left > wait
                )
                {
                    wait = left;
                }
            }

            return wait;
        }
    }

    private long Count(Keys keys)
    {
        var now = time.GetTimestamp();
        _backOffs[keys.BackOff] = _backOffs.GetValueOrDefault(keys.BackOff).And(now);
        foreach (var (key, _, _) in keys.Windows)
        {
            if (!_windows.TryGetValue(key, out var guesses))
            {
                guesses = _windows[key] = new();
            }

            guesses.Enqueue(now);
        }

        return now;
    }

    private Queue<long> Prune(Queue<long> guesses, TimeSpan window)
    {
        while (guesses.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= window)
        {
            guesses.Dequeue();
        }

        return guesses;
    }

    // Once a minute, so that what was guessed at once and never again takes no memory.
    private void Sweep()
    {
        if (time.GetElapsedTime(_swept) < NetworkWindow)
        {
            return;
        }

        _swept = time.GetTimestamp();
        foreach (var (key, failures) in _backOffs)
        {
            if (time.GetElapsedTime(failures.LastAt) >= Forgotten)
            {
                _backOffs.Remove(key);
            }
        }

        foreach (var (key, guesses) in _windows)
        {
            if (Prune(guesses, key is string ? LoginWindow : NetworkWindow).Count == 0)
            {
                _windows.Remove(key);
            }
        }
    }

    /// <summary>What a guess counts for: a login's window is known by the login, a network's by its address.</summary>
    private sealed record Keys(object BackOff, (object Key, int Most, TimeSpan Window)[] Windows)
    {
        public static Keys Of(string login, IPAddress? network, Guid? device) =>
            device is { } known
                ? new Keys((login, known), [])
                : new Keys(
                    (login, network),
                    [(network ?? IPAddress.None, PerNetwork, NetworkWindow), (login, PerLogin, LoginWindow)]
                );
    }

    private readonly record struct Failures(int Count, long LastAt)
    {
        public Failures And(long now) => new(Count + 1, now);

        public TimeSpan Wait(TimeProvider time)
        {
            var passed = time.GetElapsedTime(LastAt);
            return Count < FreeFailures || passed >= Forgotten
                ? TimeSpan.Zero
                : (FirstWait * (1 << Math.Min(Count - FreeFailures, MaxDoubling))) - passed;
        }
    }

    /// <summary>A guess under way.</summary>
    public sealed class Guess : IDisposable
    {
        private readonly LogInAttempts _attempts;
        private readonly Keys _keys;
        private readonly long _at;
        private readonly SemaphoreSlim _turns;

        internal Guess(LogInAttempts attempts, object keys, long at, SemaphoreSlim turns) =>
            (_attempts, _keys, _at, _turns) = (attempts, (Keys)keys, at, turns);

        /// <summary>It was right, so it counts for nothing, nor do the failures of the same login before it.</summary>
        public void GiveBack()
        {
            lock (_attempts._lock)
            {
                _attempts._backOffs.Remove(_keys.BackOff);
                foreach (var (key, _, _) in _keys.Windows)
                {
                    if (_attempts._windows.TryGetValue(key, out var guesses))
                    {
                        _attempts._windows[key] = new(Without(guesses, _at));
                    }
                }
            }
        }

        public void Dispose() => _turns.Release();

        private static IEnumerable<long> Without(IEnumerable<long> guesses, long one)
        {
            var found = false;
            foreach (var guess in guesses)
            {
                if (guess == one && !found)
                {
                    found = true;
                }
                else
                {
                    yield return guess;
                }
            }
        }
    }
}
