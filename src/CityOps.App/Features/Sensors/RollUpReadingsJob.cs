using Hangfire;
using Npgsql;

namespace CityOps.App.Features.Sensors;

/// <summary>
/// Sums the readings up by hour and day where new ones came, however late. Safe to run twice and at once; losing it
/// costs speed, not truth: who reads through reading_hours() and reading_days() sees what is not summed up yet.
/// </summary>
[AutomaticRetry(Attempts = 0)] // the next minute is the retry
public sealed class RollUpReadingsJob(NpgsqlDataSource database)
{
    /// <summary>Marks taken in one transaction: short enough to be cheap to lose, long enough to count an hour once for
    /// many commits.</summary>
    private const int MarksAtOnce = 5000;

    public Task RunAsync(CancellationToken ct) => RunAsync(MarksAtOnce, ct);

    /// <returns>How many hours were counted.</returns>
    internal async Task<int> RunAsync(int marksAtOnce, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        for (var counted = 0; ; )
        {
            await using var command = new NpgsqlCommand("select roll_up_readings(@marks)", connection)
            {
                CommandTimeout = 0,
            }.With("marks", marksAtOnce);
            var hours = await command.SingleAsync<int>(ct);
            if (hours == 0)
            {
                return counted;
            }

            counted += hours;
        }
    }
}
