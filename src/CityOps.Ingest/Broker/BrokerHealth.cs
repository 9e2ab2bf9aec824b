using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CityOps.Ingest.Broker;

/// <summary>Ready means, where a broker is to be joined, that this node is a member of its group.</summary>
internal sealed class BrokerHealth(BrokerLink link) : IHealthCheck
{
    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            link is { IsJoining: true, Away: { } why }
                ? HealthCheckResult.Unhealthy($"nothing is taken from the broker: {why}")
                : HealthCheckResult.Healthy()
        );
}
