using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Sensors.Health;

/// <summary>The sensors' health in one answer, so that a bad night is one message and not a storm of them.</summary>
/// <param name="At">When it was assessed.</param>
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
/// <param name="IsNew">The daily summary before this one did not have it.</param>
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
            await using var current = database
                .CreateCommand(Sql.Text("queries/sensors/health_now"))
                .With("now", now)
                .With("battery_low_mv", options.Value.BatteryLowMv)
                .With("signal_poor_dbm", options.Value.SignalPoorDbm)
                .With("town", caller.VisibleTown);
            return TypedResults.Ok(await ReadAsync(current, ct));
        }

        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return Problems.InvalidRequest.With("A day is yyyy-MM-dd.", ("field", "day"));
        }

        await using var past = database
            .CreateCommand(Sql.Text("queries/sensors/health_of_day"))
            .With("day", date)
            .With("town", caller.VisibleTown);
        return await ReadAsync(past, ct) is { } summary
            ? TypedResults.Ok(summary)
            : Problems.HealthSummaryNotFound.With($"There is no summary of {day}; one is made every morning.");
    }

    /// <param name="Item">Null on the one row of a city where nothing is wrong.</param>
    private sealed record Row(SensorFindings? Item, int Sensors, DateTimeOffset At);

    /// <returns>Null without a row.</returns>
    private static async Task<HealthSummary?> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var rows = await command.ListAsync<Row>(ct);
        var items = rows.Select(row => row.Item).OfType<SensorFindings>().ToList();
        var counts = Findings.ToDictionary(
            finding => finding,
            finding => items.Count(item => item.Findings.Contains(finding))
        );
        return rows is [var first, ..]
            ? new HealthSummary(CityTime.Local(first.At), first.Sensors, counts, items)
            : null;
    }
}
