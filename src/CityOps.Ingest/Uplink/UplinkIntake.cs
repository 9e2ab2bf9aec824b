using System.Buffers;
using CityOps.Ingest.Directory;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// A connected gateway's messages on their way into the pipeline. What one read of the socket gives becomes one submission, so
/// that a burst costs one hand-over and one acknowledging write.
/// </summary>
internal sealed class UplinkIntake(Gateway gateway, bool isV5, AckWriter acks, KeepAlive keepAlive, UplinkContext context)
{
    private const int MaximumMessages = 1000;
    private readonly UplinkTopics _topics = new(gateway.Id);
    private readonly TopicAliases _aliases = new(context.Mqtt.TopicAliasMaximum);
    private UplinkSubmission? _filling;

    /// <summary>Takes one message in. Waits, and so leaves the socket unread, while the window or the pipeline is full.</summary>
    public async ValueTask TakeAsync(byte header, MqttPublishPacket packet, CancellationToken cancellationToken)
    {
        PublishRules.Check(header, packet);
        var topic = _aliases.Resolve(packet);
        await MakeRoomAsync(packet.QualityOfServiceLevel, cancellationToken);
        if (topic == _topics.Readings)
        {
            var message = Add(await FillingAsync(cancellationToken), packet);
            context.Pipeline.Take(_filling!, message, Payload(packet));
            return;
        }

        PublishRules.CheckTopic(topic);
        if (_topics.FieldKind(topic) is { } kind)
        {
            await HandOnAsync(kind, topic, packet, cancellationToken);
            return;
        }

        var submission = await FillingAsync(cancellationToken);
        submission.Reject(new Rejection(
            Add(submission, packet), 0, _topics.RefusalOf(topic), $"gateway {gateway.Id} may not publish here", topic, Payload(packet)));
    }

    /// <summary>Hands what has been filled to the committer.</summary>
    public void Send()
    {
        if (_filling is { } filled)
        {
            _filling = null;
            acks.Expect(filled);
            context.Pipeline.Send(filled);
        }
    }

    private async ValueTask MakeRoomAsync(MqttQualityOfServiceLevel qos, CancellationToken cancellationToken)
    {
        var wanted = qos == MqttQualityOfServiceLevel.AtMostOnce ? 0 : 1;
        if (acks.Unacknowledged + wanted <= context.Mqtt.ReceiveMaximum)
        {
            return;
        }

        if (isV5)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ReceiveMaximumExceeded, $"more than {context.Mqtt.ReceiveMaximum} unacknowledged messages");
        }

        Send();
        await keepAlive.PauseForAsync(acks.WaitForRoomAsync(context.Mqtt.ReceiveMaximum, cancellationToken));
    }

    /// <summary>The submission being filled, or a new one once the pipeline has a place for it.</summary>
    private async ValueTask<UplinkSubmission> FillingAsync(CancellationToken cancellationToken)
    {
        if (_filling?.Messages >= MaximumMessages)
        {
            Send();
        }

        return _filling ??= await NewAsync(cancellationToken);
    }

    private async ValueTask<UplinkSubmission> NewAsync(CancellationToken cancellationToken)
    {
        await keepAlive.PauseForAsync(acks.WaitForRoomAsync(int.MaxValue, cancellationToken));
        await keepAlive.PauseForAsync(context.Pipeline.ReserveAsync(cancellationToken));
        return new UplinkSubmission(gateway, _topics.Readings, context.Time.GetUtcNow(), acks);
    }

    private int Add(UplinkSubmission submission, MqttPublishPacket packet)
    {
        if (packet.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce)
        {
            acks.Count();
            submission.Acks.Add(new PendingAck(submission.Messages, packet.PacketIdentifier, packet.QualityOfServiceLevel));
        }

        return submission.Messages++;
    }

    /// <summary>A field message is a submission of its own: it waits for its handler, and later acknowledgements wait for it.</summary>
    private async ValueTask HandOnAsync(string kind, string topic, MqttPublishPacket packet, CancellationToken cancellationToken)
    {
        Send();
        var submission = await NewAsync(cancellationToken);
        Add(submission, packet);
        acks.Expect(submission);
        _ = context.FieldMessages.HandleAsync(submission, kind, topic, Payload(packet), context.Stopping);
    }

    /// <summary>The decoder's own copy of the payload; that copy is the only one made of it.</summary>
    private static ReadOnlyMemory<byte> Payload(MqttPublishPacket packet) =>
        packet.Payload.IsSingleSegment ? packet.Payload.First : packet.Payload.ToArray();
}
