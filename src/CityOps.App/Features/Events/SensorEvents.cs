using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Events;

/// <summary>Sensors of one town with new readings.</summary>
public sealed record SensorsHeard(IReadOnlyList<SensorHeard> Items);

/// <param name="Level">silent, none, blue, yellow, orange or red (sql/functions/sensor_level.sql).</param>
public sealed record SensorHeard(string Code, int DepthMm, DateTimeOffset ObservedAt, string Level);

/// <summary>Reads the latest depths of the sensors that notifications named; one event per town, because rights go by
/// town.</summary>
internal static class SensorEvents
{
    private sealed record Row(string? Town, SensorHeard Sensor);

    public static async Task<IReadOnlyList<CityEvent>> ReadAsync(
        NpgsqlDataSource database,
        IReadOnlyList<CityNotification> notifications,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var codes = notifications
            .Where(notification => notification is { Kind: "sensors", Codes: not null })
            .SelectMany(notification => notification.Codes!)
            .Distinct()
            .ToArray();
        if (codes.Length == 0)
        {
            return [];
        }

        await using var command = database
            .CreateCommand(Sql.Text("queries/events/sensors_heard"))
            .With("codes", codes)
            .With("now", now);
        var heard = await command.ListAsync<Row>(ct);
        return
        [
            .. heard
                .GroupBy(row => row.Town, row => row.Sensor with { ObservedAt = CityTime.Local(row.Sensor.ObservedAt) })
                .Select(town => CityEvent.Of("sensors", new SensorsHeard([.. town]), CityEvent.InTown(town.Key))),
        ];
    }
}
