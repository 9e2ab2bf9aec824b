using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Sensors.Health;

/// <summary>How much was heard of a sensor at a section in a month.</summary>
/// <param name="Availability">Share of its time there in which nothing was missing for more than two
/// heartbeats.</param>
/// <param name="SilentHours">What goes beyond two heartbeats of each gap, together.</param>
public sealed record SensorAvailability(
    string Sensor,
    string Section,
    string SectionName,
    string? Town,
    double? Availability,
    double SilentHours,
    long Readings
);

/// <summary>Each sensor's availability in a month; what the ponding summary averages per section.</summary>
internal static class ReadAvailability
{
    public static async Task<IResult> RunAsync(
        NpgsqlDataSource database,
        Caller caller,
        TimeProvider time,
        CancellationToken ct,
        string? month = null
    )
    {
        var now = time.GetUtcNow();
        if (
            !DateOnly.TryParseExact(
                (month ?? CityTime.Day(now).ToString("yyyy-MM", CultureInfo.InvariantCulture)) + "-01",
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var first
            )
        )
        {
            return Problems.InvalidRequest.With("A month is yyyy-MM.", ("field", "month"));
        }

        if (CityTime.Start(first) > now)
        {
            return Problems.PeriodInFuture.With($"{month} has not begun yet.", ("field", "month"));
        }

        await using var command = database.CreateCommand(Sql.Text("queries/sensors/availability"));
        // $1 from
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = CityTime.Start(first).UtcDateTime });
        command.Parameters.Add(
            new NpgsqlParameter<DateTime> { TypedValue = CityTime.Start(first.AddMonths(1)).UtcDateTime }
        ); // $2 to
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime }); // $3 now
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = (object?)caller.VisibleTown ?? DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.Text,
            }
        ); // $4 town
        await using var row = await command.ExecuteReaderAsync(ct);
        var items = new List<SensorAvailability>();
        while (await row.ReadAsync(ct))
        {
            items.Add(
                new SensorAvailability(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.IsDBNull(3) ? null : row.GetString(3),
                    row.GetFieldValue<double?>(4),
                    row.GetDouble(5),
                    row.GetInt64(6)
                )
            );
        }

        return TypedResults.Ok(new Page<SensorAvailability>(items, null));
    }
}
