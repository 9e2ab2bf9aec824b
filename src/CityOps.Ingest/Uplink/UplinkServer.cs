using System.Collections.Concurrent;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// MQTTnet's server behind our channels, and the connections' life as a whole: it is up before Kestrel takes
/// connections, watches their silence, drops gateways that lost their right, and at the end lets what was taken in be
/// acknowledged.
/// </summary>
internal sealed class UplinkServer : IHostedLifecycleService, IMqttServerAdapter
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<UplinkChannel, bool> _channels = [];
    private readonly ConcurrentDictionary<(string Gateway, string Client), UplinkChannel> _sessions = [];
    private readonly ConcurrentDictionary<string, int> _perGateway = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _ownId = $"cityops-{Guid.NewGuid():N}"; // not to be guessed by a client that brings a will
    private readonly MqttServer _server;
    private readonly UplinkContext _context;
    private readonly GatewayDirectory _directory;
    private readonly UplinkRights _rights;
    private readonly IngestMetrics _metrics;
    private readonly QuotaOptions _quotas;
    private Task _watching = Task.CompletedTask;

    public UplinkServer(
        UplinkContext context,
        UplinkRights rights,
        GatewayDirectory directory,
        IngestMetrics metrics,
        IOptions<QuotaOptions> quotas,
        ILoggerFactory loggers
    )
    {
        _context = context;
        _directory = directory;
        _rights = rights;
        _metrics = metrics;
        _quotas = quotas.Value;
        var options = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithDefaultCommunicationTimeout(context.Mqtt.ConnectTimeout)
            .Build();
        var logger = new MqttNetLog(loggers.CreateLogger("MQTTnet"));
        _server = new MqttServerFactory().CreateMqttServer(options, [this], logger);
        _server.ValidatingConnectionAsync += ValidateAsync;
        _server.InterceptingSubscriptionAsync += rights.CheckSubscriptionAsync;
        _server.InterceptingPublishAsync += publish =>
            publish.ClientId == _ownId ? Task.CompletedTask : UplinkRights.RefusePublishAsync(publish);
    }

    /// <summary>Set by MQTTnet's server when it starts.</summary>
    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <summary>MQTTnet's server, for its events.</summary>
    public MqttServer Mqtt => _server;

    /// <summary>Serves one connection to its end.</summary>
    public async Task ServeAsync(UplinkChannel channel, CancellationToken closed)
    {
        _channels[channel] = true;
        _metrics.Connections(1);
        try
        {
            if (ClientHandler is { } handler && !_stopping.IsCancellationRequested && !closed.IsCancellationRequested)
            {
                await handler(channel);
            }
        }
        finally
        {
            channel.Ended();
            _metrics.Connections(-1);
            _channels.TryRemove(channel, out _);
            if (channel.Gateway is { } gateway)
            {
                _sessions.TryRemove(new((gateway.Id, channel.ClientId), channel));
                if (channel.IsCounted)
                {
                    _perGateway.AddOrUpdate(gateway.Id, 0, static (_, count) => count - 1);
                }
            }
        }
    }

    /// <summary>Publishes a town's alert to who listens here, and keeps it for who subscribes later; an empty payload
    /// clears it.</summary>
    public Task PublishAsync(string townCode, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(UplinkTopics.Alerts(townCode))
            .WithPayload(new System.Buffers.ReadOnlySequence<byte>(payload))
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithRetainFlag()
            .Build();
        return _server.InjectApplicationMessage(
            new InjectedMqttApplicationMessage(message) { SenderClientId = _ownId },
            cancellationToken
        );
    }

    /// <summary>Sends a command to whoever of the gateway listens, with QoS 1; nobody listening, it is gone.</summary>
    public Task SendCommandAsync(string gatewayId, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(UplinkTopics.Commands(gatewayId))
            .WithPayload(new System.Buffers.ReadOnlySequence<byte>(payload))
            .WithContentType("application/json")
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        return _server.InjectApplicationMessage(
            new InjectedMqttApplicationMessage(message) { SenderClientId = _ownId },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync();
        _directory.Changed += DropUnknown;
        _watching = WatchAsync();
    }

    /// <inheritdoc />
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _directory.Changed -= DropUnknown;
        _server.AcceptNewConnections = false;
        await _stopping.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_context.Mqtt.DrainTimeout);
        await Task.WhenAll(_channels.Keys.Select(channel => channel.DrainAsync(deadline.Token)))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _context.Stop();
        await Task.WhenAll(
                _channels.Keys.Select(channel =>
                    channel.DropAsync(MqttDisconnectReasonCode.ServerShuttingDown, cancellationToken)
                )
            )
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.StopAsync(new MqttServerStopOptions());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _server.Dispose();
        _stopping.Dispose();
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IMqttServerAdapter.StartAsync(MqttServerOptions options, IMqttNetLogger logger) => Task.CompletedTask;

    Task IMqttServerAdapter.StopAsync() => Task.CompletedTask;

    private async Task ValidateAsync(ValidatingConnectionEventArgs connect)
    {
        var channel = (UplinkChannel)connect.ChannelAdapter;
        if (_channels.Count <= _context.Mqtt.MaximumConnections)
        {
            await _rights.ValidateAsync(connect);
        }
        else
        {
            connect.ReasonCode = MqttConnectReasonCode.ServerBusy;
        }

        var why = channel.Gateway is null ? _rights.WhyRefused(connect.ReasonCode, channel.UserName) : "";
        if (channel.Gateway is { } known && !TryCount(known.Id, channel))
        {
            why = "too many connections of this gateway";
            channel.Gateway = null;
            // v3.1.1 has no code for it but "server unavailable"
            connect.ReasonCode = channel.IsV5
                ? MqttConnectReasonCode.QuotaExceeded
                : MqttConnectReasonCode.ServerUnavailable;
        }

        if (channel.Gateway is { } gateway)
        {
            TakeOver((gateway.Id, channel.ClientId), channel);
        }
        else
        {
            _context.Refused.Note(channel.UserName, channel.ClientId, channel.RemoteEndPoint, why);
        }
    }

    /// <summary>Counts one more connection of the gateway; false when it has as many as it may. One that takes over an
    /// older one's place has that.</summary>
    private bool TryCount(string gateway, UplinkChannel channel)
    {
        var count = _perGateway.AddOrUpdate(gateway, 1, static (_, count) => count + 1);
        if (count <= _quotas.ConnectionsPerGateway || _sessions.ContainsKey((gateway, channel.ClientId)))
        {
            return channel.IsCounted = true;
        }

        _perGateway.AddOrUpdate(gateway, 0, static (_, count) => count - 1);
        if (_context.Quotas.Of(gateway).MayWarn())
        {
            _context.Logger.LogWarning(
                "Gateway {Gateway} has {Most} connections, as many as it may, and wants more, now from {Remote}",
                gateway,
                _quotas.ConnectionsPerGateway,
                channel.RemoteEndPoint
            );
        }

        return false;
    }

    /// <summary>The older connection of the gateway with this client id is closed [MQTT-3.1.4-3], also one that is half
    /// open.</summary>
    private void TakeOver((string Gateway, string Client) session, UplinkChannel channel)
    {
        UplinkChannel? older = null;
        _sessions.AddOrUpdate(session, channel, (_, had) =>
        {
            older = had;
            return channel;
        });
        _ = older?.DropAsync(MqttDisconnectReasonCode.SessionTakenOver, _stopping.Token);
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(WatchPeriod, _context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                foreach (var channel in _channels.Keys)
                {
                    if (channel.KeepAlive.IsExpired || channel.Unread > _context.Mqtt.WriteTimeout)
                    {
                        _ = channel.DropAsync(MqttDisconnectReasonCode.KeepAliveTimeout, _stopping.Token);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private void DropUnknown()
    {
        var known = _directory.Current;
        foreach (var channel in _channels.Keys)
        {
            if (channel.Gateway is not { } then)
            {
                continue;
            }

            if (
                known.Gateway(then.Id) is not { Disabled: false } now
                || !now.Takes(then.ProvedBy, _context.Time.GetUtcNow())
            )
            {
                _ = channel.DropAsync(MqttDisconnectReasonCode.NotAuthorized, _stopping.Token);
            }
            else if (!now.CoversAlertRightsOf(then))
            {
                // It may hear what it no longer may: it comes again at once and is told so when it subscribes.
                _ = channel.DropAsync(MqttDisconnectReasonCode.AdministrativeAction, _stopping.Token);
            }
            else
            {
                channel.Gateway = now with { ProvedBy = then.ProvedBy };
            }
        }
    }
}
