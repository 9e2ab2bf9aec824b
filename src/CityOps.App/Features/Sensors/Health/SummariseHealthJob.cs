using CityOps.App.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Sensors.Health;

/// <summary>
/// Writes down once a day, in the morning, which sensors want looking after: one summary instead of a message for each.
/// Safe
/// to run twice and at once; after a night when nobody ran, the start of a process makes up for it.
/// </summary>
public sealed class SummariseHealthJob(
    NpgsqlDataSource database,
    IOptions<SensorHealthOptions> options,
    TimeProvider time,
    ILogger<SummariseHealthJob> logger
)
{
    /// <summary>By the city's clock; the schedule says the same.</summary>
    private static readonly TimeSpan Morning = TimeSpan.FromHours(7);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (CityTime.Local(now).TimeOfDay < Morning)
        {
            return; // started at night: the morning's run comes
        }

        await using var command = database.CreateCommand(Sql.Text("queries/sensors/summarise_health"));
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = CityTime.Day(now) }); // $1 day
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime }); // $2 now
        // $3 least battery_mv
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = options.Value.BatteryLowMv });
        // $4 least rssi_dbm
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = options.Value.SignalPoorDbm });
        await using var row = await command.ExecuteReaderAsync(ct);
        if (await row.ReadAsync(ct) && row.GetInt32(1) > 0)
        {
            logger.LogWarning(
                "{Found} of {Sensors} sensors want looking after: GET /api/v1/sensors/health",
                row.GetInt32(1),
                row.GetInt32(0)
            );
        }
    }
}
