using CityOps.App.Jobs;

namespace CityOps.UnitTests.Conventions;

public class JobTests
{
    [Fact]
    public void Every_job_stands_on_the_schedule()
    {
        var jobs = typeof(Schedule)
            .Assembly.GetTypes()
            .Where(type =>
                type is { IsClass: true, IsNested: false }
                && type.Name.EndsWith("Job", StringComparison.Ordinal)
                && type != typeof(RecurringJob)
            );

        var scheduled = Schedule.Recurring.Select(job => job.Job.Type).Concat(Schedule.Enqueued);

        Assert.Empty(jobs.Except(scheduled).Select(type => type.Name));
    }
}
