using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace CityOps.Testing;

/// <summary>
/// MQTT 3.1.1 by the byte over a socket: for what a well-behaved client can't do, and to see exactly when each
/// acknowledgement comes.
/// </summary>
public sealed class RawMqtt : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };
    private readonly NetworkStream _stream;

    private RawMqtt(int port)
    {
        _socket.Connect("127.0.0.1", port);
        _stream = new NetworkStream(_socket);
    }

    /// <summary>A socket without a word.</summary>
    public static RawMqtt Open(int port) => new(port);

    /// <summary>A connected gateway.</summary>
    public static async Task<RawMqtt> ConnectAsync(
        int port,
        CancellationToken ct,
        string id = TestCity.Gateway,
        string secret = TestCity.GatewaySecret,
        byte version = 4
    )
    {
        var client = new RawMqtt(port);
        await client.SendAsync(Connect(id, secret, version), ct);
        var connAck = await client.ReceiveAsync(ct);
        if (connAck.Length == 0)
        {
            await client.DisposeAsync();
            throw new IOException("The server closed the connection at CONNECT.");
        }

        Assert.Equal(0x20, connAck[0]);
        Assert.Equal(0, connAck[3]);
        return client;
    }

    public static byte[] Connect(
        string id,
        string secret,
        byte version = 4,
        ushort keepAlive = 60,
        string? clientId = null
    ) =>
        Packet(
            0x10,
            [
                .. Text("MQTT"),
                version,
                0xC2,
                (byte)(keepAlive >> 8),
                (byte)keepAlive,
                .. version == 5 ? [(byte)0] : Array.Empty<byte>(),
                .. Text(clientId ?? $"raw-{Guid.NewGuid():N}"),
                .. Text(id),
                .. Text(secret),
            ]
        );

    public static byte[] Publish(
        ushort packetId,
        string payload,
        string topic = "cityops/v1/gw-01/readings",
        byte version = 4,
        int qos = 1
    ) =>
        Packet(
            (byte)(0x30 | (qos << 1)),
            [
                .. Text(topic),
                (byte)(packetId >> 8),
                (byte)packetId,
                .. version == 5 ? [(byte)0] : Array.Empty<byte>(),
                .. Encoding.UTF8.GetBytes(payload),
            ]
        );

    /// <summary>A control packet of any content.</summary>
    public static byte[] Packet(byte header, byte[] body)
    {
        var length = new List<byte>();
        var rest = body.Length;
        do
        {
            length.Add((byte)((rest % 128) | (rest >= 128 ? 0x80 : 0)));
            rest /= 128;
        } while (rest > 0);
        return [header, .. length, .. body];
    }

    public static byte[] Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return [(byte)(utf8.Length >> 8), (byte)utf8.Length, .. utf8];
    }

    public Task SendAsync(byte[] bytes, CancellationToken ct) => _stream.WriteAsync(bytes, ct).AsTask();

    /// <summary>The next packet; empty when the server has closed the connection.</summary>
    public async Task<byte[]> ReceiveAsync(CancellationToken ct)
    {
        try
        {
            var head = new byte[2];
            if (await _stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, ct) < 2)
            {
                return [];
            }

            var (length, header) = ((int)head[1], head);
            if (length >= 128)
            {
                var more = new byte[1];
                await _stream.ReadExactlyAsync(more, ct);
                Assert.True(more[0] < 128, "a longer packet than these tests expect");
                (length, header) = ((length & 0x7F) | (more[0] << 7), [.. head, .. more]);
            }

            var packet = new byte[header.Length + length];
            header.CopyTo(packet, 0);
            await _stream.ReadExactlyAsync(packet.AsMemory(header.Length), ct);
            return packet;
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The packet identifier of the PUBACK that comes next.</summary>
    public async Task<int> ReceivePubAckAsync(CancellationToken ct)
    {
        var packet = await ReceiveAsync(ct);
        Assert.Equal(0x40, packet.FirstOrDefault());
        return BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2));
    }

    /// <summary>Whether anything has come that was not received yet, the end of the connection included.</summary>
    public async Task<bool> HearsWithinAsync(TimeSpan time, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(time);
        try
        {
            await _socket.ReceiveAsync(new byte[1], SocketFlags.Peek, limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
        catch (SocketException)
        {
            return true; // reset
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }
}
