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
            committer.Away is not null
                ? Told("Readings cannot be committed; the log says why.", "水位数据不能入库，原因见日志。")
            : !directory.IsLoaded ? Told("The gateways have not been read from the database yet.", "网关信息尚未读取。")
            : HealthCheckResult.Healthy()
        );

    private static HealthCheckResult Told(string cause, string causeZh) =>
        HealthCheckResult.Unhealthy(cause, data: new Dictionary<string, object> { ["zh"] = causeZh });
}
