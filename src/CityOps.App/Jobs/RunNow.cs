using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Hangfire;
using Hangfire.States;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Jobs;

/// <summary>Runs a job of the schedule beside its times, and keeps who had it run.</summary>
internal static class RunNow
{
    public static async Task<IResult> RunAsync(
        string name,
        Caller caller,
        CityOpsDb db,
        JobStorage storage,
        IRecurringJobManagerV2 recurring,
        IBackgroundJobClient jobs,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (Schedule.Recurring.FirstOrDefault(job => job.Name == name) is not { } asked)
        {
            return Problems.JobNotFound.With($"There is no job {InputText.Clean(name)}.");
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            insert into job_run (job, requested_at, requested_by)
            values ({name}, {time.GetUtcNow()}, {caller.AccountId})
            """,
            ct
        );
        // The storage knows the schedule once a process that runs jobs has started; until then the job waits for one.
        if (recurring.TriggerJob(name) is null)
        {
            jobs.Create(asked.Job, new EnqueuedState());
        }

        var answer = await ListJobs.ReadAsync(storage, db, ct);
        return TypedResults.Accepted("/api/v1/jobs", answer.Items.Single(item => item.Name == name));
    }
}
