using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// The v5 reason code of each rejection reason (MQTT 5.0 §3.4.2.1). All are final, sending again won't help, but for
/// <see cref="RejectionReason.OverQuota"/>: later it will.
/// </summary>
internal static class AckReasons
{
    public static MqttPubAckReasonCode Of(string rejection) =>
        rejection switch
        {
            RejectionReason.NotJson
            or RejectionReason.WrongShape
            or RejectionReason.MissingField
            or RejectionReason.WrongType
            or RejectionReason.BadFrame => MqttPubAckReasonCode.PayloadFormatInvalid,
            RejectionReason.TooManyParts or RejectionReason.OverQuota => MqttPubAckReasonCode.QuotaExceeded,
            RejectionReason.ForeignTopic
            or RejectionReason.NotPermitted
            or RejectionReason.UnknownTopic
            or RejectionReason.ForeignSensor
            or RejectionReason.UnknownSensor
            or RejectionReason.DisabledSensor
            or RejectionReason.UnknownGateway
            or RejectionReason.DisabledGateway
            or RejectionReason.NoProfile => MqttPubAckReasonCode.NotAuthorized,
            RejectionReason.HandlerFailed or RejectionReason.NotStorable or RejectionReason.NoHandler =>
                MqttPubAckReasonCode.UnspecifiedError,
            _ => MqttPubAckReasonCode.ImplementationSpecificError,
        };
}
