using System.Buffers;
using System.IO.Pipelines;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace CityOps.Ingest.Uplink;

/// <summary>The one way out of a connection, shared by MQTTnet and our acknowledgements: one writer at a time, whole
/// packets.</summary>
internal sealed class PacketWriter(PipeWriter output, MqttPacketFormatterAdapter formatter, TimeProvider time)
    : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private long _flushingSince;
    private bool _isCompleted;

    /// <summary>How long the packets of now have been waiting for the other side to take them; zero when none
    /// does.</summary>
    public TimeSpan Waiting =>
        Volatile.Read(ref _flushingSince) is var since and not 0 ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Lets <paramref name="write"/> fill the output, then sends it; waits while the client doesn't take
    /// it.</summary>
    public async Task WriteAsync(
        Action<PipeWriter, MqttPacketFormatterAdapter> write,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_isCompleted)
            {
                write(output, formatter);
                await FlushAsync(cancellationToken);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the output; later packets go nowhere.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _isCompleted = true;
            await output.CompleteAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flushing = output.FlushAsync(cancellationToken);
        Volatile.Write(ref _flushingSince, flushing.IsCompleted ? 0 : time.GetTimestamp());
        try
        {
            await flushing;
        }
        finally
        {
            Volatile.Write(ref _flushingSince, 0);
        }
    }

    /// <summary>Writes one packet in the connection's version of the protocol, unless it is longer than
    /// <paramref name="maximum"/>.</summary>
    /// <returns>Its bytes; 0 when it was not written.</returns>
    public static int Encode(
        PipeWriter output,
        MqttPacketFormatterAdapter formatter,
        MqttPacket packet,
        uint maximum = uint.MaxValue
    )
    {
        try
        {
            var encoded = formatter.Encode(packet);
            if (encoded.Length > maximum)
            {
                return 0;
            }

            output.Write(encoded.Packet);
            foreach (var piece in encoded.Payload)
            {
                output.Write(piece.Span);
            }

            return encoded.Length;
        }
        finally
        {
            formatter.Cleanup();
        }
    }
}
