using CityOps.App.Database;
using Hangfire;
using Hangfire.Storage;

namespace CityOps.App.Jobs;

/// <summary>Puts <see cref="Schedule"/> into the storage, takes out what is no longer on it, and enqueues what catches
/// up.</summary>
internal sealed class RegisterSchedule(JobStorage storage, IRecurringJobManagerV2 recurring) : IHostedService
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
            recurring.TriggerJob(job.Name); // so that the list of jobs says when it last ran
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
