using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <summary>A lamp circuit or distribution box that the water may reach.</summary>
/// <param name="Type">lamp_circuit or distribution_box.</param>
/// <param name="Power">on or off, by the alarm's log.</param>
public sealed record AlarmCircuit(Guid Id, string Code, string Type, string Name, double Lon, double Lat, string Power = "on");

/// <param name="Action">raised, acknowledged, power_off, power_on, finished.</param>
/// <param name="Account">Who did it; null for the system.</param>
public sealed record AlarmStep(int Seq, DateTimeOffset At, string Action, string? Circuit, string? Account, string? Note);

/// <summary>The alarm for water at the lamps (触电风险). It stands until people have dealt with it.</summary>
/// <param name="Circuits">To be cut, as they were when the alarm was raised.</param>
/// <param name="MayRestoreAt">When the water will have stayed off the lamps for the section's set time; null while it is at them.</param>
/// <param name="MayRestore">That time is over by the readings themselves: power may be switched on by a person.</param>
public sealed record AlarmItem(
    Guid Id, Guid Event, string Section, string Name, string? Town, DateTimeOffset RaisedAt, DateTimeOffset ReachedAt, int DepthMm,
    IReadOnlyList<AlarmCircuit> Circuits, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, DateTimeOffset? FinishedAt, string? FinishedBy,
    DateTimeOffset? MayRestoreAt, bool MayRestore, IReadOnlyList<AlarmStep> Log);

/// <summary>Reads alarms.</summary>
internal static class Alarms
{
    internal sealed record Row(
        Guid Id, Guid Event, string Section, string Name, string? Town, DateTimeOffset RaisedAt, DateTimeOffset ReachedAt, int DepthMm,
        string Circuits, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, DateTimeOffset? FinishedAt, string? FinishedBy,
        DateTimeOffset? MayRestoreAt, DateTimeOffset? NewestAt, string? Log);

    public static async Task<IResult> ListAsync(
        CityOpsDb db, Caller caller, CancellationToken ct, string? section = null, bool? standing = null, int? limit = null) =>
        TypedResults.Ok(new Page<AlarmItem>(
            await ReadAsync(db, caller, null, section, standing, Cursor.Size(limit), ct), null));

    public static async Task<IResult> OneAsync(Guid id, CityOpsDb db, Caller caller, CancellationToken ct) =>
        await FindAsync(db, caller, id, ct) is { } alarm ? TypedResults.Ok(alarm) : Problems.AlarmNotFound.With($"There is no alarm {id}.");

    public static async Task<AlarmItem?> FindAsync(CityOpsDb db, Caller caller, Guid id, CancellationToken ct) =>
        (await ReadAsync(db, caller, id, null, null, 1, ct)).SingleOrDefault();

    private static async Task<List<AlarmItem>> ReadAsync(
        CityOpsDb db, Caller caller, Guid? id, string? section, bool? standing, int most, CancellationToken ct)
    {
        var rows = await db.Database.SqlQueryRaw<Row>(
            Sql.Text("queries/ponding/list_alarms"), Parameter.Uuid("id", id), Parameter.Text("section", section),
            Parameter.Text("town", caller.TownCut), Parameter.Flag("standing", standing), Parameter.Number("most", most)).ToListAsync(ct);
        return rows.ConvertAll(Item);
    }

    private static AlarmItem Item(Row row)
    {
        var log = JsonSerializer.Deserialize<List<AlarmStep>>(row.Log ?? "[]", JsonSerializerOptions.Web)!
            .ConvertAll(step => step with { At = CityTime.Local(step.At) });
        var circuits = JsonSerializer.Deserialize<List<AlarmCircuit>>(row.Circuits, JsonSerializerOptions.Web)!
            .ConvertAll(circuit => circuit with { Power = Power(circuit.Code, log) });
        return new(
            row.Id, row.Event, row.Section, row.Name, row.Town, CityTime.Local(row.RaisedAt), CityTime.Local(row.ReachedAt), row.DepthMm, circuits,
            PondingEvents.Local(row.AcknowledgedAt), row.AcknowledgedBy, PondingEvents.Local(row.FinishedAt), row.FinishedBy,
            PondingEvents.Local(row.MayRestoreAt), row.MayRestoreAt <= row.NewestAt, log);
    }

    private static string Power(string circuit, List<AlarmStep> log) =>
        log.FindLast(step => step.Circuit == circuit)?.Action == "power_off" ? "off" : "on";
}
