using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Npgsql;

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

        await using var command = database
            .CreateCommand(Sql.Text("queries/sensors/availability"))
            .With("from", CityTime.Start(first))
            .With("to", CityTime.Start(first.AddMonths(1)))
            .With("now", now)
            .With("town", caller.VisibleTown);
        var items = await command.ListAsync<SensorAvailability>(ct);
        return TypedResults.Ok(new Page<SensorAvailability>(items, null));
    }
}
