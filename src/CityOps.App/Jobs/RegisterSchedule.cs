using CityOps.App.Database;
using Hangfire;
using Hangfire.States;
using Hangfire.Storage;

namespace CityOps.App.Jobs;

/// <summary>Puts <see cref="Schedule"/> into the storage, takes out what is no longer on it, and enqueues what catches
/// up.</summary>
internal sealed class RegisterSchedule(JobStorage storage, IRecurringJobManagerV2 recurring, IBackgroundJobClient jobs)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var job in Schedule.Recurring)
        {
            recurring.AddOrUpdate(job.Name, job.Job, job.Cron, new RecurringJobOptions { TimeZone = CityTime.Zone });
        }

        using (var connection = storage.GetConnection())
        {
            foreach (
                var stray in connection
                    .GetRecurringJobs()
                    .Where(known => Schedule.Recurring.All(job => job.Name != known.Id))
            )
            {
                recurring.RemoveIfExists(stray.Id);
            }
        }

        foreach (var job in Schedule.Recurring.Where(job => job.AlsoAtStart))
        {
            jobs.Create(job.Job, new EnqueuedState());
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
