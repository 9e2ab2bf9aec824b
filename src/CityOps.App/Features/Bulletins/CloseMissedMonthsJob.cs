using CityOps.App.Database;
using CityOps.App.Features.Statistics;
using Hangfire;
using Npgsql;

namespace CityOps.App.Features.Bulletins;

/// <summary>
/// Sees to it that every month with figures is closed once it is over, and closed anew when its records were corrected:
/// late uploads, merges, transfers. Every night, and at a start for those that ended while nobody ran: a month that was
/// missed is closed late, not never.
/// </summary>
[AutomaticRetry(Attempts = 5)]
public sealed class CloseMissedMonthsJob(NpgsqlDataSource database, TimeProvider time, IBackgroundJobClient jobs)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await RollUpDays.RunAsync(database, ct);
        await using var command = database.CreateCommand(Sql.Text("queries/bulletins/missed_months"));
        command.With("current", Month.Current(time.GetUtcNow()).FirstDay);
        string? before = null;
        foreach (var first in await command.ListAsync<DateOnly>(ct))
        {
            // One after the other: a bulletin prints the month before, which has to be closed by then.
            var month = new Month(first).ToString();
            before = before is null
                ? jobs.Enqueue<CloseMonthJob>(job => job.RunAsync(month, CancellationToken.None))
                : jobs.ContinueJobWith<CloseMonthJob>(
                    before,
                    job => job.RunAsync(month, CancellationToken.None),
                    options: JobContinuationOptions.OnAnyFinishedState
                );
        }
    }
}
