using System.Buffers.Binary;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// The PUBLISH that nearly every packet is: to a topic of the gateway's own, in full, without properties. It is read in
/// place, because MQTTnet's decoder makes five objects of each and that was a fifth of the uplink's time, most of it in
/// the garbage collector (docs/benchmarks.md). Any other PUBLISH is MQTTnet's to decode.
/// </summary>
/// <param name="Qos">0 to 2.</param>
/// <param name="PacketId">Not 0 for QoS 1 and 2.</param>
/// <param name="Payload">Valid until the stream is advanced.</param>
internal readonly record struct PlainPublish(MqttQualityOfServiceLevel Qos, ushort PacketId, ArraySegment<byte> Payload)
{
    private const int QosMask = 0x06;
    private const int DupFlag = 0x08;

    /// <summary>The UTF-8 topic of a PUBLISH; empty when it is longer than the packet.</summary>
    public static ReadOnlySpan<byte> Topic(PacketFrame frame)
    {
        var body = frame.Body.AsSpan();
        return body.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(body) is var length && body.Length >= 2 + length
            ? body.Slice(2, length)
            : default;
    }

    /// <summary>False for anything that is not plain and in order; the full decoder and the rules then say what it
    /// is.</summary>
    public static bool TryRead(PacketFrame frame, bool isV5, ReadOnlySpan<byte> topic, out PlainPublish publish)
    {
        publish = default;
        var qos = (MqttQualityOfServiceLevel)((frame.Header & QosMask) >> 1);
        var (idLength, propertiesLength) = (qos == 0 ? 0 : 2, isV5 ? 1 : 0);
        var at = 2 + topic.Length;
        var body = frame.Body.AsSpan();
        if (
            qos > MqttQualityOfServiceLevel.ExactlyOnce
            || (qos == 0 && (frame.Header & DupFlag) != 0)
            || body.Length < at + idLength + propertiesLength
            || BinaryPrimitives.ReadUInt16BigEndian(body) != topic.Length
            || !body.Slice(2, topic.Length).SequenceEqual(topic)
            || (isV5 && body[at + idLength] != 0)
        )
        {
            return false;
        }

        var id = qos == 0 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(body[at..]);
        publish = new PlainPublish(qos, id, frame.Body[(at + idLength + propertiesLength)..]);
        return qos == 0 || id != 0;
    }
}
