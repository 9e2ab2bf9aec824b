using CityOps.App.Http;
using Hangfire;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CityOps.App.Jobs;

/// <summary>Ready means that the jobs' storage answers, within two seconds.</summary>
internal sealed class JobStorageHealth(JobStorage storage) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            // Hangfire knows no asynchronous reading.
            await Task.Run(storage.GetMonitoringApi().Servers, cancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(2), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception away)
            when (away is NpgsqlException or InvalidOperationException or OperationCanceledException or TimeoutException
            )
        {
            return HealthCause.Unhealthy("The storage of the jobs does not answer.", "任务存储没有响应。");
        }
    }
}
