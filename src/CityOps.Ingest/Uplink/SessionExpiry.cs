using System.Buffers;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// Sessions end with their connections. A v5 client that asks for more must be told (MQTT 5.0 §3.2.2.3.2), or it takes
/// its wish for granted; MQTTnet leaves the property out of the CONNACK when it is 0.
/// </summary>
internal static class SessionExpiry
{
    private static ReadOnlySpan<byte> None => [0x11, 0, 0, 0, 0];

    /// <summary>Writes an encoded CONNACK with Session Expiry Interval 0 as its first property.</summary>
    public static int Write(IBufferWriter<byte> output, ReadOnlySpan<byte> connAck)
    {
        var reader = new PacketReader(connAck[1..]);
        reader.VariableInteger();
        var head = reader.Take(2);
        var properties = reader.Take(reader.VariableInteger());
        Span<byte> lengths = stackalloc byte[8];
        var ofProperties = Encode(lengths, properties.Length + None.Length);
        var ofPacket = Encode(lengths[4..], head.Length + ofProperties + None.Length + properties.Length);
        output.Write([connAck[0]]);
        output.Write(lengths.Slice(4, ofPacket));
        output.Write(head);
        output.Write(lengths[..ofProperties]);
        output.Write(None);
        output.Write(properties);
        return 1 + ofPacket + head.Length + ofProperties + None.Length + properties.Length;
    }

    private static int Encode(Span<byte> to, int length)
    {
        var at = 0;
        do
        {
            to[at++] = (byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0));
            length >>= 7;
        } while (length > 0);
        return at;
    }
}
