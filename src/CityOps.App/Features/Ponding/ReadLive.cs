using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <param name="Silent">Not heard of for more than two heartbeats. Silence below that is normal when it is dry.</param>
public sealed record LiveSensor(string Code, int? DepthMm, DateTimeOffset? ObservedAt, bool Silent);

/// <summary>The open alarm for water at the lamps; see /api/v1/ponding/alarms/{id}.</summary>
public sealed record LiveAlarm(Guid Id, DateTimeOffset RaisedAt, DateTimeOffset? AcknowledgedAt);

/// <summary>The current state of a section.</summary>
/// <param name="Level">none, blue, yellow, orange, red: of the open event, confirmed and with hysteresis.</param>
/// <param name="DepthMm">Of its deepest sensor that is heard of; where sensors disagree, the higher one counts.</param>
/// <param name="Held">Levels that stand although <paramref name="DepthMm"/> is below their line, by hysteresis.</param>
/// <param name="State">live, silent, no_sensor.</param>
/// <param name="Since">When the open event was opened.</param>
public sealed record LiveSection(
    string Section,
    string Name,
    string? Town,
    double Lon,
    double Lat,
    string Level,
    bool AtPowerRisk,
    int? DepthMm,
    IReadOnlyList<HeldLevel> Held,
    DateTimeOffset? ObservedAt,
    string State,
    Guid? Event,
    DateTimeOffset? Since,
    int? PeakMm,
    DateTimeOffset? PeakAt,
    IReadOnlyList<LiveSensor> Sensors,
    LiveAlarm? Alarm
);

/// <summary>The roads now: every section of the caller's town, or of all, the worst first.</summary>
internal static class ReadLive
{
    internal sealed record Row(
        string Section,
        string Name,
        string? Town,
        double Lon,
        double Lat,
        short Level,
        bool AtPowerRisk,
        Guid? Event,
        DateTimeOffset? Since,
        int? PeakMm,
        DateTimeOffset? PeakAt,
        int? DepthMm,
        int BlueMm,
        int YellowMm,
        int OrangeMm,
        int RedMm,
        int PowerRiskMm,
        int HysteresisMm,
        DateTimeOffset? ObservedAt,
        string State,
        string Sensors,
        string? Alarm
    );

    public static async Task<IResult> RunAsync(CityOpsDb db, Caller caller, TimeProvider time, CancellationToken ct)
    {
        var rows = await db
            .Database.SqlQueryRaw<Row>(
                Sql.Text("queries/ponding/live"),
                Parameters.Of("town", caller.VisibleTown),
                Parameters.Of("now", time.GetUtcNow())
            )
            .ToListAsync(ct);
        return TypedResults.Ok(new Page<LiveSection>([.. rows.Select(Item)], null));
    }

    private static LiveSection Item(Row row) =>
        new(
            row.Section,
            row.Name,
            row.Town,
            row.Lon,
            row.Lat,
            ((PondingLevel)row.Level).Code(),
            row.AtPowerRisk,
            row.DepthMm,
            Rule(row).Held((PondingLevel)row.Level, row.AtPowerRisk, row.DepthMm),
            PondingEvents.Local(row.ObservedAt),
            row.State,
            row.Event,
            PondingEvents.Local(row.Since),
            row.PeakMm,
            PondingEvents.Local(row.PeakAt),
            JsonSerializer
                .Deserialize<List<LiveSensor>>(row.Sensors, JsonSerializerOptions.Web)!
                .ConvertAll(sensor => sensor with { ObservedAt = PondingEvents.Local(sensor.ObservedAt) }),
            row.Alarm is null
                ? null
                : Local(JsonSerializer.Deserialize<LiveAlarm>(row.Alarm, JsonSerializerOptions.Web)!)
        );

    private static PondingRule Rule(Row row) =>
        PondingRule.Default with
        {
            BlueMm = row.BlueMm,
            YellowMm = row.YellowMm,
            OrangeMm = row.OrangeMm,
            RedMm = row.RedMm,
            PowerRiskMm = row.PowerRiskMm,
            HysteresisMm = row.HysteresisMm,
        };

    private static LiveAlarm Local(LiveAlarm alarm) =>
        alarm with
        {
            RaisedAt = CityTime.Local(alarm.RaisedAt),
            AcknowledgedAt = PondingEvents.Local(alarm.AcknowledgedAt),
        };
}
