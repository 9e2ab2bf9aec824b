using Hangfire;
using Hangfire.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CityOps.App.Jobs;

/// <param name="Failed">Runs that were given up, the latest first.</param>
public sealed record JobsAnswer(IReadOnlyList<JobItem> Items, IReadOnlyList<FailedRun> Failed);

/// <summary>A job that comes again and again.</summary>
/// <param name="Cron">Minute, hour, day, month, weekday, by the clock of Asia/Shanghai.</param>
/// <param name="Last">When it last began; null when it never did.</param>
/// <param name="LastState">What became of that run: Succeeded, Failed, Processing, Enqueued, Scheduled,
/// Deleted.</param>
/// <param name="Next">Null while no process runs jobs.</param>
public sealed record JobItem(string Name, string Cron, DateTimeOffset? Last, string? LastState, DateTimeOffset? Next);

/// <param name="Name">As in the schedule, or the job's class where it is none of it.</param>
/// <param name="Reason">What it failed with.</param>
public sealed record FailedRun(string Id, string Name, DateTimeOffset? At, string? Reason);

/// <summary>The schedule with what became of it, as the storage knows it.</summary>
internal static class ListJobs
{
    private const int MaxFailed = 50;

    public static Ok<JobsAnswer> Run(JobStorage storage)
    {
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
                Instant(registered?.NextExecution)
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
        return TypedResults.Ok(new JobsAnswer([.. items], [.. failed]));
    }

    private static string NameOf(Type? type) =>
        Schedule.Recurring.FirstOrDefault(job => job.Job.Type == type)?.Name ?? type?.Name ?? "?";

    // Hangfire's times are UTC.
    private static DateTimeOffset? Instant(DateTime? utc) =>
        utc is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;
}
