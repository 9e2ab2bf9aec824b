using CityOps.Ingest.Directory;

namespace CityOps.Ingest.Sl651;

/// <summary>The messages of one station that one read of a connection gave; confirmed together once they are
/// committed.</summary>
/// <param name="gateway">Who sent them.</param>
/// <param name="topic"><see cref="TopicOf"/> its station.</param>
/// <param name="receivedAt">When they were read.</param>
/// <param name="connection">Who hears of the commit; null when nobody is to be answered.</param>
internal sealed class Sl651Submission(
    Gateway gateway,
    string topic,
    DateTimeOffset receivedAt,
    Sl651Connection? connection
) : Submission(ChannelName, gateway, topic, receivedAt)
{
    /// <summary>The value of <c>rejected_message.channel</c>.</summary>
    public const string ChannelName = "sl651";

    /// <summary>The messages to confirm, in the order received.</summary>
    public List<Sl651Confirmation> Confirmations { get; } = [];

    /// <summary>What the messages said.</summary>
    public List<IReadOnlyList<Sl651Value>> Values { get; } = [];

    /// <summary>How many messages it holds.</summary>
    public int Messages { get; set; }

    /// <summary>What stands in <c>rejected_message.topic</c>.</summary>
    public static string TopicOf(string station) => $"sl651/{station}";

    /// <inheritdoc />
    public override void Committed() => connection?.Committed(this);
}

/// <summary>A message that waits for its confirmation.</summary>
/// <param name="Frame">It, or its last packet.</param>
/// <param name="Serial">Its serial number.</param>
internal readonly record struct Sl651Confirmation(Sl651Frame Frame, ushort Serial);
