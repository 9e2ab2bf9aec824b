using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <param name="Note">What the person saw or agreed.</param>
public sealed record AlarmNote(string? Note);

/// <param name="Circuit">The code of one of the alarm's circuits.</param>
/// <param name="Power">off: it was cut. on: it was restored, after the water had stayed off the lamps.</param>
public sealed record PowerStep(string? Circuit, string? Power, string? Note);

/// <summary>
/// What people do about an alarm: acknowledge it, write down what was cut and restored, finish it. Power is never said to be
/// restorable by the system alone: the readings must show it and a person must confirm it.
/// </summary>
internal static class HandleAlarm
{
    private const int LongestNote = 500;

    /// <summary>Acknowledging twice changes nothing; the first person stays on record.</summary>
    public static Task<IResult> AcknowledgeAsync(Guid id, AlarmNote? body, CityOpsDb db, Caller caller, TimeProvider time, CancellationToken ct) =>
        StepAsync(id, body?.Note, db, caller, async (alarm, note) =>
        {
            if (alarm.AcknowledgedAt is null)
            {
                var now = time.GetUtcNow().ToUniversalTime();
                await db.Database.ExecuteSqlAsync(
                    $"update ponding_alarm set acknowledged_at = {now}, acknowledged_by = {caller.AccountId} where id = {id}", ct);
                await LogAsync(db, id, now, "acknowledged", null, caller, note, ct);
            }

            return null;
        }, ct);

    public static Task<IResult> SwitchPowerAsync(Guid id, PowerStep body, CityOpsDb db, Caller caller, TimeProvider time, CancellationToken ct) =>
        StepAsync(id, body.Note, db, caller, async (alarm, note) =>
        {
            if (alarm.Circuits.SingleOrDefault(known => known.Code == body.Circuit) is not { } circuit)
            {
                return Problems.CircuitUnknown.Refuse($"Alarm {id} has no circuit {body.Circuit}.",
                    ("circuits", alarm.Circuits.Select(known => known.Code)));
            }

            if (body.Power is not ("on" or "off"))
            {
                return Problems.FieldInvalid.Refuse("power is on or off.", ("field", "power"));
            }

            if (body.Power == "on" && Restorable(alarm) is { } refusal)
            {
                return refusal;
            }

            await LogAsync(db, id, time.GetUtcNow(), body.Power == "on" ? "power_on" : "power_off", circuit.Id, caller, note, ct);
            return null;
        }, ct);

    public static Task<IResult> FinishAsync(Guid id, AlarmNote? body, CityOpsDb db, Caller caller, TimeProvider time, CancellationToken ct) =>
        StepAsync(id, body?.Note, db, caller, async (alarm, note) =>
        {
            if (Restorable(alarm) is { } refusal)
            {
                return refusal;
            }

            var off = alarm.Circuits.Where(circuit => circuit.Power == "off").Select(circuit => circuit.Code).ToList();
            if (off.Count > 0)
            {
                return Problems.CircuitsStillOff.Refuse($"Still off: {string.Join(", ", off)}. Write down their restoring first.", ("circuits", off));
            }

            var now = time.GetUtcNow().ToUniversalTime();
            await db.Database.ExecuteSqlAsync(
                $"update ponding_alarm set finished_at = {now}, finished_by = {caller.AccountId} where id = {id}", ct);
            await LogAsync(db, id, now, "finished", null, caller, note, ct);
            return null;
        }, ct);

    private static Refusal? Restorable(AlarmItem alarm) =>
        alarm.AcknowledgedAt is null ? Problems.AlarmNotAcknowledged.Refuse($"Alarm {alarm.Id} is not acknowledged yet.")
        : !alarm.MayRestore ? Problems.PowerRiskNotOver.Refuse(
            alarm.MayRestoreAt is { } at
                ? $"The readings must show the water off the lamps until {at:O}."
                : "The water is at the lamps.",
            ("mayRestoreAt", alarm.MayRestoreAt))
        : null;

    private static async Task<IResult> StepAsync(
        Guid id, string? note, CityOpsDb db, Caller caller, Func<AlarmItem, string?, Task<Refusal?>> step, CancellationToken ct)
    {
        var clean = InputText.Clean(note);
        if (InputText.TooLong(clean, LongestNote, "note") is { } tooLong)
        {
            return tooLong.Answer();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select from ponding_alarm where id = {id} for update", ct);
        if (await Alarms.FindAsync(db, caller, id, ct) is not { } alarm)
        {
            return Problems.AlarmNotFound.With($"There is no alarm {id}.");
        }

        if (alarm.FinishedAt is not null)
        {
            return Problems.AlarmFinished.With($"Alarm {id} was finished by {alarm.FinishedBy} at {alarm.FinishedAt:O}.");
        }

        if (await step(alarm, clean) is { } refusal)
        {
            return refusal.Answer();
        }

        var after = await Alarms.FindAsync(db, caller, id, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(after);
    }

    private static Task<int> LogAsync(
        CityOpsDb db, Guid id, DateTimeOffset at, string action, Guid? facility, Caller caller, string? note, CancellationToken ct) =>
        db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/ponding/log_alarm_step"),
            [Parameter.Uuid("alarm", id), Parameter.Instant("at", at), Parameter.Text("action", action), Parameter.Uuid("facility", facility),
             Parameter.Uuid("account", caller.AccountId), Parameter.Text("note", note)], ct);
}
