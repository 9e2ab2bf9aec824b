using System.Buffers;
using CityOps.Ingest.Directory;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// The messages that one read of a connection's socket gave, acknowledged together once they are committed. What it
/// keeps lives in rented memory, given back as soon as nobody needs it: at these rates the garbage collector would be
/// the largest part of the work.
/// </summary>
internal sealed class UplinkSubmission : Submission
{
    private readonly AckWriter _writer;
    private readonly SubmissionPool _pool;
    private byte[]? _bytes;
    private int _used;
    private volatile bool _isCommitted;

    /// <param name="gateway">Who sent it.</param>
    /// <param name="topic">The gateway's readings.</param>
    /// <param name="receivedAt">When it was read.</param>
    /// <param name="bytes">About how many bytes of payload it will keep.</param>
    /// <param name="writer">The connection's acknowledgements.</param>
    /// <param name="pool">Where its memory comes from.</param>
    public UplinkSubmission(
        Gateway gateway,
        string topic,
        DateTimeOffset receivedAt,
        int bytes,
        AckWriter writer,
        SubmissionPool pool
    )
        : base("mqtt", gateway, topic, receivedAt, pool.Rows.Get())
    {
        _writer = writer;
        _pool = pool;
        _bytes = bytes == 0 ? null : ArrayPool<byte>.Shared.Rent(bytes);
        Acks = pool.Acks.Get();
    }

    /// <summary>Whether its acknowledgements may be written.</summary>
    public bool IsCommitted => _isCommitted;

    /// <summary>The messages to acknowledge, in the order received; QoS 0 has none.</summary>
    public List<PendingAck> Acks { get; }

    /// <summary>How many messages it holds, of any QoS.</summary>
    public int Messages { get; set; }

    /// <summary>Whether a payload of this length can be kept here.</summary>
    public bool Fits(int length) => _bytes is not null && length <= _bytes.Length - _used;

    /// <summary>Copies a payload out of the stream; the only copy that is made of it.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> payload)
    {
        var kept = _bytes.AsMemory(_used, payload.Length);
        payload.CopyTo(kept.Span);
        _used += payload.Length;
        return kept;
    }

    /// <inheritdoc />
    public override void Committed()
    {
        _pool.Rows.Return(Rows);
        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = null;
        }

        _isCommitted = true;
        _writer.Wake();
    }

    /// <summary>Its acknowledgements are written.</summary>
    public void Acknowledged() => _pool.Acks.Return(Acks);
}

/// <summary>A message that waits for its acknowledgement.</summary>
/// <param name="Message">Which of the submission's messages.</param>
/// <param name="PacketId">Its packet identifier.</param>
/// <param name="Qos">PUBACK for 1, PUBREC for 2.</param>
internal readonly record struct PendingAck(int Message, ushort PacketId, MqttQualityOfServiceLevel Qos);
