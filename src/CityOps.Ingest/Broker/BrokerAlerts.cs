using System.Collections.Concurrent;
using CityOps.Ingest.Uplink;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Broker;

/// <summary>
/// Tells towns' alerts at the joined broker too, for the road signs and sirens that are its clients: retained and with
/// QoS 1. The latest of each town is kept here, so that a broker that was away, or lost what it retained, gets all of
/// them when it is joined. Every node of a city publishes the same; the last to learn of a change is right as well.
/// </summary>
internal sealed class BrokerAlerts(ILogger<BrokerAlerts> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _latest = []; // as many as there are towns
    private readonly HashSet<string> _unsent = [];
    private readonly Wake _signal = new();

    /// <summary>A town's alert from now on; an empty payload clears it.</summary>
    public void Set(string townCode, ReadOnlyMemory<byte> payload)
    {
        lock (_lock)
        {
            _latest[townCode] = payload;
            _unsent.Add(townCode);
        }

        _signal.Call();
    }

    /// <summary>Tells everything over a fresh connection and goes on until that ends.</summary>
    public async Task PublishAsync(IMqttClient client, CancellationToken ended)
    {
        lock (_lock)
        {
            _unsent.UnionWith(_latest.Keys);
        }

        try
        {
            while (!ended.IsCancellationRequested)
            {
                if (Next() is not var (town, payload))
                {
                    await _signal.WaitAsync(ended);
                }
                else
                {
                    await PublishAsync(client, town, payload, ended);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // the connection has ended; the next one is told all of them
        }
        catch (Exception e)
        {
            logger.LogWarning("Alerts can't be told at the broker until it is joined again: {Error}", e.Message);
        }
    }

    private async Task PublishAsync(
        IMqttClient client,
        string town,
        ReadOnlyMemory<byte> payload,
        CancellationToken ended
    )
    {
        var told = await client.PublishAsync(
            new MqttApplicationMessageBuilder()
                .WithTopic(UplinkTopics.Alerts(town))
                .WithPayload(new System.Buffers.ReadOnlySequence<byte>(payload))
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithRetainFlag()
                .Build(),
            ended
        );
        if (!told.IsSuccess)
        {
            logger.LogError(
                "The broker refuses the alert of town {Town}: {Reason}; give this program the right to publish it",
                town,
                told.ReasonCode
            );
        }
    }

    private (string Town, ReadOnlyMemory<byte> Payload)? Next()
    {
        lock (_lock)
        {
            var town = _unsent.FirstOrDefault();
            return town is not null && _unsent.Remove(town) ? (town, _latest[town]) : null;
        }
    }
}

/// <summary>Alerts go to whoever listens here, and to the joined broker's clients.</summary>
internal sealed class TownAlerts(UplinkServer uplink, BrokerLink broker, BrokerAlerts brokerAlerts) : ITownAlerts
{
    private readonly ConcurrentDictionary<string, bool> _retainedHere = [];

    /// <inheritdoc />
    public Task PublishAsync(string townCode, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (broker.IsJoining)
        {
            brokerAlerts.Set(townCode, payload);
        }

        // Only a broker outlives us: here, what was not told since the start is not retained, and there is nothing to
        // clear.
        return payload.IsEmpty && !_retainedHere.ContainsKey(townCode)
            ? Task.CompletedTask
            : PublishHereAsync(townCode, payload, cancellationToken);
    }

    private Task PublishHereAsync(string townCode, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        _retainedHere[townCode] = true;
        return uplink.PublishAsync(townCode, payload, cancellationToken);
    }
}
