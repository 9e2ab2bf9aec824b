using Hangfire;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>Rolls up the days that changed. Losing it costs speed, not truth.</summary>
[AutomaticRetry(Attempts = 0)] // the next minute is the retry
public sealed class RollUpJob(NpgsqlDataSource database)
{
    public Task RunAsync(CancellationToken ct) => RollUpDays.RunAsync(database, ct);
}
