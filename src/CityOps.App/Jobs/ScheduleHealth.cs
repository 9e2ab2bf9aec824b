using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Http;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Jobs;

/// <summary>Degraded while a recurring job (roll-ups, escalation, closing of months) is overdue, or failed the last
/// time.</summary>
internal sealed class ScheduleHealth(JobStorage storage, IOptions<HealthOptions> options, TimeProvider time)
    : IHealthCheck
{
    private const string Failed = "Failed";

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            // Hangfire knows no asynchronous reading.
            var jobs = await Task.Run(Read, cancellationToken).WaitAsync(TimeSpan.FromSeconds(2), cancellationToken);
            return Judge(jobs);
        }
        catch (Exception away)
            when (away is NpgsqlException or InvalidOperationException or OperationCanceledException or TimeoutException
            )
        {
            return HealthCheckResult.Healthy(); // the storage's own check says so
        }
    }

    private List<RecurringJobDto> Read()
    {
        using var connection = storage.GetConnection();
        return connection.GetRecurringJobs();
    }

    private HealthCheckResult Judge(List<RecurringJobDto> jobs)
    {
        var late = time.GetUtcNow().UtcDateTime - options.Value.JobsBehind;
        if (jobs.Find(job => job.NextExecution < late) is { NextExecution: { } due } overdue)
        {
            var at = CityTime
                .Local(new DateTimeOffset(DateTime.SpecifyKind(due, DateTimeKind.Utc)))
                .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            return HealthCause.Degraded(
                $"Job {overdue.Id} was due at {at} and has not run; is a process with the role jobs running?",
                $"任务 {overdue.Id} 应于 {at} 运行而未运行，请确认 jobs 进程是否在运行。"
            );
        }

        return jobs.Find(job => job.LastJobState == Failed) is { } failed
            ? HealthCause.Degraded(
                $"Job {failed.Id} failed the last time it ran; /hangfire says why.",
                $"任务 {failed.Id} 上次运行失败，原因见 /hangfire。"
            )
            : HealthCheckResult.Healthy();
    }
}
