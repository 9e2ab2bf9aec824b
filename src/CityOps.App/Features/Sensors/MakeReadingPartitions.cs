using CityOps.Ingest.Follow;
using Npgsql;

namespace CityOps.App.Features.Sensors;

/// <summary>The job that keeps monthly partitions of <c>reading</c> ahead of the clock and moves strays into theirs;
/// run it daily.</summary>
public sealed class MakeReadingPartitions(
    NpgsqlDataSource database,
    TimeProvider time,
    ILogger<ReadingPartitions> logger
)
{
    /// <summary>Safe to run twice and at once.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        new ReadingPartitions(database, time, logger).MakeAsync(cancellationToken);
}
