using CityOps.App.Database;
using Hangfire;
using Hangfire.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Jobs;

/// <param name="Failed">Runs that were given up, the latest first.</param>
public sealed record JobsAnswer(IReadOnlyList<JobItem> Items, IReadOnlyList<FailedRun> Failed);

/// <summary>A job that comes again and again.</summary>
/// <param name="Cron">Minute, hour, day, month, weekday, by the clock of Asia/Shanghai.</param>
/// <param name="Last">When it last began; null when it never did.</param>
/// <param name="LastState">What became of that run: Succeeded, Failed, Processing, Enqueued, Scheduled,
/// Deleted.</param>
/// <param name="Next">Null while no process runs jobs.</param>
/// <param name="Requested">When somebody last had it run beside its times; null when nobody did.</param>
public sealed record JobItem(
    string Name,
    string Cron,
    DateTimeOffset? Last,
    string? LastState,
    DateTimeOffset? Next,
    JobRequest? Requested
);

/// <param name="By">The account's name.</param>
public sealed record JobRequest(DateTimeOffset At, string By);

/// <param name="Name">As in the schedule, or the job's class where it is none of it.</param>
/// <param name="Reason">What it failed with.</param>
public sealed record FailedRun(string Id, string Name, DateTimeOffset? At, string? Reason);

/// <summary>The schedule with what became of it, as the storage knows it.</summary>
internal static class ListJobs
{
    private const int MaxFailed = 50;

    public static async Task<Ok<JobsAnswer>> RunAsync(JobStorage storage, CityOpsDb db, CancellationToken ct) =>
        TypedResults.Ok(await ReadAsync(storage, db, ct));

    private sealed record Request(string Job, DateTimeOffset At, string By);

    internal static async Task<JobsAnswer> ReadAsync(JobStorage storage, CityOpsDb db, CancellationToken ct)
    {
        var requests = await db
            .Database.SqlQuery<Request>(
                $"""
                select distinct on (r.job) r.job, r.requested_at as at, a.name as by
                from job_run r join account a on a.id = r.requested_by
                order by r.job, r.requested_at desc
                """
            )
            .ToDictionaryAsync(request => request.Job, ct);
        using var connection = storage.GetConnection();
        var known = connection.GetRecurringJobs().ToDictionary(job => job.Id);
        var items = Schedule.Recurring.Select(job =>
        {
            var registered = known.GetValueOrDefault(job.Name);
            return new JobItem(
                job.Name,
                job.Cron,
                Instant(registered?.LastExecution),
                registered?.LastJobState,
                Instant(registered?.NextExecution),
                requests.GetValueOrDefault(job.Name) is { } request
                    ? new JobRequest(CityTime.Local(request.At), request.By)
                    : null
            );
        });
        var failed = storage
            .GetMonitoringApi()
            .FailedJobs(0, MaxFailed)
            .Select(run => new FailedRun(
                run.Key,
                NameOf(run.Value.Job?.Type),
                Instant(run.Value.FailedAt),
                run.Value.ExceptionMessage
            ));
        return new JobsAnswer([.. items], [.. failed]);
    }

    private static string NameOf(Type? type) =>
        Schedule.Recurring.FirstOrDefault(job => job.Job.Type == type)?.Name ?? type?.Name ?? "?";

    // Hangfire's times are UTC.
    private static DateTimeOffset? Instant(DateTime? utc) =>
        utc is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;
}
