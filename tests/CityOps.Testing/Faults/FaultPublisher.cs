using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;

namespace CityOps.Testing.Faults;

/// <summary>What a published message must have become once it is acknowledged.</summary>
public enum Published : byte
{
    /// <summary>A row of <c>reading</c>.</summary>
    Reading,

    /// <summary>A row of <c>feedback</c>.</summary>
    Feedback,

    /// <summary>A row of <c>rejected_message</c>: it is not JSON.</summary>
    Broken,

    /// <summary>A row of <c>rejected_message</c>: the table refuses this reading, so its batch had to be taken
    /// apart.</summary>
    Poison,
}

/// <summary>
/// A gateway that publishes numbered messages through every fault and keeps the list of what was acknowledged:
/// reconnects, sends what is open again, checks that acknowledgements come in order.
/// </summary>
/// <param name="index">From 0; its gateway is <c>fault-{index}</c> with the sensor <c>F-{index}</c>.</param>
/// <param name="port">Of a node, or of the broker.</param>
/// <param name="qos">1 or 2.</param>
/// <param name="version">5 at the broker, whose v5 acknowledgement tells whether anybody was there to take the message;
/// 4 at a node.</param>
/// <param name="qrCode">What its feedback is about.</param>
public sealed class FaultPublisher(int index, int port, int qos, byte version, string qrCode)
{
    private const byte NoMatchingSubscribers = 0x10;
    private const int Window = 200;
    private const int EachTick = 8; // with the period: 800 messages a second, so that the machine can do the rest too
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<Published> _published = [];
    private volatile int _acknowledged;
    private volatile bool _isFinishing;

    public int Index { get; } = index;

    /// <summary>How many of the first messages are acknowledged.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>How many were published, acknowledged or not.</summary>
    public int Count => _published.Count;

    /// <summary>While set, nearly everything that is published can't be accepted.</summary>
    public bool FillsQuarantine { get; set; }

    /// <summary>What message number <paramref name="number"/> is.</summary>
    public Published this[int number] => _published[number];

    /// <summary>The identifier of a feedback; says who sent it and which of the messages it is.</summary>
    public static Guid FeedbackId(int index, int number) => new(index, 0, 0, BitConverter.GetBytes((long)number));

    /// <summary>What a broken message says of itself.</summary>
    public static string BrokenPayload(int index, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{{broken {index} {number}");

    /// <summary>Publishes nothing new; <see cref="RunAsync"/> ends when everything is acknowledged.</summary>
    public void Finish() => _isFinishing = true;

    /// <summary>Publishes until <see cref="Finish"/>, then until everything is acknowledged.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!_isFinishing || _acknowledged < Count)
        {
            try
            {
                await using var mqtt = await RawMqtt.ConnectAsync(
                    port,
                    ct,
                    $"fault-{Index}",
                    TestCity.GatewaySecret,
                    version
                );
                await PublishAsync(mqtt, ct);
            }
            catch (Exception e)
                when (e is IOException or SocketException or Xunit.Sdk.IAssertionException
                    && !ct.IsCancellationRequested
                )
            {
                await Task.Delay(Tick * 5, ct); // it is away, or refuses until its database is back
            }
        }
    }

    private async Task PublishAsync(RawMqtt mqtt, CancellationToken ct)
    {
        var open = new ConcurrentQueue<int>();
        using var turn = new SemaphoreSlim(1);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var receiving = ReceiveAsync(mqtt, open, turn, ended.Token);
        try
        {
            using var timer = new PeriodicTimer(Tick);
            for (var next = _acknowledged; !receiving.IsCompleted && !(_isFinishing && next == Count && open.IsEmpty); )
            {
                await timer.WaitForNextTickAsync(ct);
                for (var sent = 0; sent < EachTick && open.Count < Window && (next < Count || !_isFinishing); sent++)
                {
                    var message = Message(next);
                    open.Enqueue(next++);
                    await SendAsync(mqtt, message, turn, ct);
                }
            }
        }
        finally
        {
            await ended.CancelAsync();
            await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await receiving; // tells of acknowledgements out of order
    }

    private async Task ReceiveAsync(
        RawMqtt mqtt,
        ConcurrentQueue<int> open,
        SemaphoreSlim turn,
        CancellationToken ended
    )
    {
        try
        {
            while (await mqtt.ReceiveAsync(ended) is { Length: > 0 } packet)
            {
                if (packet[0] == 0x70)
                {
                    continue; // PUBCOMP
                }

                var isNext = open.TryDequeue(out var number);
                if (
                    !isNext
                    || packet[0] != (qos == 1 ? 0x40 : 0x50)
                    || ((packet[2] << 8) | packet[3]) != PacketId(number)
                )
                {
                    throw new InvalidOperationException(
                        $"Publisher {Index} got {Convert.ToHexString(packet)} where the acknowledgement of {PacketId(number):X4} was due."
                    );
                }

                if (packet.Length > 4 && packet[4] == NoMatchingSubscribers)
                {
                    throw new IOException("The broker has dropped the message and says so; it is sent again.");
                }

                _acknowledged = number + 1;
                if (qos == 2)
                {
                    await SendAsync(mqtt, RawMqtt.Packet(0x62, packet[2..4]), turn, ended);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // the connection is being left
        }
    }

    private static async Task SendAsync(RawMqtt mqtt, byte[] packet, SemaphoreSlim turn, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            await mqtt.SendAsync(packet, ct);
        }
        finally
        {
            turn.Release();
        }
    }

    private byte[] Message(int number)
    {
        if (number == _published.Count)
        {
            _published.Add(Kind(number));
        }

        var kind = _published[number];
        var payload = kind switch
        {
            Published.Broken => BrokenPayload(Index, number),
            Published.Feedback =>
                $$"""{"id":"{{FeedbackId(Index, number)}}","code":"{{qrCode}}","kind":"praise","stars":5}""",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"sensor":"F-{{Index}}","observedAt":{{Start.AddMilliseconds(number).ToUnixTimeMilliseconds()}},"depthMm":{{(kind == Published.Poison ? FaultCity.PoisonDepthMm : number % 1000)}},"seq":{{number}}}"""
            ),
        };
        var topic = $"cityops/v1/fault-{Index}/{(kind == Published.Feedback ? "feedback" : "readings")}";
        return RawMqtt.Publish(PacketId(number), payload, topic, version, qos);
    }

    private Published Kind(int number) =>
        FillsQuarantine && number % 20 != 0
            ? (number % 10 == 3 ? Published.Poison : Published.Broken)
            : (number % 500) switch
            {
                7 => Published.Feedback,
                107 or 307 => Published.Broken,
                407 => Published.Poison,
                _ => Published.Reading,
            };

    private static ushort PacketId(int number) => (ushort)((number % 65_000) + 1);
}
