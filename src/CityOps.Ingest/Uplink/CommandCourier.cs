using System.Text.Json;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Follow;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet.Packets;
using MQTTnet.Server;
using Npgsql;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// Brings the commands that wait in <c>gateway_command</c> to gateways that listen on
/// <c>cityops/v1/{gateway}/commands</c> here: with QoS 1, in order, a few under way at a time. A command is done when
/// the gateway has acknowledged it; until then it is sent again at each new subscription, so a gateway may get one
/// twice and knows it by its <c>id</c>.
/// </summary>
internal sealed class CommandCourier : BackgroundService
{
    private const int MaxUnderWay = 20;
    private readonly UplinkServer _uplink;
    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly ILogger<CommandCourier> _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Listener> _listeners = [];

    // by client id; a client may listen to one gateway's commands
    private readonly Dictionary<string, string> _gatewayOf = [];
    private readonly HashSet<string> _due = [];
    private readonly Queue<(Guid Command, int Answer)> _answers = [];
    private readonly Wake _signal = new();

    public CommandCourier(
        UplinkServer uplink,
        NpgsqlDataSource database,
        TimeProvider time,
        ILogger<CommandCourier> logger
    )
    {
        (_uplink, _database, _time, _logger) = (uplink, database, time, logger);
        uplink.Mqtt.ClientSubscribedTopicAsync += subscribed =>
            Subscribed(subscribed.ClientId, subscribed.TopicFilter.Topic);
        uplink.Mqtt.ClientUnsubscribedTopicAsync += unsubscribed =>
            Left(unsubscribed.ClientId, unsubscribed.TopicFilter);
        uplink.Mqtt.ClientDisconnectedAsync += disconnected => Left(disconnected.ClientId, null);
        uplink.Mqtt.ClientAcknowledgedPublishPacketAsync += Acknowledged;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await Task.WhenAll(AlwaysAsync(ListenAsync, stoppingToken), AlwaysAsync(WorkAsync, stoppingToken));

    private Task ListenAsync(CancellationToken cancellationToken) =>
        Listening.RunAsync(
            _database,
            "cityops_commands",
            gateway =>
            {
                lock (_lock)
                {
                    _due.UnionWith(
                        gateway is null ? _listeners.Keys
                        : _listeners.ContainsKey(gateway) ? [gateway]
                        : []
                    );
                }

                _signal.Call();
            },
            cancellationToken
        );

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (NextAnswer() is { } answer)
            {
                await NoteAsync(answer, cancellationToken);
            }

            if (NextDue() is { } gateway)
            {
                await SendAsync(gateway, cancellationToken);
            }
            else
            {
                await _signal.WaitAsync(cancellationToken);
            }
        }
    }

    private async Task SendAsync(string gateway, CancellationToken cancellationToken)
    {
        Guid[] underWay;
        lock (_lock)
        {
            underWay = _listeners.TryGetValue(gateway, out var listener) ? [.. listener.UnderWay] : [];
            if (listener is null || underWay.Length >= MaxUnderWay)
            {
                return;
            }
        }

        try
        {
            foreach (var (id, payload) in await TakeAsync(gateway, underWay, cancellationToken))
            {
                lock (_lock)
                {
                    if (!_listeners.TryGetValue(gateway, out var listener) || !listener.UnderWay.Add(id))
                    {
                        continue; // it left meanwhile: sent when it comes again
                    }
                }

                await _uplink.SendCommandAsync(gateway, payload, cancellationToken);
            }
        }
        catch
        {
            lock (_lock)
            {
                _due.Add(gateway);
            }

            throw;
        }
    }

    private async Task<List<(Guid Id, byte[] Payload)>> TakeAsync(
        string gateway,
        Guid[] underWay,
        CancellationToken cancellationToken
    )
    {
        await using var command = _database
            .CreateCommand(Sql.File("due_commands"))
            .With("gateway", gateway)
            .With("now", _time.GetUtcNow())
            .With("under_way", underWay)
            .With("most", MaxUnderWay - underWay.Length);
        var due = (await command.ListAsync<DueCommand>(cancellationToken)).ConvertAll(row =>
            (row.Id, Payload(row.Id, row.Command, row.CreatedAt))
        );
        due.Sort((one, other) => one.Id.CompareTo(other.Id));
        return due;
    }

    private sealed record DueCommand(Guid Id, string Command, DateTime CreatedAt);

    /// <summary><c>{"id":"…","createdAt":"…","command":…}</c></summary>
    private static byte[] Payload(Guid id, string command, DateTime createdAt)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("createdAt", createdAt);
            json.WritePropertyName("command");
            json.WriteRawValue(command);
            json.WriteEndObject();
        }

        return written.ToArray();
    }

    private async Task NoteAsync((Guid Command, int Answer) answer, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database
                .CreateCommand(
                    """
                    update gateway_command set acknowledged_at = @now, answer = @answer
                    where id = @id and acknowledged_at is null
                    """
                )
                .With("id", answer.Command)
                .With("now", _time.GetUtcNow())
                .With("answer", (short)answer.Answer);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            lock (_lock)
            {
                _answers.Enqueue(answer); // bounded by what is under way
            }

            throw;
        }
    }

    private Task Subscribed(string clientId, string filter)
    {
        if (UplinkTopics.GatewayOfCommands(filter) is { } gateway)
        {
            lock (_lock)
            {
                if (!_listeners.TryGetValue(gateway, out var listener))
                {
                    _listeners.Add(gateway, listener = new Listener());
                }

                listener.Clients.Add(clientId);
                _gatewayOf[clientId] = gateway;
                listener.UnderWay.Clear(); // whoever subscribes gets what is not acknowledged
                _due.Add(gateway);
            }

            _signal.Call();
        }

        return Task.CompletedTask;
    }

    private Task Left(string clientId, string? filter)
    {
        lock (_lock)
        {
            if (
                _gatewayOf.TryGetValue(clientId, out var gateway)
                && (filter is null || filter == UplinkTopics.Commands(gateway))
            )
            {
                _gatewayOf.Remove(clientId);
                var listener = _listeners[gateway];
                if (listener.Clients.Remove(clientId) && listener.Clients.Count == 0)
                {
                    _listeners.Remove(gateway);
                }
            }
        }

        return Task.CompletedTask;
    }

    private Task Acknowledged(ClientAcknowledgedPublishPacketEventArgs acknowledged)
    {
        if (
            acknowledged.IsCompleted
            && UplinkTopics.GatewayOfCommands(acknowledged.PublishPacket.Topic) is { } gateway
            && CommandId(acknowledged.PublishPacket) is { } id
        )
        {
            lock (_lock)
            {
                _listeners.GetValueOrDefault(gateway)?.UnderWay.Remove(id);
                _answers.Enqueue(
                    (id, (acknowledged.AcknowledgePacket as MqttPubAckPacket)?.ReasonCode is { } code ? (int)code : 0)
                );
                _due.Add(gateway);
            }

            _signal.Call();
        }

        return Task.CompletedTask;
    }

    private static Guid? CommandId(MqttPublishPacket packet)
    {
        var reader = new Utf8JsonReader(packet.Payload);
        return reader.Read() && reader.Read() && reader.Read() && reader.TryGetGuid(out var id) ? id : null;
    }

    private (Guid Command, int Answer)? NextAnswer()
    {
        lock (_lock)
        {
            return _answers.TryDequeue(out var answer) ? answer : null;
        }
    }

    private string? NextDue()
    {
        lock (_lock)
        {
            var gateway = _due.FirstOrDefault();
            return gateway is not null && _due.Remove(gateway) ? gateway : null;
        }
    }

    private Task AlwaysAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken) =>
        UntilStopped.RunAsync(work, Failed, _time, stoppingToken);

    private void Failed(Exception e) =>
        _logger.LogWarning("Commands can't be brought to gateways now and will be later: {Error}", e.Message);

    /// <summary>A gateway that listens here.</summary>
    private sealed class Listener
    {
        public HashSet<string> Clients { get; } = [];

        /// <summary>Sent to it and not acknowledged.</summary>
        public HashSet<Guid> UnderWay { get; } = [];
    }
}
