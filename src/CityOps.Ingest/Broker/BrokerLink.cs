using System.Diagnostics.Metrics;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Telemetry;
using CityOps.Ingest.Uplink;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Broker;

/// <summary>
/// Keeps this node a member of the broker's group: connects with a session that outlives the connection, subscribes,
/// serves until the connection ends, and tries again with growing pauses. Several nodes share the load; each message
/// goes to one of them and is acknowledged by that one after its commit.
/// </summary>
internal sealed class BrokerLink : IHostedLifecycleService, IMqttClientAdapterFactory, IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(1);
    private readonly BrokerOptions _options;
    private readonly UplinkContext _context;
    private readonly GatewayDirectory _directory;
    private readonly BrokerAlerts _alerts;
    private readonly ILogger<BrokerLink> _logger;
    private readonly MqttNetLog _mqttNetLog;
    private readonly Counter<long> _connects;
    private readonly CancellationTokenSource _stopping = new();
    private BrokerChannel? _channel;
    private Task _serving = Task.CompletedTask;

    public BrokerLink(
        IOptions<BrokerOptions> options,
        UplinkContext context,
        GatewayDirectory directory,
        BrokerAlerts alerts,
        IMeterFactory meters,
        ILoggerFactory loggers
    )
    {
        _alerts = alerts;
        _options = options.Value;
        _context = context;
        _directory = directory;
        _logger = loggers.CreateLogger<BrokerLink>();
        _mqttNetLog = new MqttNetLog(loggers.CreateLogger("MQTTnet"));
        var meter = meters.Create(IngestMetrics.MeterName);
        _connects = meter.CreateCounter<long>(
            "cityops.ingest.broker.connects",
            "{connection}",
            "Connections made to the joined broker"
        );
        if (IsJoining)
        {
            meter.CreateObservableGauge(
                "cityops.ingest.broker.connected",
                () => Away is null ? 1 : 0,
                "{connection}",
                "1 while this node takes messages from the broker"
            );
            Away = "the broker has not been reached yet";
        }
    }

    /// <summary>Whether there is a broker to join.</summary>
    public bool IsJoining => _options.Address is not null;

    /// <summary>Why nothing comes from the broker now; null while it may.</summary>
    public string? Away { get; private set; }

    /// <inheritdoc />
    public IMqttChannelAdapter CreateClientAdapter(
        MqttClientOptions options,
        MqttPacketInspector packetInspector,
        IMqttNetLogger logger
    ) => _channel = new BrokerChannel(_options, _context, new BrokerSenders(_directory, _context.Time));

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _serving = IsJoining ? Task.Run(ServeAlwaysAsync, CancellationToken.None) : Task.CompletedTask;
        return Task.CompletedTask;
    }

    /// <summary>Lets what was taken in be committed and acknowledged, then takes leave; the broker keeps the
    /// session.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _serving.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ServeAlwaysAsync()
    {
        for (var attempt = 1; !_stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                await ServeAsync(_stopping.Token);
                Left("the connection has ended");
                attempt = 1;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Left(e.Message);
            }

            await Task.Delay(BackOff.After(attempt), _context.Time, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One connection from its CONNECT to its end.</summary>
    private async Task ServeAsync(CancellationToken stopping)
    {
        if (!_directory.IsLoaded)
        {
            await _directory.LoadAsync(stopping); // whose messages these are could not be told
        }

        await _context.Terminals.EnsureLoadedAsync(stopping);

        using var client = new MqttClientFactory().CreateMqttClient(_mqttNetLog, this);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += _ =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        await JoinAsync(client, stopping);
        _connects.Add(1);
        Away = null;
        _logger.LogInformation("Takes messages from {Broker} as {ClientId}", _options.Broker, _options.BrokerClientId);
        using var connected = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var telling = _alerts.PublishAsync(client, connected.Token);
        await WatchAsync(_channel!, ended.Task, stopping);
        await connected.CancelAsync();
        await telling;
        if (stopping.IsCancellationRequested)
        {
            await LeaveAsync(client, _channel!);
        }
    }

    private async Task JoinAsync(IMqttClient client, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(ConnectTimeout);
        var connected = await client.ConnectAsync(ClientOptions(), limit.Token);
        if (connected.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new InvalidOperationException(
                $"the broker refuses {_options.BrokerClientId}: {connected.ResultCode} {connected.ReasonString}"
            );
        }

        if (!connected.SharedSubscriptionAvailable && !string.IsNullOrEmpty(_options.BrokerGroup))
        {
            throw new InvalidOperationException("the broker has no shared subscriptions");
        }

        var subscribe = new MqttClientSubscribeOptionsBuilder();
        foreach (var kind in UplinkTopics.Kinds)
        {
            // QoS 1 also for what is published with 2: repeats are absorbed by their keys, so the second handshake buys
            // nothing.
            subscribe.WithTopicFilter(
                UplinkTopics.FromAll(kind, _options.BrokerGroup),
                MqttQualityOfServiceLevel.AtLeastOnce
            );
        }

        var subscribed = await client.SubscribeAsync(subscribe.Build(), limit.Token);
        foreach (
            var refused in subscribed.Items.Where(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2)
        )
        {
            if (refused.TopicFilter.Topic.EndsWith("/raw", StringComparison.Ordinal))
            {
                // its access rules may be older than this kind
                _logger.LogWarning("The broker does not let us subscribe to {Topic}", refused.TopicFilter.Topic);
                continue;
            }

            throw new InvalidOperationException(
                $"the broker refuses the subscription to {refused.TopicFilter.Topic}: {refused.ResultCode}"
            );
        }
    }

    private MqttClientOptions ClientOptions()
    {
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(_options.Address!.DnsSafeHost, _options.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(_options.BrokerClientId)
            .WithCleanStart(false)
            .WithSessionExpiryInterval((uint)_options.BrokerSessionExpiry.TotalSeconds)
            .WithReceiveMaximum((ushort)_options.BrokerReceiveMaximum)
            .WithMaximumPacketSize((uint)_context.Mqtt.MaximumPacketSize)
            .WithTimeout(ConnectTimeout)
            .WithNoKeepAlive(); // while we don't read, MQTTnet would not hear the broker's answer and would hang up
        if (_options.BrokerUser is not null)
        {
            options.WithCredentials(_options.BrokerUser, _options.BrokerPassword);
        }

        return options.Build();
    }

    /// <summary>Sends PINGREQ, and ends a connection on which the broker sends nothing any more.</summary>
    private async Task WatchAsync(BrokerChannel channel, Task ended, CancellationToken stopping)
    {
        var pinged = _context.Time.GetTimestamp();
        var ping = Task.CompletedTask;
        using var timer = new PeriodicTimer(WatchPeriod, _context.Time);
        while (!ended.IsCompleted && !stopping.IsCancellationRequested)
        {
            await Task.WhenAny(ended, timer.WaitForNextTickAsync(stopping).AsTask());
            if (channel.KeepAlive.IsExpired)
            {
                _logger.LogWarning(
                    "Nothing was heard of the broker for one and a half times {Period}",
                    _options.BrokerKeepAlive
                );
                channel.Abort();
            }
            else if (ping.IsCompleted && _context.Time.GetElapsedTime(pinged) > _options.BrokerKeepAlive / 2)
            {
                pinged = _context.Time.GetTimestamp();
                ping = PingAsync(channel, stopping);
            }
        }

        await ping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task PingAsync(BrokerChannel channel, CancellationToken stopping) =>
        await channel
            .SendPacketAsync(MqttPingReqPacket.Instance, stopping)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task LeaveAsync(IMqttClient client, BrokerChannel channel)
    {
        using var limit = new CancellationTokenSource(_context.Mqtt.DrainTimeout, _context.Time);
        await channel.DrainAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await client
            .DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Left(string why)
    {
        if (Away is null || Away != why)
        {
            _logger.LogWarning("Nothing is taken from {Broker} now, it is tried again: {Error}", _options.Broker, why);
        }

        Away = why;
    }
}
