using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// A client breaks the standard: its connection is closed, with this code for MQTT v5 (MQTT 5.0 §4.13).
/// </summary>
internal sealed class ProtocolViolation(MqttDisconnectReasonCode code, string message) : Exception(message)
{
    public MqttDisconnectReasonCode Code { get; } = code;

    /// <summary>The CONNACK that answers a CONNECT, as bytes; null for none.</summary>
    public byte[]? ConnAck { get; set; }
}
