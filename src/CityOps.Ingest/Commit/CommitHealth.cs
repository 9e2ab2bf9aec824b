using CityOps.Ingest.Directory;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CityOps.Ingest.Commit;

/// <summary>Ready means: what comes in can be committed, and the gateways are known.</summary>
internal sealed class CommitHealth(GroupCommitter committer, GatewayDirectory directory) : IHealthCheck
{
    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            committer.Away is { } why ? HealthCheckResult.Unhealthy($"readings can't be committed: {why}")
            : !directory.IsLoaded ? HealthCheckResult.Unhealthy("the gateways have not been read from the database yet")
            : HealthCheckResult.Healthy()
        );
}
