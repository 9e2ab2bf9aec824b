using CityOps.Ingest.Commit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Follow;

/// <summary>
/// Keeps <c>sensor_state</c> behind the readings by half a second at most, outside the commit: the latest of each
/// sensor is noted in memory and written together. What a crash loses of that is found again from the readings at the
/// next start.
/// </summary>
internal sealed class SensorFollower(
    NpgsqlDataSource database,
    ReadingPartitions partitions,
    TimeProvider time,
    ILogger<SensorFollower> logger
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private Dictionary<int, (Reading Latest, DateTime HeardAt)> _noted = [];

    /// <summary>Notes the latest readings of a committed submission.</summary>
    public void Note(Submission submission)
    {
        var heard = submission.HeardAt.UtcDateTime;
        lock (_lock)
        {
            foreach (var row in submission.Rows)
            {
                if (row.State != RowState.Rejected)
                {
                    Note(_noted, row.Reading, heard);
                }
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await UntilDoneAsync(CatchUpAsync, stoppingToken);
            using var timer = new PeriodicTimer(Period, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await UntilDoneAsync(WriteAsync, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // what is still noted will be found from the readings at the next start
        }
    }

    /// <summary>
    /// The months' partitions are there before anything is received: a query that is planned while strays move out of
    /// the DEFAULT partition would miss them once.
    /// </summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await partitions.MakeAsync(cancellationToken);
        }
        catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
        {
            logger.LogWarning("The partitions of readings are made later: {Problem}", problem.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await partitions.MakeAsync(cancellationToken);
        await using var command = database.CreateCommand(Sql.File("rebuild_sensor_state"));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        Dictionary<int, (Reading Latest, DateTime HeardAt)> noted;
        lock (_lock)
        {
            if (_noted.Count == 0)
            {
                return;
            }

            (noted, _noted) = (_noted, []);
        }

        try
        {
            await using var command = Command(noted.Values);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            lock (_lock)
            {
                foreach (var (latest, heardAt) in noted.Values)
                {
                    Note(_noted, latest, heardAt);
                }
            }

            throw;
        }
    }

    private NpgsqlCommand Command(IReadOnlyCollection<(Reading Latest, DateTime HeardAt)> noted) =>
        database
            .CreateCommand(Sql.File("follow_sensors"))
            .WithEach("sensor_id", noted, n => n.Latest.SensorId)
            .WithEach("observed_at", noted, n => n.Latest.ObservedAt)
            .WithEach("depth_mm", noted, n => n.Latest.DepthMm)
            .WithEach("battery_mv", noted, n => (int?)n.Latest.Fields.Whole(ReadingFields.BatteryMv))
            .WithEach("rssi_dbm", noted, n => (int?)n.Latest.Fields.Whole(ReadingFields.RssiDbm))
            .WithEach("heard_at", noted, n => n.HeardAt);

    private async Task UntilDoneAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await work(stoppingToken);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("sensor_state can't follow the readings now and will catch up: {Error}", e.Message);
                await Task.Delay(Retry, time, stoppingToken);
            }
        }
    }

    private static void Note(Dictionary<int, (Reading Latest, DateTime HeardAt)> noted, Reading reading, DateTime heard)
    {
        ref var entry = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            noted,
            reading.SensorId,
            out var exists
        );
        entry = exists
            ? (Later(entry.Latest, reading), heard > entry.HeardAt ? heard : entry.HeardAt)
            : (reading, heard);
    }

    /// <summary>The later one; fields that it lacks are taken from the earlier one.</summary>
    private static Reading Later(Reading noted, Reading coming)
    {
        var (earlier, later) = coming.ObservedTicks >= noted.ObservedTicks ? (noted, coming) : (coming, noted);
        return new Reading(later.SensorId, later.ObservedTicks, later.DepthMm, later.Fields.Or(earlier.Fields));
    }
}
