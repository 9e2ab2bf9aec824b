using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <param name="Note">What the person saw or agreed.</param>
public sealed record AlarmNote(string? Note);

/// <param name="Circuit">The code of one of the alarm's circuits.</param>
/// <param name="Power">off: it was cut. on: it was restored, after the water had stayed off the lamps.</param>
/// <param name="Note">What shows it: who switched, what was measured.</param>
public sealed record PowerStep(string? Circuit, string? Power, string? Note);

/// <summary>
/// What people do about an alarm: acknowledge it, record what was cut and restored, finish it. The system alone never
/// declares that power may be restored: the readings must show it and a person must confirm it. Where sensors are
/// silent, a person who has looked on site confirms in their place.
/// </summary>
internal static class HandleAlarm
{
    private const int MaxNoteLength = 500;

    /// <summary>Acknowledging twice changes nothing; the first person stays on record.</summary>
    public static Task<IResult> AcknowledgeAsync(
        Guid id,
        AlarmNote? body,
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    ) =>
        StepAsync(
            id,
            body?.Note,
            db,
            caller,
            time,
            async (alarm, note) =>
            {
                if (alarm.AcknowledgedAt is null)
                {
                    var now = time.GetUtcNow().ToUniversalTime();
                    await db.Database.ExecuteSqlAsync(
                        $"update ponding_alarm set acknowledged_at = {now}, acknowledged_by = {caller.AccountId} where id = {id}",
                        ct
                    );
                    await LogAsync(db, id, now, "acknowledged", null, caller, note, ct);
                }

                return null;
            },
            ct
        );

    public static Task<IResult> SwitchPowerAsync(
        Guid id,
        PowerStep body,
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    ) =>
        StepAsync(
            id,
            body.Note,
            db,
            caller,
            time,
            async (alarm, note) =>
            {
                if (alarm.Circuits.SingleOrDefault(known => known.Code == body.Circuit) is not { } circuit)
                {
                    return Problems.CircuitUnknown.Refuse(
                        $"Alarm {id} has no circuit {body.Circuit}.",
                        ("circuits", alarm.Circuits.Select(known => known.Code))
                    );
                }

                if (body.Power is not ("on" or "off"))
                {
                    return Problems.FieldInvalid.Refuse("power is on or off.", ("field", "power"));
                }

                if (!await IsResponsibleAsync(db, circuit, caller, ct))
                {
                    return Problems.CircuitOfAnotherOrganisation.Refuse(
                        $"{circuit.Code} is not your organisation's: whoever is responsible for it writes down its power."
                    );
                }

                if (note is null)
                {
                    return Problems.FieldMissing.Refuse("note is missing: who switched, and where.", ("field", "note"));
                }

                if (body.Power == "on" && Restorable(alarm) is { } refusal)
                {
                    return refusal;
                }

                if (circuit.Power == body.Power)
                {
                    return null; // already recorded
                }

                await LogAsync(
                    db,
                    id,
                    time.GetUtcNow(),
                    body.Power == "on" ? "power_on" : "power_off",
                    circuit.Id,
                    caller,
                    note,
                    ct
                );
                return null;
            },
            ct
        );

    /// <summary>A person has seen on site that the water is off the lamps; until a sensor measures otherwise, that
    /// counts as the sensors' evidence.</summary>
    public static Task<IResult> ConfirmOnSiteAsync(
        Guid id,
        AlarmNote body,
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    ) =>
        StepAsync(
            id,
            body.Note,
            db,
            caller,
            time,
            async (alarm, note) =>
            {
                if (alarm.AcknowledgedAt is null)
                {
                    return Problems.AlarmNotAcknowledged.Refuse($"Alarm {id} is not acknowledged yet.");
                }

                if (note is null)
                {
                    return Problems.FieldMissing.Refuse("note is missing: what was seen on site.", ("field", "note"));
                }

                if (alarm.MayRestore)
                {
                    return null;
                }

                if (!alarm.MayConfirmOnSite)
                {
                    return Problems.SensorsStillSpeak.Refuse(
                        "A sensor speaks and has not said yet that the water has stayed off the lamps: wait for it, or take it out of service if it is at fault.",
                        ("mayRestoreAt", alarm.MayRestoreAt)
                    );
                }

                await db.Database.ExecuteSqlRawAsync(
                    Sql.Text("queries/ponding/see_on_site"),
                    [Parameters.Of("alarm", id)],
                    ct
                );
                await LogAsync(db, id, time.GetUtcNow(), "seen_on_site", null, caller, note, ct);
                return null;
            },
            ct
        );

    public static Task<IResult> FinishAsync(
        Guid id,
        AlarmNote? body,
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    ) =>
        StepAsync(
            id,
            body?.Note,
            db,
            caller,
            time,
            async (alarm, note) =>
            {
                if (Restorable(alarm) is { } refusal)
                {
                    return refusal;
                }

                var off = alarm
                    .Circuits.Where(circuit => circuit.Power == "off")
                    .Select(circuit => circuit.Code)
                    .ToList();
                if (off.Count > 0)
                {
                    return Problems.CircuitsStillOff.Refuse(
                        $"Still off: {string.Join(", ", off)}. Write down their restoring first.",
                        ("circuits", off)
                    );
                }

                var now = time.GetUtcNow().ToUniversalTime();
                await db.Database.ExecuteSqlAsync(
                    $"update ponding_alarm set finished_at = {now}, finished_by = {caller.AccountId} where id = {id}",
                    ct
                );
                await LogAsync(db, id, now, "finished", null, caller, note, ct);
                return null;
            },
            ct
        );

    private static async Task<bool> IsResponsibleAsync(
        CityOpsDb db,
        AlarmCircuit circuit,
        Caller caller,
        CancellationToken ct
    ) =>
        caller.VisibleOrganisation is not { } own
        || await db.Facilities.AnyAsync(f => f.Id == circuit.Id && f.OrganisationCode == own, ct);

    private static Refusal? Restorable(AlarmItem alarm) =>
        alarm.AcknowledgedAt is null
            ? Problems.AlarmNotAcknowledged.Refuse($"Alarm {alarm.Id} is not acknowledged yet.")
        : alarm.MayRestore ? null
        : Problems.PowerRiskNotOver.Refuse(
            alarm.Silent.Count > 0
                    ? $"{Silence(alarm)}: {string.Join(", ", alarm.Silent)}. Look on site and write down what is seen there."
                : alarm.MayRestoreAt is { } at
                    ? $"Each sensor that the water had reached must show it off the lamps at {at:O} or later."
                : alarm.Held is { } held
                    ? $"The water is at {alarm.NowMm} mm, below the line of {held.LineMm} mm; it counts as at the lamps until it is below {held.UntilMm} mm."
                : "The water is at the lamps.",
            ("mayRestoreAt", alarm.MayRestoreAt),
            ("silentSince", alarm.SilentSince),
            ("silent", alarm.Silent)
        );

    private static string Silence(AlarmItem alarm) =>
        alarm.SilentSince is { } since
            ? $"No sensor has spoken since {since:O} where the water was at the lamps"
            : "No sensor has spoken where the water was at the lamps";

    private static async Task<IResult> StepAsync(
        Guid id,
        string? note,
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        Func<AlarmItem, string?, Task<Refusal?>> step,
        CancellationToken ct
    )
    {
        var clean = InputText.Clean(note);
        if (InputText.TooLong(clean, MaxNoteLength, "note") is { } tooLong)
        {
            return tooLong.Answer();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select from ponding_alarm where id = {id} for update", ct);
        if (await Alarms.FindAsync(db, caller, time, id, ct) is not { } alarm)
        {
            return Problems.AlarmNotFound.With($"There is no alarm {id}.");
        }

        if (alarm.FinishedAt is not null)
        {
            return Problems.AlarmFinished.With(
                $"Alarm {id} was finished by {alarm.FinishedBy} at {alarm.FinishedAt:O}."
            );
        }

        if (await step(alarm, clean) is { } refusal)
        {
            return refusal.Answer();
        }

        var after = await Alarms.FindAsync(db, caller, time, id, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(after);
    }

    private static Task<int> LogAsync(
        CityOpsDb db,
        Guid id,
        DateTimeOffset at,
        string action,
        Guid? facility,
        Caller caller,
        string? note,
        CancellationToken ct
    ) =>
        db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/ponding/log_alarm_step"),
            [
                Parameters.Of("alarm", id),
                Parameters.Of("at", at),
                Parameters.Of("action", action),
                Parameters.Of("facility", facility),
                Parameters.Of("account", caller.AccountId),
                Parameters.Of("note", note),
            ],
            ct
        );
}
