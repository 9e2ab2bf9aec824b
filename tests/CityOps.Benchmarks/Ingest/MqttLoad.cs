using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CityOps.Benchmarks.Ingest;

/// <summary>
/// One connection of the load generator: MQTT 3.1.1, QoS 1, a window kept full. It runs on the cores that it measures,
/// so it formats into one buffer and looks at acknowledgements four bytes at a time; it checks each of them all the
/// same.
/// </summary>
internal sealed class MqttLoad : IDisposable
{
    private const int MaxPacketLength = 256;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };
    private byte[] _send = [];
    private byte[] _receive = [];
    private readonly int _gateway;
    private readonly string _clientId;
    private readonly byte[] _topic;
    private long[] _sentAt = [];
    private int _received;
    private long _next;
    private long _acknowledged;

    private readonly bool _isProfiled;

    /// <param name="isProfiled">Sends a maker's nested JSON, for the payload profile of DoorsBench, instead of
    /// ours.</param>
    public MqttLoad(int gateway, string? clientId = null, bool isProfiled = false)
    {
        _gateway = gateway;
        _clientId = clientId ?? $"load-{gateway}";
        _isProfiled = isProfiled;
        var kind = isProfiled ? "raw" : "readings";
        _topic = Encoding.UTF8.GetBytes($"cityops/v1/{BenchCity.GatewayId(gateway)}/{kind}");
    }

    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Time from each send to its acknowledgement, in Stopwatch ticks; null where nobody asked.</summary>
    public List<long>? Latencies { get; set; }

    /// <summary>Between one reading of a sensor and its next.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The depth in mm of a connection's n-th reading.</summary>
    public Func<long, int> Depth { get; init; } = reading => (int)(reading % 400);

    public async Task ConnectAsync(int port, CancellationToken ct)
    {
        await _socket.ConnectAsync("127.0.0.1", port, ct);
        byte[] body =
        [
            0,
            4,
            .. "MQTT"u8,
            4,
            0xC2,
            0,
            0,
            .. Text(_clientId),
            .. Text(BenchCity.GatewayId(_gateway)),
            .. Text(BenchCity.Secret),
        ];
        await _socket.SendAsync((byte[])[0x10, (byte)body.Length, .. body], ct);
        var connAck = new byte[4];
        for (var got = 0; got < 4; )
        {
            var count = await _socket.ReceiveAsync(connAck.AsMemory(got), ct);
            got += count > 0 ? count : throw new IOException("closed at CONNECT");
        }

        if (connAck[3] != 0)
        {
            throw new IOException($"CONNECT refused with code {connAck[3]}");
        }
    }

    /// <summary>Publishes readings of the day with the window kept full, until all are acknowledged.</summary>
    public async Task RunAsync(DateTime day, long count, int window, CancellationToken ct)
    {
        MakeBuffers();
        var (start, end) = (_next, _next + count);
        while (_acknowledged < end)
        {
            var used = 0;
            while (_next < end && _next - _acknowledged < window && used < _send.Length - MaxPacketLength)
            {
                used += Encode(_send.AsSpan(used), day, _next - start, _next);
                _next++;
            }

            if (used > 0)
            {
                await SendAsync(used, ct);
            }

            await ReceiveAsync(ct);
        }
    }

    /// <summary>Publishes at an even rate, whatever comes back, for the time given; then waits for what is
    /// open.</summary>
    public async Task RunAtRateAsync(DateTime day, double perSecond, TimeSpan duration, CancellationToken ct)
    {
        MakeBuffers();
        var (start, began) = (_next, Stopwatch.GetTimestamp());
        var receiving = Task.Run(
            async () =>
            {
                while (Stopwatch.GetElapsedTime(began) < duration || _acknowledged < Volatile.Read(ref _next))
                {
                    await ReceiveAsync(ct);
                }
            },
            ct
        );
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (Stopwatch.GetElapsedTime(began) < duration && await timer.WaitForNextTickAsync(ct))
        {
            var due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond);
            while (_next - start < due && _next - Acknowledged < 60_000)
            {
                var used = 0;
                while (_next - start < due && used < _send.Length - MaxPacketLength)
                {
                    used += Encode(_send.AsSpan(used), day, _next - start, _next);
                    Volatile.Write(ref _next, _next + 1);
                }

                await SendAsync(used, ct);
            }
        }

        await receiving;
    }

    public void Dispose() => _socket.Dispose();

    private void MakeBuffers()
    {
        if (_send.Length == 0)
        {
            (_send, _receive, _sentAt) = (new byte[64 * 1024], new byte[16 * 1024], new long[65_536]);
        }
    }

    private async ValueTask SendAsync(int length, CancellationToken ct)
    {
        for (var sent = 0; sent < length; )
        {
            sent += await _socket.SendAsync(_send.AsMemory(sent, length - sent), ct);
        }
    }

    private async ValueTask ReceiveAsync(CancellationToken ct)
    {
        var count = await _socket.ReceiveAsync(_receive.AsMemory(_received), ct);
        if (count == 0)
        {
            throw new IOException("the server closed the connection");
        }

        _received += count;
        var now = Latencies is null ? 0 : Stopwatch.GetTimestamp();
        var at = 0;
        for (; at + 4 <= _received; at += 4)
        {
            var id = BinaryPrimitives.ReadUInt16BigEndian(_receive.AsSpan(at + 2));
            if (_receive[at] != 0x40 || _receive[at + 1] != 2 || id != PacketId(_acknowledged))
            {
                throw new IOException(
                    $"expected PUBACK {PacketId(_acknowledged)}, got {Convert.ToHexString(_receive.AsSpan(at, 4))}"
                );
            }

            Latencies?.Add(now - _sentAt[id]);
            Volatile.Write(ref _acknowledged, _acknowledged + 1);
        }

        _receive.AsSpan(at, _received - at).CopyTo(_receive);
        _received -= at;
    }

    private static ushort PacketId(long number) => (ushort)((number % 65_000) + 1);

    private int Encode(Span<byte> into, DateTime day, long reading, long number)
    {
        var id = PacketId(number);
        if (Latencies is not null)
        {
            _sentAt[id] = Stopwatch.GetTimestamp();
        }

        var payload = into[(3 + 2 + _topic.Length + 2)..];
        var at = _isProfiled ? PutProfiled(payload, day, reading) : PutReading(payload, day, reading, number);
        var remaining = 2 + _topic.Length + 2 + at;
        into[0] = 0x32;
        into[1] = (byte)(remaining | 0x80);
        into[2] = (byte)(remaining >> 7);
        BinaryPrimitives.WriteUInt16BigEndian(into[3..], (ushort)_topic.Length);
        _topic.CopyTo(into[5..]);
        BinaryPrimitives.WriteUInt16BigEndian(into[(5 + _topic.Length)..], id);
        return 3 + remaining;
    }

    /// <summary>As long as ours, with a time in a text and a level two objects down, as lock boards send it.</summary>
    private int PutProfiled(Span<byte> payload, DateTime day, long reading)
    {
        var at = Put(payload, 0, "{\"header\":{\"timeStamp\":\""u8);
        var time = day + (reading / BenchCity.SensorsPerGateway * Step);
        Utf8Formatter.TryFormat(
            (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond,
            payload[at..],
            out var n
        );
        at = Put(payload, at + n, "\"},\"payload\":{\"devices\":[{\"nodeid\":\"00"u8);
        payload[at++] = (byte)('0' + (reading % BenchCity.SensorsPerGateway));
        at = Put(payload, at, "\",\"action\":\"alarm\",\"params\":{\"55\":\"1\",\"vbat\":3.61,\"56\":"u8);
        Utf8Formatter.TryFormat(Depth(reading), payload[at..], out n);
        return Put(payload, at + n, "}}]}}"u8);
    }

    private int PutReading(Span<byte> payload, DateTime day, long reading, long number)
    {
        var at = Put(payload, 0, "{\"sensor\":\"B"u8);
        Utf8Formatter.TryFormat(_gateway, payload[at..], out var n, new('D', 3));
        at = Put(payload, at + n, "-"u8);
        payload[at++] = (byte)('0' + (reading % BenchCity.SensorsPerGateway));
        at = Put(payload, at, "\",\"observedAt\":\""u8);
        (day + (reading / BenchCity.SensorsPerGateway * Step)).TryFormat(
            payload[at..],
            out n,
            "yyyy-MM-ddTHH:mm:ss.fff",
            CultureInfo.InvariantCulture
        );
        at = Put(payload, at + n, "+00:00\",\"depthMm\":"u8);
        Utf8Formatter.TryFormat(Depth(reading), payload[at..], out n);
        at = Put(payload, at + n, ",\"seq\":"u8);
        Utf8Formatter.TryFormat(number, payload[at..], out n);
        return Put(payload, at + n, ",\"batteryMv\":3610,\"rssiDbm\":-87}"u8);
    }

    private static int Put(Span<byte> into, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(into[at..]);
        return at + text.Length;
    }

    private static byte[] Text(string text) => [0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
}
