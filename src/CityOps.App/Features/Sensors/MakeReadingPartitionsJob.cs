using CityOps.Ingest.Follow;
using Hangfire;

namespace CityOps.App.Features.Sensors;

/// <summary>Makes the months of readings ahead of time, also where no ingest process was started for months.</summary>
[AutomaticRetry(Attempts = 3)]
public sealed class MakeReadingPartitionsJob(ReadingPartitions partitions)
{
    public Task RunAsync(CancellationToken ct) => partitions.MakeAsync(ct);
}
