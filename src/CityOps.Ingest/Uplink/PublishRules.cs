using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>What the standard demands of a PUBLISH and MQTTnet's decoder lets through.</summary>
internal static class PublishRules
{
    private const int DupFlag = 0x08;

    /// <summary>Throws a <see cref="ProtocolViolation"/> for a packet that must close the connection.</summary>
    public static void Check(byte header, MqttPublishPacket packet)
    {
        switch (packet.QualityOfServiceLevel)
        {
            case MqttQualityOfServiceLevel.AtMostOnce when (header & DupFlag) != 0:
                throw Malformed("DUP is set on a QoS 0 message [MQTT-3.3.1-2]");
            case MqttQualityOfServiceLevel.AtMostOnce:
                break;
            case MqttQualityOfServiceLevel.AtLeastOnce
            or MqttQualityOfServiceLevel.ExactlyOnce when packet.PacketIdentifier != 0:
                break;
            case MqttQualityOfServiceLevel.AtLeastOnce or MqttQualityOfServiceLevel.ExactlyOnce:
                throw new ProtocolViolation(
                    MqttDisconnectReasonCode.ProtocolError,
                    "packet identifier 0 [MQTT-2.2.1-3]"
                );
            default:
                throw Malformed("QoS 3 [MQTT-3.3.1-4]");
        }

        if (packet.SubscriptionIdentifiers is { Count: > 0 })
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ProtocolError,
                "a client sends no subscription identifier [MQTT-3.3.4-6]"
            );
        }
    }

    /// <summary>A topic that is none: empty, with a wildcard, a NUL or invalid UTF-8 (MQTT 5.0 §3.3.2.1,
    /// §1.5.4).</summary>
    public static void CheckTopic(string topic)
    {
        if (topic.Length == 0 || topic.AsSpan().ContainsAny('+', '#'))
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.TopicNameInvalid,
                "a topic name is empty or has a wildcard [MQTT-3.3.2-2]"
            );
        }

        if (topic.AsSpan().ContainsAny('\0', '\uFFFD'))
        {
            throw Malformed("a topic name has NUL or is not UTF-8 [MQTT-1.5.4-1]");
        }
    }

    private static ProtocolViolation Malformed(string why) => new(MqttDisconnectReasonCode.MalformedPacket, why);
}
