using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using CityOps.Ingest.Uplink;
using Microsoft.Extensions.Logging;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Broker;

/// <summary>
/// The connection to the broker, as MQTTnet's client sees it: the uplink's channel the other way round. MQTTnet makes
/// the CONNECT and the SUBSCRIBE; every PUBLISH is kept for the pipeline and acknowledged after its commit. Left to
/// MQTTnet they would go through a queue without bound (<c>MqttClient.EnqueueReceivedPublishPacket</c>) to a handler
/// called one at a time, with a write for each acknowledgement, and QoS 0 would fill the memory while the database is
/// away.
/// </summary>
internal sealed class BrokerChannel : IMqttChannelAdapter
{
    private const int BufferSize = 256;
    private const int BufferSizeMaximum = 64 * 1024;
    private const int ReadSize = 64 * 1024;
    private readonly BrokerOptions _options;
    private readonly UplinkContext _context;
    private readonly BrokerSenders _senders;
    private Stream? _stream;
    private PipeReader _input = null!;
    private PacketWriter _packets = null!;
    private AckWriter _acks = null!;
    private BrokerIntake _intake = null!;
    private volatile bool _isStopping;

    public BrokerChannel(BrokerOptions options, UplinkContext context, BrokerSenders senders)
    {
        _options = options;
        _context = context;
        _senders = senders;
        PacketFormatterAdapter = new MqttPacketFormatterAdapter(
            MqttProtocolVersion.V500,
            new MqttBufferWriter(BufferSize, BufferSizeMaximum)
        );
        KeepAlive = new KeepAlive(context.Time) { Period = options.BrokerKeepAlive };
    }

    /// <summary>When the broker last sent anything.</summary>
    public KeepAlive KeepAlive { get; }

    /// <inheritdoc />
    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; }

    /// <inheritdoc />
    public long BytesReceived { get; private set; }

    /// <inheritdoc />
    public long BytesSent { get; private set; }

    /// <inheritdoc />
    public EndPoint RemoteEndPoint => new DnsEndPoint(_options.Address!.DnsSafeHost, _options.Port);

    /// <inheritdoc />
    public EndPoint LocalEndPoint => new IPEndPoint(IPAddress.None, 0);

    /// <inheritdoc />
    public bool IsSecureConnection => _options.IsSecured;

    /// <inheritdoc />
    public X509Certificate2? ClientCertificate => null;

    /// <inheritdoc />
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        _stream = await BrokerSocket.OpenAsync(_options, cancellationToken);
        _input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReadSize, leaveOpen: true));
        _packets = new PacketWriter(
            PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true)),
            PacketFormatterAdapter,
            _context.Time
        );
        _acks = new AckWriter(_packets, _options.BrokerReceiveMaximum) { SendsReasons = false };
        _intake = new BrokerIntake(_senders, _acks, KeepAlive, _context);
    }

    /// <summary>The next packet that is MQTTnet's business; null when the connection has ended or must end.</summary>
    public async Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync(cancellationToken))!;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return null!; // the broker went away
        }
        catch (ProtocolViolation violation)
        {
            _context.Logger.LogError("The broker breaks the protocol: {Violation}", violation.Message);
            return null!;
        }
    }

    /// <inheritdoc />
    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttConnectPacket connect)
        {
            // kept by BrokerLink; MQTTnet was told of none
            connect.KeepAlivePeriod = (ushort)_options.BrokerKeepAlive.TotalSeconds;
        }

        try
        {
            await _packets.WriteAsync(
                (output, formatter) => BytesSent += PacketWriter.Encode(output, formatter, packet),
                cancellationToken
            );
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            throw new MqttCommunicationException("The broker went away.", e);
        }
    }

    /// <summary>Takes no further messages and waits until those taken are committed and acknowledged.</summary>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        return _acks.WaitUntilEmptyAsync(cancellationToken);
    }

    /// <summary>Ends the connection at once.</summary>
    public void Abort() => _stream?.Dispose();

    /// <inheritdoc />
    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        _acks?.Close();
        Abort();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void ResetStatistics() => BytesReceived = BytesSent = 0;

    /// <inheritdoc />
    public void Dispose()
    {
        _acks?.Close();
        Abort();
        _packets?.Dispose();
    }

    private async Task<MqttPacket?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            MqttPacket? passedOn = null;
            try
            {
                while (
                    passedOn is null && PacketFrame.TryCut(ref buffer, _context.Mqtt.MaximumPacketSize, out var frame)
                )
                {
                    BytesReceived += frame.TotalLength;
                    KeepAlive.Heard();
                    passedOn = await TakeAsync(frame, cancellationToken);
                }
            }
            finally
            {
                _intake.Send();
                _input.AdvanceTo(buffer.Start, passedOn is null ? buffer.End : buffer.Start);
            }

            if (passedOn is not null || read.IsCompleted)
            {
                return passedOn;
            }
        }
    }

    /// <summary>Keeps a PUBLISH and the answer to our own PINGREQ; returns any other packet, for MQTTnet.</summary>
    private async ValueTask<MqttPacket?> TakeAsync(PacketFrame frame, CancellationToken cancellationToken)
    {
        if (frame.Type == MqttControlPacketType.PingResp)
        {
            return null;
        }

        if (frame.Type != MqttControlPacketType.Publish)
        {
            return frame is { Type: MqttControlPacketType.Disconnect, Body.Count: 0 }
                ? new MqttDisconnectPacket()
                : Decode(frame);
        }

        // What comes while we stop is not acknowledged: the broker sends it again, to us or to another node.
        if (!_isStopping && !await _intake.TryTakePlainAsync(frame, cancellationToken))
        {
            await _intake.TakeAsync(frame.Header, (MqttPublishPacket)Decode(frame), cancellationToken);
        }

        return null;
    }

    private MqttPacket Decode(PacketFrame frame) =>
        PacketFormatterAdapter.Decode(new ReceivedMqttPacket(frame.Header, frame.Body, frame.TotalLength));
}
