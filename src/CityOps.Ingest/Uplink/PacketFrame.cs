using System.Buffers;
using System.Runtime.InteropServices;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>One MQTT control packet, cut out of the stream (MQTT 5.0 §2.1, MQTT 3.1.1 §2.2).</summary>
/// <param name="Header">The first byte: type and flags.</param>
/// <param name="Body">What follows the remaining length; valid until the stream is advanced.</param>
/// <param name="TotalLength">Header, length and body, in bytes.</param>
internal readonly record struct PacketFrame(byte Header, ArraySegment<byte> Body, int TotalLength)
{
    private const int MaxLengthBytes = 4;

    public MqttControlPacketType Type => (MqttControlPacketType)(Header >> 4);

    /// <summary>
    /// Takes the next packet off the buffer; false when it has not arrived as a whole. The announced length is checked
    /// as soon as it is there: nobody makes us wait for a gigabyte.
    /// </summary>
    public static bool TryCut(ref ReadOnlySequence<byte> buffer, int maximum, out PacketFrame frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out var header) || !TryReadLength(ref reader, out var length))
        {
            return false;
        }

        var total = reader.Consumed + length;
        if (total > maximum)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.PacketTooLarge,
                $"a packet of {total} bytes, {maximum} are taken"
            );
        }

        if (buffer.Length < total)
        {
            return false;
        }

        frame = new PacketFrame(header, Contiguous(buffer.Slice(reader.Position, length)), (int)total);
        buffer = buffer.Slice(total);
        return true;
    }

    private static bool TryReadLength(ref SequenceReader<byte> reader, out int length)
    {
        length = 0;
        for (var i = 0; i < MaxLengthBytes; i++)
        {
            if (!reader.TryRead(out var digit))
            {
                return false;
            }

            length |= (digit & 0x7F) << (7 * i);
            if ((digit & 0x80) == 0)
            {
                return true;
            }
        }

        throw new ProtocolViolation(
            MqttDisconnectReasonCode.MalformedPacket,
            "the remaining length has more than four bytes"
        );
    }

    /// <summary>The pipe's own memory where the packet lies in one block, a copy where it straddles two.</summary>
    private static ArraySegment<byte> Contiguous(ReadOnlySequence<byte> body) =>
        body.IsSingleSegment && MemoryMarshal.TryGetArray(body.First, out var segment) ? segment : body.ToArray();
}
