using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CityOps.Testing;

/// <summary>
/// A station that speaks SL 651-2014 in HEX/BCD over a real socket. It makes its frames by the standard's text and
/// shares no code with the product, so that an error of ours is not made twice.
/// <code>await using var station = await Sl651Client.ConnectAsync(port, ct); await station.SendAsync(frame, ct);</code>
/// </summary>
public sealed class Sl651Client : IAsyncDisposable
{
    public const string Address = "0012345678";
    public const string Password = "1234";
    private const int AnswerLength = 25;
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private Sl651Client(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
    }

    public static async Task<Sl651Client> ConnectAsync(int port, CancellationToken ct)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(IPAddress.Loopback, port, ct);
        return new Sl651Client(tcp);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct) => _stream.WriteAsync(bytes, ct);

    /// <summary>Says that nothing more will come; answers are still read.</summary>
    public void EndSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next confirmation's serial number, after a look at its form.</summary>
    public async Task<int> ReceiveConfirmationAsync(CancellationToken ct)
    {
        var answer = await ReceiveAsync(AnswerLength, ct);
        Xunit.Assert.Equal((0x7E, 0x7E, 0x80, 0x08), (answer[0], answer[1], answer[11], answer[12]));
        Xunit.Assert.True(answer[22] is 0x1B or 0x04, $"it ends with {answer[22]:X2}");
        Xunit.Assert.Equal(Crc(answer.AsSpan(0, 23)), BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(23)));
        return BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(14));
    }

    /// <summary>So many bytes; throws <see cref="EndOfStreamException"/> when the other side has closed
    /// before.</summary>
    public async Task<byte[]> ReceiveAsync(int length, CancellationToken ct)
    {
        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    /// <summary>Waits until the other side closes; returns how many bytes it said before.</summary>
    public async Task<int> UntilClosedAsync(CancellationToken ct)
    {
        var (buffer, said) = (new byte[256], 0);
        try
        {
            while (await _stream.ReadAsync(buffer, ct) is var read and > 0)
            {
                said += read;
            }
        }
        catch (IOException)
        {
            // closed by a reset
        }

        return said;
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A timed report (32H) of one level in metres, <c>39 23</c>.</summary>
    public static byte[] Level(
        int serial,
        DateTimeOffset at,
        decimal metres,
        string address = Address,
        string password = Password
    ) =>
        Frame(
            0x32,
            [
                .. Head(serial, at),
                0xF1,
                0xF1,
                .. Convert.FromHexString(address),
                0x48,
                0xF0,
                0xF0,
                .. Time(at)[..5],
                0x39,
                0x23,
                .. Bcd(metres * 1000, 4),
                0x38,
                0x12,
                0x12,
                0x50,
            ],
            address,
            password
        );

    public static byte[] KeepAlive(DateTimeOffset at) => Frame(0x2F, Head(1, at));

    /// <summary>Serial number and time of sending.</summary>
    public static byte[] Head(int serial, DateTimeOffset at) => [(byte)(serial >> 8), (byte)serial, .. Time(at)];

    /// <summary>YYMMDDHHmmSS of Beijing in BCD.</summary>
    public static byte[] Time(DateTimeOffset at) =>
        Convert.FromHexString(at.ToOffset(Beijing).ToString("yyMMddHHmmss", CultureInfo.InvariantCulture));

    /// <summary>An upward frame, one of several packets where <paramref name="total"/> is given.</summary>
    public static byte[] Frame(
        byte function,
        byte[] body,
        string address = Address,
        string password = Password,
        int total = 0,
        int packet = 0
    )
    {
        byte[] numbers = total == 0 ? [] : [(byte)(total >> 4), (byte)((total << 4) | (packet >> 8)), (byte)packet];
        var length = numbers.Length + body.Length;
        byte[] frame =
        [
            0x7E,
            0x7E,
            0x01,
            .. Convert.FromHexString(address),
            .. Convert.FromHexString(password),
            function,
            (byte)(length >> 8),
            (byte)length,
            total == 0 ? (byte)0x02 : (byte)0x16,
            .. numbers,
            .. body,
            packet < total ? (byte)0x17 : (byte)0x03,
        ];
        var check = Crc(frame);
        return [.. frame, (byte)(check >> 8), (byte)check];
    }

    private static byte[] Bcd(decimal number, int bytes) =>
        Convert.FromHexString(((long)number).ToString(CultureInfo.InvariantCulture).PadLeft(bytes * 2, '0'));

    private static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xA001 : crc >> 1;
            }
        }

        return (ushort)crc;
    }
}
