using System.Buffers;
using System.Net;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Decode;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Follow;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// One connection of a station, or of a concentrator that speaks for several. What one read of the socket gives becomes
/// one submission for each station in a row; it is confirmed after its commit, in the order in which it came.
/// </summary>
#pragma warning disable CA1001 // Commits release the window after the connection's end; it holds no handle.
internal sealed class Sl651Connection
#pragma warning restore CA1001
{
    private const int MaxUnconfirmed = 32;
    private const int MaxMessages = 500;
    private const int MaxFailures = 200;
    private const int MaxGarbage = 64 * 1024;
    private const int KeptGarbage = 4 * 1024;
    private const int Stray = 2;
    private readonly ConnectionContext _connection;
    private readonly Sl651Context _context;
    private readonly Sl651Writer _writer;
    private readonly Sl651Packets _packets = new();
    private readonly ConnectionNote _note = new();
    private readonly SemaphoreSlim _window = new(MaxUnconfirmed);
    private readonly List<DecodedReading> _parts = [];
    private readonly long _openedAt;
    private Sl651Submission? _filling;
    private Gateway? _gateway;
    private Sl651Station? _station;
    private Sl651Frame? _latest;
    private int _failures;
    private int _garbage;
    private long _frameAt;
    private long _byteAt;
    private long _polledAt;
    private volatile bool _isWaiting;
    private volatile bool _givesUp;
    private volatile bool _isBusy;

    public Sl651Connection(ConnectionContext connection, Sl651Context context)
    {
        _connection = connection;
        _context = context;
        _writer = new Sl651Writer(connection.Transport.Output, context.Time);
        _openedAt = context.Time.GetTimestamp();
    }

    private EndPoint? From => _connection.RemoteEndPoint;

    /// <summary>Serves it to its end.</summary>
    /// <param name="stopping">Ends the reading; what was taken is still confirmed.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        var writing = _writer.RunAsync();
        using var stop = stopping.UnsafeRegister(
            static input => ((System.IO.Pipelines.PipeReader)input!).CancelPendingRead(),
            _connection.Transport.Input
        );
        try
        {
            await ReadAsync(stopping);
            await DrainAsync();
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            // the station went away
        }
        catch (OperationCanceledException)
        {
            // stopping, or dropped
        }
        catch (Exception e) when (Outage.Is(e))
        {
            // Who it is can't be told while the database is away: nothing is confirmed, and it comes again.
            _context.Logger.LogWarning("SL 651: closing {Remote} while the database is away: {Error}", From, e.Message);
        }
        finally
        {
            Send();
            _writer.Complete();
            await writing;
            _context.Connections.Closed(_note);
        }
    }

    /// <summary>Called once a second: closes it when it is silent or doesn't read, gives up a frame that broke off, and
    /// asks for values where the station is to be asked.</summary>
    public void Watch()
    {
        var (time, options) = (_context.Time, _context.Options);
        if (_writer.Waiting > options.WriteTimeout)
        {
            Drop(ConnectionEnding.KeepAlive, "it leaves unread what is sent");
            return;
        }

        if (_isBusy)
        {
            return; // it is we who don't read
        }

        var frameAt = Volatile.Read(ref _frameAt);
        if (frameAt == 0 && time.GetElapsedTime(_openedAt) > options.FirstFrameTimeout)
        {
            Drop(ConnectionEnding.KeepAlive, "it has sent no frame of a known station");
        }
        else if (frameAt != 0 && time.GetElapsedTime(frameAt) > options.IdleTimeout)
        {
            Drop(ConnectionEnding.KeepAlive, "it is silent");
        }
        else if (_isWaiting && time.GetElapsedTime(Volatile.Read(ref _byteAt)) > options.FrameTimeout)
        {
            _givesUp = true;
            _connection.Transport.Input.CancelPendingRead();
        }
        else
        {
            Poll();
        }
    }

    /// <summary>Its messages are committed: confirms them. Called by the committer, so it only hands over.</summary>
    public void Committed(Sl651Submission submission)
    {
        foreach (var values in submission.Values)
        {
            _context.Heard.Note(submission.Gateway.Id, values, submission.ReceivedAt);
        }

        if (submission.Confirmations.Count > 0)
        {
            _writer.Send(Confirmations(submission));
        }

        _window.Release(); // who waits for all of them may go once they are handed over
    }

    private ReadOnlyMemory<byte> Confirmations(Sl651Submission submission)
    {
        var answers = new ArrayBufferWriter<byte>(submission.Confirmations.Count * 32);
        var now = _context.Time.GetUtcNow();
        foreach (var (frame, serial) in submission.Confirmations)
        {
            // ETB without packet numbers: more is to come, so the line stays (table 10 and mode M2 disagree here).
            var end =
                _context.Options.KeepOnline || frame is { End: Sl651Mark.Etb, IsPacket: false }
                    ? Sl651Mark.Esc
                    : Sl651Mark.Eot;
            Sl651Answer.Confirm(answers, frame, serial, now, end);
        }

        return answers.WrittenMemory;
    }

    private async Task ReadAsync(CancellationToken stopping)
    {
        var input = _connection.Transport.Input;
        while (!stopping.IsCancellationRequested)
        {
            var read = await input.ReadAsync(CancellationToken.None);
            var arrived = read.Buffer.Length > 0 && !_givesUp;
            if (arrived)
            {
                Volatile.Write(ref _byteAt, _context.Time.GetTimestamp());
            }

            _isWaiting = false;
            _isBusy = true;
            var (taken, length) = (0, read.Buffer.Length);
            try
            {
                taken = await TakeAsync(read.Buffer.ToArray(), stopping);
            }
            finally
            {
                Send();
                input.AdvanceTo(read.Buffer.GetPosition(taken), read.Buffer.End);
                _isWaiting = taken < length;
                _isBusy = false;
            }

            if (read.IsCompleted || _failures > MaxFailures || _garbage > MaxGarbage)
            {
                NoteEnd(read.IsCompleted);
                return;
            }
        }
    }

    private void NoteEnd(bool isCompleted) =>
        _note.EndsBy(isCompleted ? ConnectionEnding.Graceful : ConnectionEnding.Violation);

    /// <returns>How many bytes are dealt with.</returns>
    private async ValueTask<int> TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken stopping)
    {
        var (at, garbage, reason) = (0, 0, (string?)null);
        while (at < bytes.Length)
        {
            var cut = Sl651Framer.Next(bytes.Span[at..], ref _failures);
            if (cut.Kind == Sl651CutKind.Incomplete && _givesUp)
            {
                _givesUp = false;
                var next = Sl651Framer.NextBeginning(bytes.Span[at..], 1);
                cut = new Sl651Cut(Sl651CutKind.Garbage, next, "a frame broke off");
            }

            if (cut.Kind == Sl651CutKind.Incomplete)
            {
                break;
            }

            if (cut.Kind == Sl651CutKind.Garbage)
            {
                reason ??= cut.Reason;
                at += cut.Length;
                continue;
            }

            await NoteGarbageAsync(bytes[garbage..at], reason, stopping);
            await TakeAsync(Sl651Framer.Read(bytes.Slice(at, cut.Length)), stopping);
            at += cut.Length;
            (garbage, reason) = (at, null);
        }

        _givesUp = false;
        await NoteGarbageAsync(bytes[garbage..at], reason, stopping);
        return at;
    }

    /// <summary>A stray 7E between frames is some makers' habit; what began like a frame is kept.</summary>
    private async ValueTask NoteGarbageAsync(ReadOnlyMemory<byte> bytes, string? reason, CancellationToken stopping)
    {
        _garbage += bytes.Length;
        if (reason is null || bytes.Length <= Stray)
        {
            return;
        }

        await _context.Refusals.NoteAsync(
            _gateway,
            _station?.Address ?? "",
            From,
            RejectionReason.BadFrame,
            reason,
            bytes[..Math.Min(bytes.Length, KeptGarbage)],
            stopping
        );
    }

    private async ValueTask TakeAsync(Sl651Frame frame, CancellationToken stopping)
    {
        if (!await IsLetInAsync(frame, stopping))
        {
            return;
        }

        if (frame.Function == Sl651Function.KeepAlive)
        {
            return; // 6.6.4.2: it is not answered
        }

        if (!frame.IsPacket)
        {
            await TakeAsync(frame, frame.Body, frame.Raw, stopping);
            return;
        }

        var packet = _packets.Add(frame);
        switch (packet.Kind)
        {
            case Sl651PacketKind.Whole:
                await TakeAsync(frame, packet.Body, packet.Raw, stopping);
                break;
            case Sl651PacketKind.Missing:
                Ask(frame, packet);
                break;
            case Sl651PacketKind.GivenUp:
                await KeepAsync(
                    RejectionReason.TooManyParts,
                    $"a message of {frame.Total} packets is too long, or a packet that was asked for twice stayed away",
                    packet.Raw,
                    stopping
                );
                break;
            default:
                break; // the next ones are to come
        }
    }

    /// <summary>Whether the frame is of a station that may send, with its password.</summary>
    private async ValueTask<bool> IsLetInAsync(Sl651Frame frame, CancellationToken stopping)
    {
        if (!frame.IsUp)
        {
            return await RefuseAsync(
                null,
                frame,
                RejectionReason.WrongDirection,
                "the frame says that it comes from a center"
            );
        }

        if (await _context.Stations.FindAsync(frame.Station, stopping) is not { } station)
        {
            return await RefuseAsync(
                null,
                frame,
                RejectionReason.UnknownStation,
                $"no gateway has the station address {frame.Station}"
            );
        }

        var gateway = await _context.Gateways.FindAsync(station.GatewayId, stopping);
        if (gateway is null or { Disabled: true })
        {
            return await RefuseAsync(
                gateway,
                frame,
                RejectionReason.DisabledGateway,
                $"gateway {station.GatewayId} is out of service"
            );
        }

        if (frame.Password != station.Password)
        {
            return await RefuseAsync(
                gateway,
                frame,
                RejectionReason.WrongPassword,
                $"not the password of station {station.Address}"
            );
        }

        LetIn(frame, station, gateway);
        return true;

        async ValueTask<bool> RefuseAsync(Gateway? known, Sl651Frame refused, string reason, string detail)
        {
            _failures += MaxFailures / 20; // twenty in a row, and it is closed
            await _context.Refusals.NoteAsync(known, refused.Station, From, reason, detail, refused.Raw, stopping);
            return false;
        }
    }

    private void LetIn(Sl651Frame frame, Sl651Station station, Gateway gateway)
    {
        Volatile.Write(ref _frameAt, _context.Time.GetTimestamp());
        (_failures, _garbage) = (0, 0);
        if (_gateway?.Id != gateway.Id)
        {
            Send(); // a submission is of one gateway
        }

        if (_gateway is null)
        {
            _context.Connections.Opened(_note, gateway.Id, station.Address, "SL 651");
        }

        (_gateway, _station, _latest) = (gateway, station, frame);
    }

    /// <summary>Takes a whole message in; it is confirmed with <paramref name="frame"/>.</summary>
    private async ValueTask TakeAsync(
        Sl651Frame frame,
        ReadOnlyMemory<byte> body,
        ReadOnlyMemory<byte> raw,
        CancellationToken stopping
    )
    {
        var submission = await FillingAsync(stopping);
        var message = Sl651Intake.Take(
            _context.Pipeline,
            submission,
            submission.Messages++,
            frame,
            body,
            raw,
            _station!,
            _parts
        );
        submission.Values.Add(message.Values);
        submission.Confirmations.Add(new Sl651Confirmation(frame, message.Serial));
        if (submission.Messages == MaxMessages)
        {
            Send();
        }
    }

    /// <summary>Keeps what is given up, without a confirmation.</summary>
    private async ValueTask KeepAsync(
        string reason,
        string detail,
        ReadOnlyMemory<byte> raw,
        CancellationToken stopping
    )
    {
        var submission = await FillingAsync(stopping);
        submission.Reject(new Rejection(submission.Messages++, 0, reason, detail, submission.Topic, raw));
    }

    private async ValueTask<Sl651Submission> FillingAsync(CancellationToken stopping)
    {
        if (_filling is null)
        {
            await _window.WaitAsync(stopping);
            try
            {
                await _context.Pipeline.ReserveAsync(stopping);
            }
            catch
            {
                _window.Release();
                throw;
            }

            _filling = new Sl651Submission(
                _gateway!,
                Sl651Submission.TopicOf(_station!.Address),
                _context.Time.GetUtcNow(),
                this
            );
        }

        return _filling;
    }

    private void Send()
    {
        if (_filling is { } filled)
        {
            _filling = null;
            _context.Pipeline.Send(filled);
        }
    }

    private void Ask(Sl651Frame frame, Sl651Packet packet)
    {
        var serial =
            packet.Body.Length >= 2 && !frame.IsAscii
                ? (ushort)((packet.Body.Span[0] << 8) | packet.Body.Span[1])
                : (ushort)0;
        var question = new ArrayBufferWriter<byte>(64);
        Sl651Answer.Ask(question, frame, packet.Packet, serial, _context.Time.GetUtcNow());
        _writer.Send(question.WrittenMemory);
    }

    private void Poll()
    {
        if (_station?.PollSeconds is not { } seconds || _latest is not { } latest)
        {
            return;
        }

        if (_polledAt != 0 && _context.Time.GetElapsedTime(_polledAt) < TimeSpan.FromSeconds(seconds))
        {
            return;
        }

        _polledAt = _context.Time.GetTimestamp();
        var question = new ArrayBufferWriter<byte>(64);
        Sl651Answer.Query(question, latest, _context.Time.GetUtcNow());
        _writer.Send(question.WrittenMemory);
    }

    /// <summary>Waits until what was taken is committed and confirmed.</summary>
    private async Task DrainAsync()
    {
        Send();
        using var deadline = new CancellationTokenSource(_context.Options.DrainTimeout, _context.Time);
        for (var i = 0; i < MaxUnconfirmed; i++)
        {
            await _window.WaitAsync(deadline.Token);
        }
    }

    private void Drop(string ending, string why)
    {
        _note.EndsBy(ending);
        _context.Logger.LogDebug("SL 651: closing {Remote}: {Why}", From, why);
        _connection.Abort(new ConnectionAbortedException(why));
    }
}
