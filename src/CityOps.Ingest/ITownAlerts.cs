namespace CityOps.Ingest;

/// <summary>
/// What road signs and sirens receive: the retained message on <c>cityops/v1/alerts/{town}</c>, from this process's
/// uplink and at the joined broker.
/// </summary>
public interface ITownAlerts
{
    /// <summary>Publishes a town's alert with QoS 1 and keeps it for who subscribes later; an empty payload clears
    /// it.</summary>
    Task PublishAsync(string townCode, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
