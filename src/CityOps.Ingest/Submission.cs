using CityOps.Ingest.Directory;
using CityOps.Ingest.Quotas;

namespace CityOps.Ingest;

/// <summary>
/// What is committed and acknowledged together: the messages of one socket read, or one HTTP request. It is filled by
/// one thread, handed to the committer, and its <see cref="Committed"/> is called once, after the transaction that
/// holds it.
/// </summary>
internal abstract class Submission(
    string channel,
    Gateway gateway,
    string topic,
    DateTimeOffset receivedAt,
    List<ReadingRow>? rows = null
)
{
    /// <summary><c>mqtt</c> or <c>http</c>.</summary>
    public string Channel { get; } = channel;

    /// <summary>Who sent it.</summary>
    public Gateway Gateway { get; } = gateway;

    /// <summary>The readings' topic, or the HTTP path.</summary>
    public string Topic { get; } = topic;

    /// <summary>When it reached us.</summary>
    public DateTimeOffset ReceivedAt { get; } = receivedAt;

    /// <summary>When its gateway last sent: as received, unless the message is a replay.</summary>
    public virtual DateTimeOffset HeardAt => ReceivedAt;

    /// <summary>What its gateway may send; null for what is not its doing, as a replay.</summary>
    public GatewayQuota? Quota { get; init; }

    /// <summary>Whether its sender learns that a part is beyond the quota; then nothing is kept of that part.</summary>
    public bool IsToldOfQuota { get; init; }

    /// <summary>When it was handed to the committer: <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long QueuedAt { get; set; }

    /// <summary>The readings that passed the checks.</summary>
    public List<ReadingRow> Rows { get; } = rows ?? [];

    /// <summary>The parts that did not.</summary>
    public List<Rejection> Rejections { get; } = [];

    /// <summary>How many of <see cref="Rejections"/> are committed.</summary>
    public int KeptRejections { get; set; }

    /// <summary>Records a part that is not accepted; before the commit from the checks, after it from a
    /// conflict.</summary>
    public virtual void Reject(Rejection rejection) =>
        Rejections.Add(Quota?.Judge(rejection, IsToldOfQuota) ?? rejection);

    /// <summary>
    /// Called when everything in it is decided and committed. Must not block or throw: the committer is waiting.
    /// </summary>
    public abstract void Committed();
}
