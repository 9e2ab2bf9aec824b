using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>A v5 connection's topic aliases (MQTT 5.0 §3.3.2.3.4). MQTTnet resolves them behind the adapter, too late
/// for what we keep.</summary>
internal sealed class TopicAliases(int maximum)
{
    private readonly Dictionary<ushort, string> _topics = [];

    /// <summary>The packet's topic, by its name or by its alias.</summary>
    public string Resolve(MqttPublishPacket packet)
    {
        if (packet.TopicAlias == 0)
        {
            return packet.Topic;
        }

        if (packet.TopicAlias > maximum)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.TopicAliasInvalid,
                $"topic alias {packet.TopicAlias}, {maximum} are allowed"
            );
        }

        if (packet.Topic.Length > 0)
        {
            _topics[packet.TopicAlias] = packet.Topic;
            return packet.Topic;
        }

        return _topics.TryGetValue(packet.TopicAlias, out var topic)
            ? topic
            : throw new ProtocolViolation(
                MqttDisconnectReasonCode.ProtocolError,
                $"topic alias {packet.TopicAlias} was never given a topic"
            );
    }
}
