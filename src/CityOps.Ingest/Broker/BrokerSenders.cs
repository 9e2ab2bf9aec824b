using System.Text;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Uplink;

namespace CityOps.Ingest.Broker;

/// <summary>A gateway whose messages come through the broker.</summary>
/// <param name="Gateway">The gateway; an unknown one has the id of its topic.</param>
/// <param name="Topics">Its topics.</param>
/// <param name="Refusal">Why nothing of it is taken; null while it is in service.</param>
internal sealed record BrokerSender(Gateway Gateway, UplinkTopics Topics, string? Refusal);

/// <summary>
/// Tells by a topic who sent a message. The broker has checked who that is, and its access rules bind a user name to a
/// topic level (docs/mqtt.md); so the gateway's id in the topic is trusted, and only the directory is consulted.
/// </summary>
internal sealed class BrokerSenders
{
    private const int Remembered = 100_000; // names that somebody made up must not fill the memory
    private readonly GatewayDirectory _directory;
    private readonly TimeProvider _time;
    private readonly Dictionary<byte[], BrokerSender> _byTopic;
    private readonly Dictionary<byte[], BrokerSender>.AlternateLookup<ReadOnlySpan<byte>> _byTopicUtf8;
    private DirectorySnapshot _known = DirectorySnapshot.Empty;

    public BrokerSenders(GatewayDirectory directory, TimeProvider time)
    {
        _directory = directory;
        _time = time;
        _byTopic = new(Utf8Comparer.Instance);
        _byTopicUtf8 = _byTopic.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Finds the sender of readings without making a string of their topic, once it has been looked
    /// up.</summary>
    public BrokerSender? Remember(ReadOnlySpan<byte> readingsTopic)
    {
        if (_known != _directory.Current)
        {
            _byTopic.Clear();
            _known = _directory.Current;
        }

        return _byTopicUtf8.TryGetValue(readingsTopic, out var sender) ? sender : null;
    }

    /// <summary>
    /// Looks a sender up by its topic; waits for the database where only that knows whether the gateway is new.
    /// </summary>
    /// <returns>Null for a topic that is not one of <c>cityops/v1/{gateway}/{kind}</c>.</returns>
    public async ValueTask<BrokerSender?> FindAsync(string topic, CancellationToken cancellationToken)
    {
        if (
            topic.Split('/')
            is not ["cityops", "v1", { Length: > 0 } id, "readings" or "reports" or "feedback" or "raw"]
        )
        {
            return null;
        }

        var gateway = await FindGatewayAsync(id, cancellationToken);
        var sender = new BrokerSender(
            gateway ?? new Gateway(id, [], Disabled: true),
            new UplinkTopics(id),
            gateway is null ? RejectionReason.UnknownGateway
                : gateway.Disabled ? RejectionReason.DisabledGateway
                : null
        );
        if (sender.Refusal is null && _byTopic.Count < Remembered)
        {
            _byTopic[Encoding.UTF8.GetBytes(sender.Topics.Readings)] = sender;
        }

        return sender;
    }

    private async ValueTask<Gateway?> FindGatewayAsync(string id, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _directory.FindGatewayAsync(id, cancellationToken);
            }
            catch (Exception e) when (Outage.Is(e))
            {
                await Task.Delay(BackOff.After(attempt), _time, cancellationToken);
            }
        }
    }
}
