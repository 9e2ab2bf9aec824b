using System.IO.Pipelines;
using System.Threading.Channels;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// Writes what one connection is told, in order. It is handed over by the committer, which must not wait; how much can
/// pile up is bounded by the connection's window of unconfirmed submissions.
/// </summary>
internal sealed class Sl651Writer(PipeWriter output, TimeProvider time)
{
    private readonly Channel<ReadOnlyMemory<byte>> _queue = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private long _writingSince;

    /// <summary>How long the station has left unread what is being sent.</summary>
    public TimeSpan Waiting =>
        Volatile.Read(ref _writingSince) is var since and not 0 ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Hands bytes over; after the end they go nowhere.</summary>
    public void Send(ReadOnlyMemory<byte> bytes) => _queue.Writer.TryWrite(bytes);

    /// <summary>Nothing more is handed over; what was is still written.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>, or until the connection ends.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync())
            {
                while (_queue.Reader.TryRead(out var bytes))
                {
                    bytes.Span.CopyTo(output.GetSpan(bytes.Length));
                    output.Advance(bytes.Length);
                }

                Volatile.Write(ref _writingSince, time.GetTimestamp());
                var flushed = await output.FlushAsync();
                Volatile.Write(ref _writingSince, 0);
                if (flushed.IsCompleted || flushed.IsCanceled)
                {
                    return;
                }
            }
        }
        catch (Exception)
        {
            // The reading side of this connection sees the same and ends it.
        }
        finally
        {
            Volatile.Write(ref _writingSince, 0);
            Complete();
        }
    }
}
