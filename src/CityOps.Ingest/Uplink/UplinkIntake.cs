using System.Buffers;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Quotas;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// A connected gateway's messages on their way into the pipeline. What one read of the socket gives becomes one
/// submission, so that a burst costs one hand-over and one acknowledging write.
/// </summary>
internal sealed class UplinkIntake(
    Gateway gateway,
    bool isV5,
    AckWriter acks,
    KeepAlive keepAlive,
    UplinkContext context,
    CancellationToken closed
)
{
    private const int RetainFlag = 0x01;
    private const int MaximumMessages = 1000;
    private const int UsualBytes = 32 * 1024;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);
    private readonly UplinkTopics _topics = new(gateway.Id);
    private readonly GatewayQuota _quota = context.Quotas.Of(gateway.Id);
    private readonly TopicAliases _aliases = new(context.Mqtt.TopicAliasMaximum);
    private UplinkSubmission? _filling;

    /// <summary>Whether this is a plain message of readings, ours or in the terminal's own format; then
    /// <see cref="TakeAsync(PlainPublish, string, CancellationToken)"/> takes it.</summary>
    public bool TryReadPlain(PacketFrame frame, out PlainPublish publish, out string topic)
    {
        publish = default;
        topic = _topics.Readings;
        if (frame.Type != MqttControlPacketType.Publish || IsRetained(frame.Header))
        {
            return false;
        }

        if (PlainPublish.TryRead(frame, isV5, _topics.ReadingsUtf8, out publish))
        {
            return true;
        }

        if (PlainPublish.TryRead(frame, isV5, _topics.RawUtf8, out publish))
        {
            topic = _topics.Raw;
            return true;
        }

        if (
            context.Terminals.Of(gateway.Id) is { OnlyTopicUtf8: { } utf8, OnlyTopic: { } only }
            && PlainPublish.TryRead(frame, isV5, utf8, out publish)
        )
        {
            topic = only;
            return true;
        }

        return false;
    }

    /// <summary>Takes readings in. Waits, and so leaves the socket unread, while the window or the pipeline is
    /// full.</summary>
    public async ValueTask TakeAsync(PlainPublish publish, string topic, CancellationToken cancellationToken)
    {
        await MakeRoomAsync(publish.Qos, cancellationToken);
        if (await IsOverQuotaAsync(publish.Qos, publish.Payload.Count, cancellationToken))
        {
            await RefuseAsync(publish.Qos, publish.PacketId, topic, cancellationToken);
            return;
        }

        if (_filling?.Fits(publish.Payload.Count) == false)
        {
            Send();
        }

        var submission = await FillingAsync(Math.Max(UsualBytes, publish.Payload.Count), cancellationToken, topic);
        Take(submission, topic, Add(submission, publish.Qos, publish.PacketId), submission.Keep(publish.Payload));
    }

    /// <summary>The same for any other message, decoded by MQTTnet.</summary>
    public async ValueTask TakeAsync(byte header, MqttPublishPacket packet, CancellationToken cancellationToken)
    {
        PublishRules.Check(header, packet);
        if (isV5 && IsRetained(header))
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.RetainNotSupported,
                "the CONNACK said that nothing is retained here (MQTT 5.0 §3.2.2.3.5)"
            );
        }

        var topic = _aliases.Resolve(packet);
        await MakeRoomAsync(packet.QualityOfServiceLevel, cancellationToken);
        if (await IsOverQuotaAsync(packet.QualityOfServiceLevel, (int)packet.Payload.Length, cancellationToken))
        {
            await RefuseAsync(packet.QualityOfServiceLevel, packet.PacketIdentifier, topic, cancellationToken);
            return;
        }

        PublishRules.CheckTopic(topic);
        var terminal = context.Terminals.Of(gateway.Id);
        if (topic == _topics.Readings || topic == _topics.Raw || terminal?.Takes(topic) == true)
        {
            var submission = await FillingAsync(UsualBytes, cancellationToken, topic);
            Take(
                submission,
                topic,
                Add(submission, packet.QualityOfServiceLevel, packet.PacketIdentifier),
                Payload(packet)
            );
            return;
        }

        if (_topics.FieldKind(topic) is { } kind)
        {
            await HandOnAsync(kind, topic, packet, cancellationToken);
            return;
        }

        var refusing = await FillingAsync(UsualBytes, cancellationToken);
        refusing.Reject(
            new Rejection(
                Add(refusing, packet.QualityOfServiceLevel, packet.PacketIdentifier),
                0,
                terminal?.IsOfAnother(topic) == true ? RejectionReason.ForeignTopic : _topics.RefusalOf(topic),
                $"gateway {gateway.Id} may not publish here",
                topic,
                Payload(packet)
            )
        );
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

    private void Take(UplinkSubmission submission, string topic, int message, ReadOnlyMemory<byte> payload)
    {
        if (topic == _topics.Readings)
        {
            context.Pipeline.Take(submission, message, payload);
        }
        else
        {
            context.Profiles.Take(submission, message, payload);
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
                MqttDisconnectReasonCode.ReceiveMaximumExceeded,
                $"more than {context.Mqtt.ReceiveMaximum} unacknowledged messages"
            );
        }

        Send();
        await keepAlive.PauseForAsync(acks.WaitForRoomAsync(context.Mqtt.ReceiveMaximum, cancellationToken));
    }

    /// <summary>
    /// True when a v5 client is to be told that it has sent more than its gateway may. Whoever can't be told waits
    /// here, its socket unread, until there is room again; so does who has no room for rejections.
    /// </summary>
    private async ValueTask<bool> IsOverQuotaAsync(
        MqttQualityOfServiceLevel qos,
        int bytes,
        CancellationToken cancellationToken
    )
    {
        var canBeTold = isV5 && qos != MqttQualityOfServiceLevel.AtMostOnce;
        if (Wait() > TimeSpan.Zero)
        {
            if (_quota.MayWarn())
            {
                context.Logger.LogWarning(
                    "Gateway {Gateway} sends more than it may and is {Answer} (settings Quotas)",
                    gateway.Id,
                    canBeTold ? "told so" : "held"
                );
            }

            if (canBeTold)
            {
                return true;
            }

            Send();
            await keepAlive.PauseForAsync(HoldAsync(Wait, cancellationToken));
        }

        _quota.Sent(bytes);
        return false;

        TimeSpan Wait()
        {
            var toSend = _quota.WaitToSend();
            var toReject = canBeTold ? TimeSpan.Zero : _quota.WaitToReject();
            return toSend > toReject ? toSend : toReject;
        }
    }

    private async Task HoldAsync(Func<TimeSpan> wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closed, context.Stopping);
        for (var left = wait(); left > TimeSpan.Zero; left = wait())
        {
            var began = context.Time.GetTimestamp();
            await Task.Delay(left < MaxPause ? left : MaxPause, context.Time, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Tally.Held(gateway.Id, context.Time.GetElapsedTime(began));
            if (either.IsCancellationRequested || acks.IsClosed)
            {
                // what it sent before it went is neither stored nor acknowledged: it will be sent again
                throw new ConnectionAbortedException("The client went while it was held for its quota.");
            }
        }
    }

    /// <summary>Answers that the message is beyond the quota: nothing of it is kept.</summary>
    private async ValueTask RefuseAsync(
        MqttQualityOfServiceLevel qos,
        ushort packetId,
        string topic,
        CancellationToken cancellationToken
    )
    {
        var refusing = await FillingAsync(UsualBytes, cancellationToken);
        refusing.Rejections.Add(
            new Rejection(Add(refusing, qos, packetId), 0, RejectionReason.OverQuota, null, topic, default)
            {
                IsKept = false,
            }
        );
    }

    /// <summary>The submission being filled, or a new one once the pipeline has a place for it.</summary>
    /// <param name="topic">Its readings' topic: what is refused late, as a conflict, is kept under it. Null where
    /// nothing but a rejection is to be added.</param>
    private async ValueTask<UplinkSubmission> FillingAsync(
        int bytes,
        CancellationToken cancellationToken,
        string? topic = null
    )
    {
        if (
            _filling?.Messages >= MaximumMessages
            || (topic is not null && _filling is not null && _filling.Topic != topic)
        )
        {
            Send();
        }

        return _filling ??= await NewAsync(bytes, cancellationToken, topic);
    }

    private async ValueTask<UplinkSubmission> NewAsync(
        int bytes,
        CancellationToken cancellationToken,
        string? topic = null
    )
    {
        await keepAlive.PauseForAsync(acks.WaitForRoomAsync(int.MaxValue, cancellationToken));
        await keepAlive.PauseForAsync(context.Pipeline.ReserveAsync(cancellationToken));
        return new UplinkSubmission(
            gateway,
            topic ?? _topics.Readings,
            context.Time.GetUtcNow(),
            bytes,
            acks,
            context.Pool
        )
        {
            Quota = _quota,
            IsToldOfQuota = isV5,
        };
    }

    private static bool IsRetained(byte header) => (header & RetainFlag) != 0;

    private int Add(UplinkSubmission submission, MqttQualityOfServiceLevel qos, ushort packetId)
    {
        if (qos != MqttQualityOfServiceLevel.AtMostOnce)
        {
            acks.Count();
            submission.Acks.Add(new PendingAck(submission.Messages, packetId, qos));
        }

        return submission.Messages++;
    }

    /// <summary>A field message is a submission of its own: it waits for its handler, and later acknowledgements wait
    /// for it.</summary>
    private async ValueTask HandOnAsync(
        string kind,
        string topic,
        MqttPublishPacket packet,
        CancellationToken cancellationToken
    )
    {
        Send();
        var submission = await NewAsync(0, cancellationToken);
        Add(submission, packet.QualityOfServiceLevel, packet.PacketIdentifier);
        acks.Expect(submission);
        _ = context.ReportsAndFeedback.HandleAsync(submission, kind, topic, Payload(packet), context.Stopping);
    }

    /// <summary>The decoder's own copy of the payload; that copy is the only one made of it.</summary>
    private static ReadOnlyMemory<byte> Payload(MqttPublishPacket packet) =>
        packet.Payload.IsSingleSegment ? packet.Payload.First : packet.Payload.ToArray();
}
