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
            link is { IsJoining: true, Away: not null }
                ? HealthCheckResult.Unhealthy(
                    "Nothing is taken from the broker; the log says why.",
                    data: new Dictionary<string, object> { ["zh"] = "不能从消息服务器取数，原因见日志。" }
                )
                : HealthCheckResult.Healthy()
        );
}
