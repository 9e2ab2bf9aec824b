using System.Net;
using System.Net.Sockets;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Slows guessing: in a minute ten failed log-ins per login and address, and thirty per address, whatever the logins. A
/// guess is
/// counted before it is checked, so that many at once are no more than many in a row; one that is right is given back.
/// </summary>
public sealed class LogInAttempts(TimeProvider time) : IDisposable
{
    private const int PerLogin = 10;
    private const int PerAddress = 30;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // By what is guessed at, the times of the guesses of the last minute, oldest first.
    private readonly Dictionary<(string? Login, IPAddress? Network), List<long>> _guesses = [];
    private readonly Lock _lock = new();

    // A hash takes a core for a good tenth of a second on purpose; more at once would take them from everybody else.
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private long _swept;

    /// <summary>A guess that was counted and may be checked now, or null when there were too many. To be disposed of
    /// when it is checked.</summary>
    public async Task<Guess?> BeginAsync(string login, IPAddress? address, CancellationToken ct)
    {
        (string? Login, IPAddress? Network) at = (null, NetworkOf(address));
        if (AreExhausted(login, at.Network))
        {
            return null;
        }

        await _turns.WaitAsync(ct);
        lock (_lock)
        {
            if (!AreExhausted(login, at.Network))
            {
                var now = time.GetTimestamp();
                Of(at).Add(now);
                Of((login, at.Network)).Add(now);
                return new Guess(this, login, at.Network, now);
            }
        }

        _turns.Release();
        return null;
    }

    public void Dispose() => _turns.Dispose();

    private bool AreExhausted(string login, IPAddress? network)
    {
        lock (_lock)
        {
            Sweep();
            return Recent((null, network)) >= PerAddress || Recent((login, network)) >= PerLogin;
        }
    }

    private int Recent((string?, IPAddress?) key)
    {
        if (!_guesses.TryGetValue(key, out var guesses))
        {
            return 0;
        }

        guesses.RemoveAll(IsOver);
        return guesses.Count;
    }

    private List<long> Of((string?, IPAddress?) key)
    {
        if (!_guesses.TryGetValue(key, out var guesses))
        {
            guesses = _guesses[key] = [];
        }

        return guesses;
    }

    // Once a window, so that what was guessed at once and never again takes no memory.
    private void Sweep()
    {
        if (!IsOver(_swept))
        {
            return;
        }

        _swept = time.GetTimestamp();
        foreach (var (key, guesses) in _guesses)
        {
            if (guesses.TrueForAll(IsOver))
            {
                _guesses.Remove(key);
            }
        }
    }

    private bool IsOver(long guess) => time.GetElapsedTime(guess) >= Window;

    /// <summary>Whoever has an address of version 6 has a network of 64 bits of them.</summary>
    private static IPAddress? NetworkOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address?.MapToIPv6();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>A guess under way.</summary>
    public sealed class Guess(LogInAttempts attempts, string login, IPAddress? network, long at) : IDisposable
    {
        /// <summary>It was right, so it counts for nothing.</summary>
        public void GiveBack()
        {
            lock (attempts._lock)
            {
                attempts.Of((null, network)).Remove(at);
                attempts.Of((login, network)).Remove(at);
            }
        }

        public void Dispose() => attempts._turns.Release();
    }
}
