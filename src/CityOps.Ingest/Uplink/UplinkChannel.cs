using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Follow;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// One connection, as MQTTnet's server sees it. Of what comes in, every PUBLISH of a connected gateway is kept for the
/// pipeline, many in flight; everything else is MQTTnet's. MQTTnet reads by calling <see cref="ReceivePacketAsync"/>,
/// so that what it stops (takeover, shutdown) stops here too.
/// </summary>
internal sealed class UplinkChannel : IMqttChannelAdapter
{
    private const int BufferSize = 256;
    private const int BufferSizeMaximum = 64 * 1024;
    private static readonly TimeSpan CourtesyTime = TimeSpan.FromSeconds(1);
    private readonly ConnectionContext _connection;
    private readonly UplinkContext _context;
    private readonly PipeReader _input;
    private readonly PacketWriter _packets;
    private readonly AckWriter _acks;
    private readonly ConnectionNote _note = new();
    private UplinkIntake? _intake;
    private SendWindow? _window;
    private uint _maximumPacketSize = uint.MaxValue;

    // Messages that the client does not take, answered as if it had refused them.
    private readonly ConcurrentQueue<MqttPubAckPacket> _tooLarge = [];
    private volatile bool _isLeaving;
    private bool _isIdAssigned;
    private bool _asksForExpiry;

    public UplinkChannel(ConnectionContext connection, UplinkContext context)
    {
        _connection = connection;
        _context = context;
        _input = connection.Transport.Input;
        PacketFormatterAdapter = new MqttPacketFormatterAdapter(new MqttBufferWriter(BufferSize, BufferSizeMaximum));
        _packets = new PacketWriter(connection.Transport.Output, PacketFormatterAdapter, context.Time);
        _acks = new AckWriter(_packets);
        KeepAlive = new KeepAlive(context.Time);
    }

    /// <summary>Set by the CONNECT's validation: who this is.</summary>
    public Gateway? Gateway { get; set; }

    /// <summary>Whether it counts among its gateway's connections.</summary>
    public bool IsCounted { get; set; }

    /// <summary>The client id of the CONNECT, or the one it was given.</summary>
    public string ClientId { get; private set; } = "";

    /// <summary>The user name of the CONNECT.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>Whether the CONNECT of a v5 client asks for its will to be retained, which it isn't.</summary>
    public bool BringsRetainedWill { get; private set; }

    /// <summary>How long what we send has been waiting for the client to read it.</summary>
    public TimeSpan Unread => _packets.Waiting;

    /// <summary>When the client last sent, and how long it may be silent.</summary>
    public KeepAlive KeepAlive { get; }

    /// <inheritdoc />
    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; }

    /// <inheritdoc />
    public long BytesReceived { get; private set; }

    /// <inheritdoc />
    public long BytesSent { get; private set; }

    /// <inheritdoc />
    public EndPoint RemoteEndPoint => _connection.RemoteEndPoint ?? new IPEndPoint(IPAddress.None, 0);

    /// <inheritdoc />
    public EndPoint LocalEndPoint => _connection.LocalEndPoint ?? new IPEndPoint(IPAddress.None, 0);

    /// <inheritdoc />
    public bool IsSecureConnection => _connection.Features.Get<ITlsHandshakeFeature>() is not null;

    /// <inheritdoc />
    public X509Certificate2? ClientCertificate => _connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;

    /// <summary>Whether the client speaks MQTT 5.0.</summary>
    public bool IsV5 => PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500;

    /// <inheritdoc />
    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The next packet that is MQTTnet's business; null when the connection has ended or must end.</summary>
    public async Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync(cancellationToken))!;
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            return null!; // the client went away
        }
        catch (ProtocolViolation violation)
        {
            await RefuseAsync(violation, cancellationToken);
            return null!;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await RefuseAsync(
                new ProtocolViolation(MqttDisconnectReasonCode.MalformedPacket, e.Message),
                cancellationToken
            );
            return null!;
        }
    }

    /// <summary>Sends MQTTnet's packets; of a CONNACK it sees that the client may publish from now on.</summary>
    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        var connAck = packet as MqttConnAckPacket;
        if (connAck is not null)
        {
            Announce(connAck);
        }

        if (packet is MqttPublishPacket publish && _window?.Admits(publish) == false)
        {
            if (_window.IsOverfull)
            {
                _ = DropAsync(MqttDisconnectReasonCode.QuotaExceeded, CancellationToken.None);
            }

            return;
        }

        try
        {
            await WriteAsync(packet, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or InvalidOperationException)
        {
            throw new MqttCommunicationException("The client went away.", e);
        }

        if (connAck?.ReasonCode == MqttConnectReasonCode.Success && Gateway is not null)
        {
            _intake = new UplinkIntake(Gateway, IsV5, _acks, KeepAlive, _context, _connection.ConnectionClosed);
            _context.Connections.Opened(_note, Gateway.Id, ClientId, IsV5 ? "5.0" : "3.1.1");
        }
    }

    /// <summary>Waits until what was taken in is committed and acknowledged: a stopping server's last
    /// courtesy.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => _acks.WaitUntilEmptyAsync(cancellationToken);

    /// <summary>It is over; to be called once, whatever ended it.</summary>
    public void Ended() => _context.Connections.Closed(_note);

    /// <summary>Closes the connection at once; a v5 client gets a DISCONNECT with the code.</summary>
    public async Task DropAsync(MqttDisconnectReasonCode code, CancellationToken cancellationToken)
    {
        _note.EndsBy(
            code switch
            {
                MqttDisconnectReasonCode.KeepAliveTimeout => ConnectionEnding.KeepAlive,
                MqttDisconnectReasonCode.ServerShuttingDown => ConnectionEnding.Shutdown,
                MqttDisconnectReasonCode.SessionTakenOver => ConnectionEnding.Takeover,
                _ => ConnectionEnding.Dropped,
            }
        );
        if (await TrySendDisconnectAsync(code, null, cancellationToken))
        {
            await LeaveAsync(cancellationToken);
        }

        _connection.Abort(new ConnectionAbortedException(code.ToString()));
    }

    /// <inheritdoc />
    public async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        _acks.Close();
        try
        {
            await _packets.CompleteAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _connection.Abort(); // it doesn't take what we send
        }
    }

    /// <inheritdoc />
    public void ResetStatistics() => BytesReceived = BytesSent = 0;

    /// <inheritdoc />
    public void Dispose()
    {
        _acks.Close();
        _packets.Dispose();
    }

    /// <summary>
    /// Ends the reading, and so the connection; an abort right after our last packet would discard that (TCP resets).
    /// </summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(
            _connection.ConnectionClosed,
            cancellationToken
        );
        _acks.Close();
        _isLeaving = true;
        _input.CancelPendingRead();
        await Task.Delay(CourtesyTime, _context.Time, closed.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<MqttPacket?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_tooLarge.TryDequeue(out var refused))
            {
                return await PassOnAsync(refused, cancellationToken);
            }

            var read = await _input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (!buffer.IsEmpty)
            {
                KeepAlive.Heard(); // a long packet over a slow line is no silence
            }

            MqttPacket? passedOn = null;
            try
            {
                while (
                    passedOn is null && PacketFrame.TryCut(ref buffer, _context.Mqtt.MaximumPacketSize, out var frame)
                )
                {
                    BytesReceived += frame.TotalLength;
                    passedOn = await TakeAsync(frame, cancellationToken);
                }
            }
            finally
            {
                _intake?.Send();
                _input.AdvanceTo(buffer.Start, passedOn is null ? buffer.End : buffer.Start);
            }

            if (passedOn is not null || read.IsCompleted || _isLeaving)
            {
                return passedOn;
            }
        }
    }

    /// <summary>Keeps a PUBLISH; returns any other packet, for MQTTnet.</summary>
    private async ValueTask<MqttPacket?> TakeAsync(PacketFrame frame, CancellationToken cancellationToken)
    {
        if (_intake is not null && _intake.TryReadPlain(frame, out var plain, out var topic))
        {
            await _intake.TakeAsync(plain, topic, cancellationToken);
            return null;
        }

        PacketRules.Check(frame, IsV5, isConnected: _intake is not null);
        var packet = Decode(frame);
        if (packet is MqttPublishPacket publish && _intake is not null)
        {
            await _intake.TakeAsync(frame.Header, publish, cancellationToken);
            return null;
        }

        if (packet is MqttDisconnectPacket { ReasonCode: var reason })
        {
            _note.EndsBy(
                ConnectionEnding.Graceful,
                keepsWill: reason == MqttDisconnectReasonCode.DisconnectWithWillMessage
            );
        }

        if (packet is MqttPubAckPacket ack)
        {
            return await PassOnAsync(ack, cancellationToken);
        }

        if (packet is MqttConnectPacket connect)
        {
            Take(connect);
        }

        return packet;
    }

    /// <summary>What waited for the acknowledged one is sent.</summary>
    private async ValueTask<MqttPacket> PassOnAsync(MqttPubAckPacket ack, CancellationToken cancellationToken)
    {
        if (_window?.Acknowledged(ack.PacketIdentifier) is { } next)
        {
            await WriteAsync(next, cancellationToken);
        }

        return ack;
    }

    /// <summary>Keeps what we look after ourselves, and hides it from MQTTnet.</summary>
    private void Take(MqttConnectPacket connect)
    {
        _note.Will = connect.WillFlag ? connect.WillMessage : null;
        KeepAlive.Period = TimeSpan.FromSeconds(connect.KeepAlivePeriod);
        connect.KeepAlivePeriod = 0; // MQTTnet's monitor doesn't see what we keep; ours watches
        _isIdAssigned = string.IsNullOrEmpty(connect.ClientId);
        ClientId = _isIdAssigned ? $"auto-{Guid.NewGuid():N}" : connect.ClientId;
        UserName = connect.Username ?? "";
        // No session outlives its connection: MQTTnet knows each by a name of its own, so that the end of one never
        // takes another along. Takeovers are the server's (UplinkServer).
        connect.ClientId = _connection.ConnectionId;
        connect.CleanSession = true;
        _asksForExpiry = IsV5 && connect.SessionExpiryInterval > 0;
        connect.SessionExpiryInterval = 0;
        BringsRetainedWill = IsV5 && connect is { WillFlag: true, WillRetain: true };
        _acks.SendsReasonStrings = IsV5 && connect.RequestProblemInformation;
        if (IsV5)
        {
            _maximumPacketSize = connect.MaximumPacketSize == 0 ? uint.MaxValue : connect.MaximumPacketSize;
            _acks.MaximumPacketSize = _maximumPacketSize;
            _window = connect.ReceiveMaximum == 0 ? null : new SendWindow(connect.ReceiveMaximum);
        }
    }

    private Task WriteAsync(MqttPacket packet, CancellationToken cancellationToken) =>
        _packets.WriteAsync((output, formatter) => BytesSent += Encode(output, formatter, packet), cancellationToken);

    private int Encode(PipeWriter output, MqttPacketFormatterAdapter formatter, MqttPacket packet)
    {
        if (packet is MqttConnAckPacket { ReasonCode: MqttConnectReasonCode.Success } && _asksForExpiry)
        {
            var connAck = SessionExpiry.Write(output, formatter.Encode(packet).Packet);
            formatter.Cleanup();
            return connAck;
        }

        var written = PacketWriter.Encode(output, formatter, packet, _maximumPacketSize);
        if (written == 0 && packet is MqttDisconnectPacket { ReasonString: not null } disconnect)
        {
            disconnect.ReasonString = null; // [MQTT-3.14.2-3]
            written = PacketWriter.Encode(output, formatter, disconnect, _maximumPacketSize);
        }

        if (written == 0)
        {
            _context.Logger.LogWarning(
                "A {Packet} is larger than the {Maximum} bytes that a client of {Gateway} takes, and was not sent",
                packet.GetType().Name,
                _maximumPacketSize,
                Gateway?.Id
            );
            Discard(packet);
        }

        return written;
    }

    // As if it had been sent and refused [MQTT-3.1.2-25]: what comes after it does not wait for it, and whoever sent it
    // is told.
    private void Discard(MqttPacket packet)
    {
        if (packet is MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtLeastOnce } publish)
        {
            _tooLarge.Enqueue(
                new MqttPubAckPacket
                {
                    PacketIdentifier = publish.PacketIdentifier,
                    ReasonCode = (MqttPubAckReasonCode)MqttDisconnectReasonCode.PacketTooLarge,
                }
            );
            _input.CancelPendingRead();
        }
    }

    private MqttPacket Decode(PacketFrame frame)
    {
        if (frame is { Type: MqttControlPacketType.Disconnect, Body.Count: 0 })
        {
            // v5 leaves the body out for a normal end (§3.14.2.1); MQTTnet's decoder wants one
            return new MqttDisconnectPacket();
        }

        var received = new ReceivedMqttPacket(frame.Header, frame.Body, frame.TotalLength);
        if (PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.Unknown)
        {
            PacketFormatterAdapter.DetectProtocolVersion(received);
        }

        return PacketFormatterAdapter.Decode(received);
    }

    private void Announce(MqttConnAckPacket connAck)
    {
        if (IsV5 && connAck.ReasonCode == MqttConnectReasonCode.Success)
        {
            connAck.ReceiveMaximum = (ushort)_context.Mqtt.ReceiveMaximum;
            connAck.MaximumPacketSize = (uint)_context.Mqtt.MaximumPacketSize;
            connAck.TopicAliasMaximum = (ushort)_context.Mqtt.TopicAliasMaximum;
            connAck.RetainAvailable = false;
            connAck.SharedSubscriptionAvailable = false;
            connAck.AssignedClientIdentifier = _isIdAssigned ? ClientId : null; // [MQTT-3.1.3-7]
        }
    }

    private async Task RefuseAsync(ProtocolViolation violation, CancellationToken cancellationToken)
    {
        _note.EndsBy(ConnectionEnding.Violation);
        _context.Logger.LogInformation(
            "Closing the connection of {Gateway} from {Remote}: {Violation}",
            Gateway?.Id,
            RemoteEndPoint,
            violation.Message
        );
        if (_intake is null)
        {
            _context.Refused.Note(UserName, ClientId, RemoteEndPoint, violation.Message);
            await TrySendAsync(violation.ConnAck, cancellationToken);
        }

        await TrySendDisconnectAsync(violation.Code, violation.Message, cancellationToken);
    }

    private async Task TrySendAsync(byte[]? bytes, CancellationToken cancellationToken)
    {
        if (bytes is not null)
        {
            try
            {
                await _packets.WriteAsync((output, _) => output.Write(bytes), cancellationToken);
            }
            catch (Exception e) when (e is IOException or ConnectionAbortedException or InvalidOperationException)
            {
                // it was a courtesy
            }
        }
    }

    private async Task<bool> TrySendDisconnectAsync(
        MqttDisconnectReasonCode code,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        if (!IsV5 || _intake is null)
        {
            return false; // v3.1.1 has no such packet from the server, and before CONNACK there is nobody to talk to
        }

        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(CourtesyTime);
            await SendPacketAsync(
                new MqttDisconnectPacket { ReasonCode = code, ReasonString = reason },
                deadline.Token
            );
            return true;
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException)
        {
            return false; // it was a courtesy
        }
    }
}
