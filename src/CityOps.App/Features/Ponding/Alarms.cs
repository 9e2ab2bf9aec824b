using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <summary>A lamp circuit or distribution box that the water may reach.</summary>
/// <param name="Type">lamp_circuit or distribution_box.</param>
/// <param name="Power">on or off, by the alarm's log.</param>
public sealed record AlarmCircuit(
    Guid Id,
    string Code,
    string Type,
    string Name,
    double Lon,
    double Lat,
    string Power = "on"
);

/// <param name="Action">raised, returned (the water was off the lamps meanwhile), acknowledged, power_off, power_on,
/// seen_on_site, finished.</param>
/// <param name="Account">Who did it; null for the system.</param>
public sealed record AlarmStep(
    int Seq,
    DateTimeOffset At,
    string Action,
    string? Circuit,
    string? Account,
    string? Note
);

/// <summary>The alarm for water at the lamps (触电风险). It stays open until people have dealt with it.</summary>
/// <param name="Circuits">To be cut, as they were when the alarm was raised.</param>
/// <param name="DepthMm">The water when it was raised, or came back.</param>
/// <param name="NowMm">The water now, of the deepest sensor that is heard of; null when none is.</param>
/// <param name="Held">Set while the water counts as at the lamps although <paramref name="NowMm"/> is below the
/// line.</param>
/// <param name="MayRestoreAt">When the water will have stayed off the lamps for the time set when it was raised; null
/// while it is at them.</param>
/// <param name="MayRestore">
/// Power may be switched on by a person: each sensor that had water at the lamps has measured since then that it is off
/// them, or a person has seen it on site.
/// </param>
/// <param name="MayConfirmOnSite">Sensors whose evidence is needed are silent or gone: a person may look and
/// confirm in their place.</param>
/// <param name="SilentSince">When the first of them last sent; null when none is silent, or one never sent.</param>
/// <param name="Silent">Their codes.</param>
public sealed record AlarmItem(
    Guid Id,
    Guid Event,
    string Section,
    string Name,
    string? Town,
    DateTimeOffset RaisedAt,
    DateTimeOffset ReachedAt,
    int DepthMm,
    int? NowMm,
    HeldLevel? Held,
    IReadOnlyList<AlarmCircuit> Circuits,
    DateTimeOffset? AcknowledgedAt,
    string? AcknowledgedBy,
    DateTimeOffset? FinishedAt,
    string? FinishedBy,
    DateTimeOffset? MayRestoreAt,
    bool MayRestore,
    bool MayConfirmOnSite,
    DateTimeOffset? SilentSince,
    IReadOnlyList<string> Silent,
    IReadOnlyList<AlarmStep> Log
);

/// <summary>Reads alarms.</summary>
internal static class Alarms
{
    internal sealed record Row(
        Guid Id,
        Guid Event,
        string Section,
        string Name,
        string? Town,
        DateTimeOffset RaisedAt,
        DateTimeOffset ReachedAt,
        int DepthMm,
        string Circuits,
        DateTimeOffset? AcknowledgedAt,
        string? AcknowledgedBy,
        DateTimeOffset? FinishedAt,
        string? FinishedBy,
        DateTimeOffset? MayRestoreAt,
        int PowerRiskMm,
        int HysteresisMm,
        int? NowMm,
        DateTimeOffset? SeenUntil,
        string? Log
    );

    internal sealed record WitnessRow(
        Guid Alarm,
        string Sensor,
        bool WasAtLamps,
        bool IsHere,
        int RangeMinMm,
        int RangeMaxMm,
        DateTime[]? ObservedAt,
        int[]? DepthMm
    );

    public static async Task<IResult> ListAsync(
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        CancellationToken ct,
        string? section = null,
        bool? standing = null,
        int? limit = null
    ) =>
        TypedResults.Ok(
            new Page<AlarmItem>(
                await ReadAsync(db, caller, time, null, section, standing, Cursor.Size(limit), ct),
                null
            )
        );

    public static async Task<IResult> OneAsync(
        Guid id,
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    ) =>
        await FindAsync(db, caller, time, id, ct) is { } alarm
            ? TypedResults.Ok(alarm)
            : Problems.AlarmNotFound.With($"There is no alarm {id}.");

    public static async Task<AlarmItem?> FindAsync(
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        Guid id,
        CancellationToken ct
    ) => (await ReadAsync(db, caller, time, id, null, null, 1, ct)).SingleOrDefault();

    private static async Task<List<AlarmItem>> ReadAsync(
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        Guid? id,
        string? section,
        bool? standing,
        int most,
        CancellationToken ct
    )
    {
        var rows = await db
            .Database.SqlQueryRaw<Row>(
                Sql.Text("queries/ponding/list_alarms"),
                Parameters.Of("id", id),
                Parameters.Of("section", section),
                Parameters.Of("town", caller.VisibleTown),
                Parameters.Of("standing", standing),
                Parameters.Of("most", most),
                Parameters.Of("now", time.GetUtcNow())
            )
            .ToListAsync(ct);
        Guid[] open = [.. rows.Where(row => row.FinishedAt is null).Select(row => row.Id)];
        var witnesses =
            open.Length == 0
                ? []
                : await db
                    .Database.SqlQueryRaw<WitnessRow>(
                        Sql.Text("queries/ponding/alarm_witnesses"),
                        Parameters.Of("alarms", open)
                    )
                    .ToListAsync(ct);
        var byAlarm = witnesses.ToLookup(row => row.Alarm, Witness);
        return rows.ConvertAll(row =>
            Item(
                row,
                row.FinishedAt is not null
                    ? LampVerdict.None
                    : LampVerdict.Of(
                        byAlarm[row.Id],
                        row.PowerRiskMm,
                        row.MayRestoreAt,
                        row.SeenUntil,
                        time.GetUtcNow()
                    )
            )
        );
    }

    private static LampWitness Witness(WitnessRow row) =>
        new(
            row.Sensor,
            row.WasAtLamps,
            row.IsHere,
            SampleJudge.Judge(
                [
                    .. (row.ObservedAt ?? []).Zip(row.DepthMm ?? [], (at, depthMm) =>
                        new Sample(new(at, TimeSpan.Zero), depthMm)
                    ),
                ],
                row.RangeMinMm,
                row.RangeMaxMm
            )
        );

    private static AlarmItem Item(Row row, LampVerdict verdict)
    {
        var log = JsonSerializer
            .Deserialize<List<AlarmStep>>(row.Log ?? "[]", JsonSerializerOptions.Web)!
            .ConvertAll(step => step with { At = CityTime.Local(step.At) });
        var circuits = JsonSerializer
            .Deserialize<List<AlarmCircuit>>(row.Circuits, JsonSerializerOptions.Web)!
            .ConvertAll(circuit => circuit with { Power = Power(circuit.Code, log) });
        return new(
            row.Id,
            row.Event,
            row.Section,
            row.Name,
            row.Town,
            CityTime.Local(row.RaisedAt),
            CityTime.Local(row.ReachedAt),
            row.DepthMm,
            row.NowMm,
            row.FinishedAt is null && row.MayRestoreAt is null ? Held(row) : null,
            circuits,
            PondingEvents.Local(row.AcknowledgedAt),
            row.AcknowledgedBy,
            PondingEvents.Local(row.FinishedAt),
            row.FinishedBy,
            PondingEvents.Local(row.MayRestoreAt),
            verdict.MayRestore,
            verdict.MayConfirmOnSite,
            PondingEvents.Local(verdict.SilentSince),
            verdict.Silent,
            log
        );
    }

    private static HeldLevel? Held(Row row) =>
        (PondingRule.Default with { PowerRiskMm = row.PowerRiskMm, HysteresisMm = row.HysteresisMm })
            .Held(PondingLevel.None, true, row.NowMm)
            .SingleOrDefault();

    private static string Power(string circuit, List<AlarmStep> log) =>
        log.FindLast(step => step.Circuit == circuit)?.Action == "power_off" ? "off" : "on";
}
