using CityOps.Ingest.Directory;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>The messages that one read of a connection's socket gave, acknowledged together once they are committed.</summary>
internal sealed class UplinkSubmission(Gateway gateway, string topic, DateTimeOffset receivedAt, AckWriter acks)
    : Submission("mqtt", gateway, topic, receivedAt)
{
    private volatile bool _isCommitted;

    /// <summary>Whether its acknowledgements may be written.</summary>
    public bool IsCommitted => _isCommitted;

    /// <summary>The messages to acknowledge, in the order received; QoS 0 has none.</summary>
    public List<PendingAck> Acks { get; } = [];

    /// <summary>How many messages it holds, of any QoS.</summary>
    public int Messages { get; set; }

    /// <inheritdoc />
    public override void Committed()
    {
        _isCommitted = true;
        acks.Wake();
    }
}

/// <summary>A message that waits for its acknowledgement.</summary>
/// <param name="Message">Which of the submission's messages.</param>
/// <param name="PacketId">Its packet identifier.</param>
/// <param name="Qos">PUBACK for 1, PUBREC for 2.</param>
internal readonly record struct PendingAck(int Message, ushort PacketId, MqttQualityOfServiceLevel Qos);
