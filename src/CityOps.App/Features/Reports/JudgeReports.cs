using CityOps.App.Features.Photos;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Reports;

/// <summary>
/// Judges the reports that what has arrived touches: sql/functions/judge_reports.sql. Safe to run twice and at once; a
/// batch that fails is still noted and judged by the next round.
/// </summary>
public sealed class JudgeReports(NpgsqlDataSource database, IOptions<FlagOptions> options)
{
    /// <summary>Arrivals in one transaction: short enough that who waits for a flagged report's row waits a moment
    /// only.</summary>
    private const int ArrivalsAtOnce = 200;

    /// <summary>Goes on until nothing is noted.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            "select judge_reports(@arrivals, @repeated, @apart, @within)",
            connection
        )
        {
            CommandTimeout = 0,
        }
            .With("arrivals", ArrivalsAtOnce)
            .With("repeated", options.Value.RepeatedPositions)
            .With("apart", options.Value.RepeatedApart)
            .With("within", options.Value.RepeatedWithin);
        while (await command.SingleAsync<int>(ct) > 0) { }
    }
}

/// <summary>Looks every second whether there are photos to look at and something to judge.</summary>
internal sealed class ReportFlaggingService(
    LookAtPhotos photos,
    JudgeReports judge,
    TimeProvider time,
    ILogger<ReportFlaggingService> logger
) : BackgroundService
{
    /// <summary>Photos between two rounds of judging.</summary>
    private const int MaxPhotos = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await photos.RunAsync(MaxPhotos, stoppingToken);
                await judge.RunAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is NpgsqlException or TimeoutException)
            {
                logger.LogWarning("Reports could not be judged and will be in a moment: {Problem}", problem.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
