namespace CityOps.Ingest;

/// <summary>
/// Receives the readings that this process has committed, after they were acknowledged; the app registers any number of
/// observers in the container. A process that dies in between notifies nobody: an observer that must not miss a reading
/// finds it by <c>reading.received_at</c>.
/// </summary>
public interface ICommittedReadings
{
    /// <summary>
    /// Called by the committer between two commits, so it must neither block nor throw; work belongs elsewhere. The
    /// list is used again for the next batch: keep nothing of it.
    /// </summary>
    void Committed(IReadOnlyList<CommittedReading> readings);
}

/// <summary>A reading that is in the table now and was not before.</summary>
/// <param name="SensorId">The sensor's key in the database.</param>
/// <param name="ObservedTicks">When it was measured: UTC ticks.</param>
/// <param name="DepthMm">Water above the section's lowest point, in millimetres.</param>
/// <param name="ReceivedAt">When it reached us.</param>
public readonly record struct CommittedReading(
    int SensorId,
    long ObservedTicks,
    int DepthMm,
    DateTimeOffset ReceivedAt
);
