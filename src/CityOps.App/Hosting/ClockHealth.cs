using System.Globalization;
using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Hosting;

/// <summary>
/// Degraded while this machine's clock and the database's differ, and for an hour after the clock was stepped:
/// deadlines, lateness and what counts as "in the future" go by it. A step shows against the machine's own count of
/// seconds.
/// </summary>
internal sealed class ClockHealth(NpgsqlDataSource database, IOptions<HealthOptions> options, TimeProvider time)
    : IHealthCheck
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    private readonly Lock _changing = new();
    private (DateTimeOffset Clock, long Count) _last = (time.GetUtcNow(), time.GetTimestamp());
    private (long Count, TimeSpan By)? _step;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (Step() is { } by)
        {
            return HealthCause.Degraded(
                $"This machine's clock was stepped by {Seconds(by)} s within the last hour.",
                $"本机时钟在一小时内被拨动了 {Seconds(by)} 秒。"
            );
        }

        try
        {
            await using var command = database.CreateCommand("select clock_timestamp()");
            var before = time.GetUtcNow();
            var said = await command.SingleAsync<DateTimeOffset>(cancellationToken);
            var after = time.GetUtcNow();
            // What the way there and back took may be on either side.
            var off =
                said < before ? said - before
                : said > after ? said - after
                : TimeSpan.Zero;
            return off.Duration() <= options.Value.ClockSkew
                ? HealthCheckResult.Healthy()
                : HealthCause.Degraded(
                    $"The database's clock and this machine's differ by {Seconds(off)} s.",
                    $"数据库与本机的时钟相差 {Seconds(off)} 秒。"
                );
        }
        catch (Exception away) when (away is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return HealthCheckResult.Healthy(); // the database's own check says so
        }
    }

    private TimeSpan? Step()
    {
        lock (_changing)
        {
            var (clock, count) = (time.GetUtcNow(), time.GetTimestamp());
            var by = clock - _last.Clock - time.GetElapsedTime(_last.Count, count);
            _last = (clock, count);
            if (by.Duration() > options.Value.ClockSkew)
            {
                _step = (count, by);
            }

            return _step is { } step && time.GetElapsedTime(step.Count, count) < Remembered ? step.By : null;
        }
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
