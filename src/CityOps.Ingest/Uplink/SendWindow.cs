using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// How many messages of ours a v5 client lets us have unacknowledged (its Receive Maximum, MQTT 5.0 §3.3.4); the others
/// wait here in order. Bounded: see <see cref="IsOverfull"/>.
/// </summary>
internal sealed class SendWindow(int maximum)
{
    private const int MaxWaiting = 1000;
    private readonly Lock _lock = new();
    private readonly HashSet<ushort> _underWay = [];
    private readonly Queue<MqttPublishPacket> _waiting = [];

    /// <summary>More wait than a client that acknowledges leaves waiting: its connection is to be closed.</summary>
    public bool IsOverfull
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count > MaxWaiting;
            }
        }
    }

    /// <summary>Whether it may be sent now; if not, <see cref="Acknowledged"/> gives it back when its turn
    /// comes.</summary>
    public bool Admits(MqttPublishPacket publish)
    {
        if (publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
        {
            return true;
        }

        lock (_lock)
        {
            if (_underWay.Count < maximum)
            {
                _underWay.Add(publish.PacketIdentifier);
                return true;
            }

            _waiting.Enqueue(publish);
            return false;
        }
    }

    /// <summary>One is acknowledged; the next one, to be sent now, or null.</summary>
    public MqttPublishPacket? Acknowledged(ushort packetId)
    {
        lock (_lock)
        {
            if (!_underWay.Remove(packetId) || !_waiting.TryDequeue(out var next))
            {
                return null;
            }

            _underWay.Add(next.PacketIdentifier);
            return next;
        }
    }
}
