using System.Buffers;
using CityOps.Ingest.Uplink;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Broker;

/// <summary>
/// What the broker sends on its way into the pipeline. Neighbouring messages of one gateway share a submission; the
/// acknowledgements keep the order in which the broker sent ([MQTT-4.6.0-2]) whoever wrote the messages.
/// </summary>
internal sealed class BrokerIntake(BrokerSenders senders, AckWriter acks, KeepAlive keepAlive, UplinkContext context)
{
    private const int UsualBytes = 4 * 1024;
    private UplinkSubmission? _filling;

    /// <summary>Takes a plain message of readings of a gateway that has sent before; false for any other.</summary>
    public async ValueTask<bool> TryTakePlainAsync(PacketFrame frame, CancellationToken cancellationToken)
    {
        if (
            senders.Remember(PlainPublish.Topic(frame)) is not { } sender
            || !PlainPublish.TryRead(frame, isV5: true, sender.Topics.ReadingsUtf8, out var plain)
        )
        {
            return false;
        }

        var submission = await FillingAsync(sender, plain.Payload.Count, cancellationToken);
        context.Pipeline.Take(submission, Add(submission, plain.Qos, plain.PacketId), submission.Keep(plain.Payload));
        return true;
    }

    /// <summary>Takes any other message, decoded by MQTTnet.</summary>
    public async ValueTask TakeAsync(byte header, MqttPublishPacket packet, CancellationToken cancellationToken)
    {
        PublishRules.Check(header, packet);
        var finding = senders.FindAsync(packet.Topic, cancellationToken).AsTask();
        await keepAlive.PauseForAsync(finding);
        var sender = await finding;
        ReadOnlyMemory<byte> payload = packet.Payload.IsSingleSegment ? packet.Payload.First : packet.Payload.ToArray();
        if (sender is null || sender.Refusal is not null)
        {
            sender ??= new BrokerSender(
                new Directory.Gateway("", [], Disabled: true),
                new UplinkTopics(""),
                RejectionReason.UnknownTopic
            );
            var refusing = await FillingAsync(sender, 0, cancellationToken);
            refusing.Reject(
                new Rejection(
                    Add(refusing, packet.QualityOfServiceLevel, packet.PacketIdentifier),
                    0,
                    sender.Refusal!,
                    "came through the broker",
                    packet.Topic,
                    payload
                )
            );
        }
        else if (sender.Topics.FieldKind(packet.Topic) is { } kind)
        {
            await HandOnAsync(sender, kind, packet, payload, cancellationToken);
        }
        else if (packet.Topic == sender.Topics.Raw)
        {
            var submission = await FillingAsync(sender, 0, cancellationToken, sender.Topics.Raw);
            context.Profiles.Take(
                submission,
                Add(submission, packet.QualityOfServiceLevel, packet.PacketIdentifier),
                payload
            );
        }
        else
        {
            var submission = await FillingAsync(sender, 0, cancellationToken);
            context.Pipeline.Take(
                submission,
                Add(submission, packet.QualityOfServiceLevel, packet.PacketIdentifier),
                payload
            );
        }
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

    private async ValueTask HandOnAsync(
        BrokerSender sender,
        string kind,
        MqttPublishPacket packet,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken
    )
    {
        Send();
        var submission = await NewAsync(sender, 0, cancellationToken);
        Add(submission, packet.QualityOfServiceLevel, packet.PacketIdentifier);
        acks.Expect(submission);
        _ = context.ReportsAndFeedback.HandleAsync(submission, kind, packet.Topic, payload, context.Stopping);
    }

    private async ValueTask<UplinkSubmission> FillingAsync(
        BrokerSender sender,
        int bytes,
        CancellationToken cancellationToken,
        string? topic = null
    )
    {
        topic ??= sender.Topics.Readings;
        if (
            _filling is not null
            && (_filling.Gateway != sender.Gateway || _filling.Topic != topic || (bytes > 0 && !_filling.Fits(bytes)))
        )
        {
            Send();
        }

        return _filling ??= await NewAsync(sender, Math.Max(UsualBytes, bytes), cancellationToken, topic);
    }

    private async ValueTask<UplinkSubmission> NewAsync(
        BrokerSender sender,
        int bytes,
        CancellationToken cancellationToken,
        string? topic = null
    )
    {
        await keepAlive.PauseForAsync(acks.WaitForRoomAsync(int.MaxValue, cancellationToken));
        await keepAlive.PauseForAsync(context.Pipeline.ReserveAsync(cancellationToken));
        return new UplinkSubmission(
            sender.Gateway,
            topic ?? sender.Topics.Readings,
            context.Time.GetUtcNow(),
            bytes,
            acks,
            context.Pool
        )
        {
            // how much the broker lets a gateway send is the broker's to say; how much is kept of junk is ours
            Quota = sender.Refusal is null ? context.Quotas.Of(sender.Gateway.Id) : context.Quotas.OfUnknown(),
        };
    }

    private int Add(UplinkSubmission submission, MqttQualityOfServiceLevel qos, ushort packetId)
    {
        if (qos != MqttQualityOfServiceLevel.AtMostOnce)
        {
            acks.Count();
            submission.Acks.Add(new PendingAck(submission.Messages, packetId, qos));
        }

        return submission.Messages++;
    }
}
