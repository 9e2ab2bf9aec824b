using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CityOps.Ingest.Sl651;

/// <summary>Writes what the center says: confirmations, the request of a packet, and the question for values (SL
/// 651-2014
/// 6.6.4). It speaks as the station did: its encoding, center address, password and function code.</summary>
internal static class Sl651Answer
{
    private const int SerialAndTime = 8;
    private const int SerialAndTimeCharacters = 16;
    private const byte Down = 0x80;

    /// <summary>Confirms a message that is committed.</summary>
    /// <param name="to">The message, or its last packet.</param>
    /// <param name="serial">Its serial number.</param>
    /// <param name="at">Our own clock, by which stations may set theirs.</param>
    /// <param name="end"><see cref="Sl651Mark.Esc"/> or <see cref="Sl651Mark.Eot"/>.</param>
    public static void Confirm(IBufferWriter<byte> output, Sl651Frame to, ushort serial, DateTimeOffset at, byte end) =>
        Write(output, to, to.Function, to.Total, to.Total, serial, at, end);

    /// <summary>Asks for a packet that is missing or was broken.</summary>
    public static void Ask(IBufferWriter<byte> output, Sl651Frame last, int packet, ushort serial, DateTimeOffset at) =>
        Write(output, last, last.Function, last.Total, packet, serial, at, Sl651Mark.Nak);

    /// <summary>Asks a station for its values of now (function 37H, mode M4); its serial number is 0.</summary>
    public static void Query(IBufferWriter<byte> output, Sl651Frame like, DateTimeOffset at) =>
        Write(output, like, Sl651Function.QueryNow, 0, 0, 0, at, Sl651Mark.Enq);

    private static void Write(
        IBufferWriter<byte> output,
        Sl651Frame like,
        byte function,
        int total,
        int packet,
        ushort serial,
        DateTimeOffset at,
        byte end
    )
    {
        if (like.IsAscii)
        {
            WriteAscii(output, like, function, total, packet, serial, at, end);
        }
        else
        {
            WriteHex(output, like, function, total, packet, serial, at, end);
        }
    }

    private static void WriteHex(
        IBufferWriter<byte> output,
        Sl651Frame like,
        byte function,
        int total,
        int packet,
        ushort serial,
        DateTimeOffset at,
        byte end
    )
    {
        var numbers = total > 0 ? 3 : 0;
        var length = 14 + numbers + SerialAndTime + 3;
        var frame = output.GetSpan(length)[..length];
        frame[0] = frame[1] = Sl651Mark.Hex;
        Put(frame.Slice(2, 5), like.Station);
        frame[7] = like.Center;
        Put(frame.Slice(8, 2), like.Password);
        frame[10] = function;
        frame[11] = Down;
        frame[12] = (byte)(numbers + SerialAndTime);
        frame[13] = total > 0 ? Sl651Mark.Syn : Sl651Mark.Stx;
        if (total > 0)
        {
            frame[14] = (byte)(total >> 4);
            frame[15] = (byte)((total << 4) | (packet >> 8));
            frame[16] = (byte)packet;
        }

        var body = frame[(14 + numbers)..];
        BinaryPrimitives.WriteUInt16BigEndian(body, serial);
        Put(body.Slice(2, 6), Sl651Clock.Digits(at));
        body[SerialAndTime] = end;
        BinaryPrimitives.WriteUInt16BigEndian(frame[^2..], Sl651Crc.Of(frame[..^2]));
        output.Advance(length);
    }

    private static void WriteAscii(
        IBufferWriter<byte> output,
        Sl651Frame like,
        byte function,
        int total,
        int packet,
        ushort serial,
        DateTimeOffset at,
        byte end
    )
    {
        var numbers = total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{total:X3}{packet:X3}") : "";
        var length = numbers.Length + SerialAndTimeCharacters;
        var start = (char)(total > 0 ? Sl651Mark.Syn : Sl651Mark.Stx);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{(char)Sl651Mark.Soh}{like.Station}{like.Center:X2}{like.Password}{function:X2}8{length:X3}{start}"
                + $"{numbers}{serial:X4}{Sl651Clock.Digits(at)}{(char)end}"
        );
        var frame = output.GetSpan(text.Length + 4)[..(text.Length + 4)];
        Encoding.ASCII.GetBytes(text, frame);
        Encoding.ASCII.GetBytes(
            Sl651Crc.Of(frame[..text.Length]).ToString("X4", CultureInfo.InvariantCulture),
            frame[text.Length..]
        );
        output.Advance(frame.Length);
    }

    private static void Put(Span<byte> into, string digits) => Convert.FromHexString(digits, into, out _, out _);
}
