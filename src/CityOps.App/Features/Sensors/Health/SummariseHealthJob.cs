using CityOps.App.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Sensors.Health;

/// <summary>
/// Writes down once a day, in the morning, which sensors want looking after: one summary instead of a message for each.
/// Safe to run twice and at once; after a night when nobody ran, the start of a process makes up for it.
/// </summary>
public sealed class SummariseHealthJob(
    NpgsqlDataSource database,
    IOptions<SensorHealthOptions> options,
    TimeProvider time,
    ILogger<SummariseHealthJob> logger
)
{
    /// <summary>By the city's clock, as the schedule.</summary>
    private static readonly TimeSpan Morning = TimeSpan.FromHours(7);

    private sealed record Summary(int Sensors, int Found);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (CityTime.Local(now).TimeOfDay < Morning)
        {
            return; // started at night: the morning's run comes
        }

        await using var command = database
            .CreateCommand(Sql.Text("queries/sensors/summarise_health"))
            .With("day", CityTime.Day(now))
            .With("now", now)
            .With("battery_low_mv", options.Value.BatteryLowMv)
            .With("signal_poor_dbm", options.Value.SignalPoorDbm);
        if (await command.FindAsync<Summary>(ct) is { Found: > 0 } summary)
        {
            logger.LogWarning(
                "{Found} of {Sensors} sensors want looking after: GET /api/v1/sensors/health",
                summary.Found,
                summary.Sensors
            );
        }
    }
}
