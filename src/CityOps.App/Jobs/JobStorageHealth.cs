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
        catch (Exception problem)
            when (problem
                    is NpgsqlException
                        or InvalidOperationException
                        or OperationCanceledException
                        or TimeoutException
            )
        {
            return HealthCheckResult.Unhealthy(problem.Message);
        }
    }
}
