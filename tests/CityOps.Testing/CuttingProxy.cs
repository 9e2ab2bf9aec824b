using System.Net;
using System.Net.Sockets;

namespace CityOps.Testing;

/// <summary>
/// A bad mobile network: a TCP proxy that forwards to the application and breaks every connection after a random number
/// of bytes, wherever in a request or an answer that is: half of them with a reset, half as if the other end had
/// closed, and a moment after the last byte.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Random _random;
    private readonly (int Fewest, int Most) _bytes;
    private readonly Task _accepting;
    private int _connections;
    private int _cuts;

    private CuttingProxy(Uri target, int seed, (int Fewest, int Most) bytes, int port)
    {
        (_target, _random, _bytes) = (target, new Random(seed), bytes);
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Connections => _connections;

    /// <summary>Connections that were broken before either end closed them.</summary>
    public int Cuts => _cuts;

    /// <param name="bytes">A connection lives for so many bytes, both directions together, drawn evenly from this
    /// range.</param>
    /// <param name="port">One that a proxy had before, when its clients shall find this one in its place.</param>
    public static CuttingProxy Start(Uri target, int seed, (int Fewest, int Most) bytes, int port = 0) =>
        new(target, seed, bytes, port);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _connections++;
                open.Add(
                    ForwardAsync(
                        client,
                        _random.Next(_bytes.Fewest, _bytes.Most),
                        isReset: _random.Next(2) == 0,
                        _random.Next(30)
                    )
                );
            }
        }
        catch (Exception stopped)
            when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ForwardAsync(Socket client, int budget, bool isReset, int lateMilliseconds)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        using (var cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            var left = new Budget { Bytes = budget };
            try
            {
                await server.ConnectAsync(_target.Host, _target.Port, cut.Token);
                var there = PumpAsync(client, server, left, cut);
                var back = PumpAsync(server, client, left, cut);
                await Task.WhenAny(there, back);
                await Task.Delay(lateMilliseconds, cut.Token); // the last bytes travel while the signal is gone already
                await cut.CancelAsync();
                await Task.WhenAll(there, back);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // The application went first.
            }

            if (left.Bytes <= 0)
            {
                Interlocked.Increment(ref _cuts);
            }

            if (isReset)
            {
                client.LingerState = server.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, Budget left, CancellationTokenSource cut)
    {
        var buffer = new byte[1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, cut.Token)) > 0)
            {
                var allowed = Math.Min(read, Math.Max(0, Interlocked.Add(ref left.Bytes, -read) + read));
                await to.SendAsync(buffer.AsMemory(0, allowed), cut.Token);
                if (allowed < read)
                {
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // Either end went, or the other direction was cut.
        }
    }

    private sealed class Budget
    {
        public int Bytes;
    }
}
