using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Sensors.Health;

/// <summary>The sensors' health in one answer, so that a bad night is one message and not a storm of them.</summary>
/// <param name="At">When it was judged.</param>
/// <param name="Sensors">In service, healthy ones included.</param>
/// <param name="Counts">Sensors by finding: offline, battery_low, signal_poor, clock_wrong.</param>
public sealed record HealthSummary(
    DateTimeOffset At,
    int Sensors,
    IReadOnlyDictionary<string, int> Counts,
    IReadOnlyList<SensorFindings> Items
);

/// <param name="Findings">offline: nothing heard for more than two heartbeats; battery_low; signal_poor; clock_wrong:
/// its gateway's.</param>
/// <param name="HeardAt">Null when it never was.</param>
/// <param name="SkewSeconds">How far its gateway's clock is behind (ahead is negative), when that is wrong.</param>
/// <param name="IsNew">The daily summary before this one did not say so.</param>
public sealed record SensorFindings(
    string Sensor,
    string Gateway,
    string? Section,
    string? SectionName,
    string? Town,
    IReadOnlyList<string> Findings,
    DateTimeOffset? HeardAt,
    int? BatteryMv,
    int? RssiDbm,
    double? SkewSeconds,
    bool IsNew
);

/// <summary>Reads the health of now, or a day's summary.</summary>
internal static class ReadHealth
{
    private static readonly string[] Findings = ["offline", "battery_low", "signal_poor", "clock_wrong"];

    public static async Task<IResult> RunAsync(
        NpgsqlDataSource database,
        IOptions<SensorHealthOptions> options,
        Caller caller,
        TimeProvider time,
        CancellationToken ct,
        string? day = null
    )
    {
        var now = time.GetUtcNow();
        if (day is null)
        {
            await using var current = database.CreateCommand(Sql.Text("queries/sensors/health_now"));
            current.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime }); // $1 now
            // $2 least battery_mv
            current.Parameters.Add(new NpgsqlParameter<int> { TypedValue = options.Value.BatteryLowMv });
            // $3 least rssi_dbm
            current.Parameters.Add(new NpgsqlParameter<int> { TypedValue = options.Value.SignalPoorDbm });
            current.Parameters.Add(Town(caller)); // $4 town
            return TypedResults.Ok(await ReadAsync(current, now, ct));
        }

        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return Problems.InvalidRequest.With("A day is yyyy-MM-dd.", ("field", "day"));
        }

        await using var past = database.CreateCommand(Sql.Text("queries/sensors/health_of_day"));
        past.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = date }); // $1 day
        past.Parameters.Add(Town(caller)); // $2 town
        return await ReadAsync(past, null, ct) is { } summary
            ? TypedResults.Ok(summary)
            : Problems.HealthSummaryNotFound.With($"There is no summary of {day}; one is made every morning.");
    }

    private static NpgsqlParameter Town(Caller caller) =>
        new() { Value = (object?)caller.VisibleTown ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <param name="at">When it is judged; null takes the last column. Null without a row.</param>
    private static async Task<HealthSummary?> ReadAsync(NpgsqlCommand command, DateTimeOffset? at, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        var (sensors, items, judgedAt) = (0, new List<SensorFindings>(), at);
        while (await row.ReadAsync(ct))
        {
            sensors = row.GetInt32(11);
            judgedAt ??= row.GetFieldValue<DateTimeOffset>(12);
            if (!row.IsDBNull(0))
            {
                items.Add(Item(row));
            }
        }

        var counts = Findings.ToDictionary(
            finding => finding,
            finding => items.Count(item => item.Findings.Contains(finding))
        );
        return judgedAt is { } instant ? new HealthSummary(CityTime.Local(instant), sensors, counts, items) : null;
    }

    private static SensorFindings Item(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            Text(row, 2),
            Text(row, 3),
            Text(row, 4),
            row.GetFieldValue<string[]>(5),
            row.GetFieldValue<DateTimeOffset?>(6),
            row.GetFieldValue<int?>(7),
            row.GetFieldValue<int?>(8),
            row.IsDBNull(9) ? null : row.GetInt64(9) / 1000.0,
            row.GetBoolean(10)
        );

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
