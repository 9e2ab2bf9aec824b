using System.Buffers.Binary;
using System.IO.Pipelines;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// Writes one connection's acknowledgements, in the order in which the messages came ([MQTT-4.6.0-2]) and only for what
/// is committed. It runs on the thread pool when woken, so that a slow client delays nobody but itself.
/// </summary>
/// <param name="packets">The connection's output.</param>
/// <param name="maximumSubmissions">Bounds what QoS 0, which has no window, may leave uncommitted.</param>
internal sealed class AckWriter(PacketWriter packets, int maximumSubmissions = 64) : IThreadPoolWorkItem
{
    private const int AckLength = 4;
    private readonly Queue<UplinkSubmission> _pending = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource? _progress;
    private int _unacknowledged;
    private int _scheduled;
    private volatile bool _isClosed;

    /// <summary>
    /// Whether a refusal is sent as its reason code. A broker gets success: it did not write the message, can't correct
    /// it, and may take the code for a wish that another node should try.
    /// </summary>
    public bool SendsReasons { get; init; } = true;

    /// <summary>Whether the client asked for reason strings (MQTT 5.0 §3.1.2.11.7).</summary>
    public bool SendsReasonStrings { get; set; } = true;

    /// <summary>The longest packet that the client takes; a reason string that would exceed it is left out (MQTT 5.0
    /// §3.4.2.2.2).</summary>
    public uint MaximumPacketSize { get; set; } = uint.MaxValue;

    /// <summary>Whether the connection is over.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Messages of QoS 1 and 2 received and not acknowledged yet.</summary>
    public int Unacknowledged => Volatile.Read(ref _unacknowledged);

    /// <summary>Takes a submission in at the end of the line, before it is handed to the committer.</summary>
    public void Expect(UplinkSubmission submission)
    {
        lock (_lock)
        {
            _pending.Enqueue(submission);
        }
    }

    /// <summary>Counts a message that will need an acknowledgement.</summary>
    public void Count() => Interlocked.Increment(ref _unacknowledged);

    /// <summary>Something was committed.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Waits until there is room for one more message in a window of <paramref name="limit"/>.</summary>
    public async Task WaitForRoomAsync(int limit, CancellationToken cancellationToken)
    {
        while (!_isClosed)
        {
            Task progress;
            lock (_lock)
            {
                if (Unacknowledged < limit && _pending.Count < maximumSubmissions)
                {
                    return;
                }

                _progress ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                progress = _progress.Task;
            }

            await progress.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until everything taken in is committed and acknowledged.</summary>
    public async Task WaitUntilEmptyAsync(CancellationToken cancellationToken)
    {
        while (!_isClosed)
        {
            Task progress;
            lock (_lock)
            {
                if (_pending.Count == 0)
                {
                    return;
                }

                _progress ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                progress = _progress.Task;
            }

            await progress.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The connection is gone: what is still to be committed is committed, and acknowledged to
    /// nobody.</summary>
    public void Close()
    {
        _isClosed = true;
        SignalProgress();
    }

    /// <inheritdoc />
    public void Execute() => _ = WriteCommittedAsync();

    private async Task WriteCommittedAsync()
    {
        do
        {
            try
            {
                if (!_isClosed)
                {
                    await packets.WriteAsync(WriteCommitted, CancellationToken.None);
                }
            }
            catch (Exception)
            {
                _isClosed = true; // the reader of this connection sees the same and ends it
            }

            Volatile.Write(ref _scheduled, 0);
            SignalProgress();
        } while (HeadIsCommitted() && !_isClosed && Interlocked.Exchange(ref _scheduled, 1) == 0);
    }

    private void WriteCommitted(PipeWriter output, MqttPacketFormatterAdapter formatter)
    {
        while (TryTakeCommitted() is { } submission)
        {
            if (!SendsReasons || submission.Rejections.Count == 0)
            {
                WritePlain(output, submission.Acks);
            }
            else
            {
                WriteReasons(output, formatter, submission);
            }

            Interlocked.Add(ref _unacknowledged, -submission.Acks.Count);
            submission.Acknowledged();
        }
    }

    /// <summary>PUBACK and PUBREC of success are the same four bytes in every version of the protocol.</summary>
    private static void WritePlain(PipeWriter output, List<PendingAck> acks)
    {
        var span = output.GetSpan(acks.Count * AckLength);
        for (var i = 0; i < acks.Count; i++)
        {
            var ack = span.Slice(i * AckLength, AckLength);
            ack[0] = acks[i].Qos == MqttQualityOfServiceLevel.ExactlyOnce ? (byte)0x50 : (byte)0x40;
            ack[1] = 2;
            BinaryPrimitives.WriteUInt16BigEndian(ack[2..], acks[i].PacketId);
        }

        output.Advance(acks.Count * AckLength);
    }

    private void WriteReasons(PipeWriter output, MqttPacketFormatterAdapter formatter, UplinkSubmission submission)
    {
        var reasons = new Dictionary<int, string>();
        foreach (var rejection in submission.Rejections)
        {
            reasons.TryAdd(rejection.Message, rejection.Reason);
        }

        foreach (var ack in submission.Acks)
        {
            var reason = reasons.GetValueOrDefault(ack.Message);
            var code = reason is null ? MqttPubAckReasonCode.Success : AckReasons.Of(reason);
            var words = SendsReasonStrings ? reason : null;
            if (PacketWriter.Encode(output, formatter, Ack(ack, code, words), MaximumPacketSize) == 0)
            {
                PacketWriter.Encode(output, formatter, Ack(ack, code, null));
            }
        }
    }

    private static MqttPacket Ack(PendingAck ack, MqttPubAckReasonCode code, string? words) =>
        ack.Qos == MqttQualityOfServiceLevel.ExactlyOnce
            ? new MqttPubRecPacket
            {
                PacketIdentifier = ack.PacketId,
                ReasonCode = (MqttPubRecReasonCode)code,
                ReasonString = words,
            }
            : new MqttPubAckPacket
            {
                PacketIdentifier = ack.PacketId,
                ReasonCode = code,
                ReasonString = words,
            };

    private UplinkSubmission? TryTakeCommitted()
    {
        lock (_lock)
        {
            return _pending.TryPeek(out var head) && head.IsCommitted ? _pending.Dequeue() : null;
        }
    }

    private bool HeadIsCommitted()
    {
        lock (_lock)
        {
            return _pending.TryPeek(out var head) && head.IsCommitted;
        }
    }

    private void SignalProgress()
    {
        TaskCompletionSource? progress;
        lock (_lock)
        {
            (progress, _progress) = (_progress, null);
        }

        progress?.TrySetResult();
    }
}
