using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <summary>A section's thresholds, all of them.</summary>
/// <param name="CaseLevel">blue, yellow, orange, red; null opens no cases.</param>
public sealed record SectionBody(
    string? Name, int? BlueMm, int? YellowMm, int? OrangeMm, int? RedMm, int? PowerRiskMm, int HysteresisMm = 30, int CloseAfterMinutes = 30,
    int PowerRestoreMinutes = 60, string? CaseLevel = "yellow");

/// <param name="Codes">Of facilities of the types lamp_circuit and distribution_box.</param>
public sealed record CircuitsBody(IReadOnlyList<string>? Codes);

/// <summary>Changes a section. New thresholds hold from now on and are logged by the database; what was observed before is judged by the old ones.</summary>
internal static class PutSection
{
    private const int DeepestMm = 5000;

    public static async Task<IResult> RunAsync(string code, SectionBody body, CityOpsDb db, Caller caller, CancellationToken ct)
    {
        if (Check(body) is { } refusal)
        {
            return refusal.Answer();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var account = caller.AccountId.ToString();
        var caseLevel = (short?)PondingLevels.Parse(body.CaseLevel);
        await db.Database.ExecuteSqlAsync($"select set_config('cityops.account', {account}, true)", ct);
        var changed = await db.Database.ExecuteSqlAsync($"""
            update section set name = coalesce({InputText.Clean(body.Name)}, name), blue_mm = {body.BlueMm}, yellow_mm = {body.YellowMm},
              orange_mm = {body.OrangeMm}, red_mm = {body.RedMm}, power_risk_mm = {body.PowerRiskMm}, hysteresis_mm = {body.HysteresisMm},
              close_after_minutes = {body.CloseAfterMinutes}, power_restore_minutes = {body.PowerRestoreMinutes}, case_level = {caseLevel}
            where code = {code} and ({caller.TownCut}::text is null or town_code = {caller.TownCut})
            """, ct);
        return await AnswerAsync(code, changed > 0, db, caller, transaction, ct);
    }

    /// <summary>Names the lamp circuits and distribution boxes that a section's water can reach; they replace those named before.</summary>
    public static async Task<IResult> CircuitsAsync(string code, CircuitsBody body, CityOpsDb db, Caller caller, CancellationToken ct)
    {
        string[] codes = [.. (body.Codes ?? []).Distinct()];
        var known = await db.Facilities.Where(f => codes.Contains(f.Code) && (f.Type == "lamp_circuit" || f.Type == "distribution_box"))
            .Select(f => f.Code).ToListAsync(ct);
        if (codes.Except(known).ToList() is { Count: > 0 } unknown)
        {
            return Problems.CircuitUnknown.With($"No lamp circuit or distribution box has the code {string.Join(", ", unknown)}.", ("unknown", unknown));
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await Sections.FindAsync(db, caller, code, ct) is null)
        {
            return Problems.SectionNotFound.With($"There is no section {code}.");
        }

        await db.Database.ExecuteSqlAsync($"delete from section_circuit where section_code = {code}", ct);
        await db.Database.ExecuteSqlAsync(
            $"insert into section_circuit (section_code, facility_id) select {code}, id from facility where code = any ({codes})", ct);
        return await AnswerAsync(code, true, db, caller, transaction, ct);
    }

    private static async Task<IResult> AnswerAsync(
        string code, bool isThere, CityOpsDb db, Caller caller, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, CancellationToken ct)
    {
        if (!isThere || await Sections.FindAsync(db, caller, code, ct) is not { } section)
        {
            return Problems.SectionNotFound.With($"There is no section {code}.");
        }

        await transaction.CommitAsync(ct);
        return TypedResults.Ok(section);
    }

    private static Refusal? Check(SectionBody body)
    {
        if (body is not { BlueMm: { } blue, YellowMm: { } yellow, OrangeMm: { } orange, RedMm: { } red, PowerRiskMm: { } powerRisk })
        {
            return Problems.FieldMissing.Refuse("blueMm, yellowMm, orangeMm, redMm and powerRiskMm are all needed.");
        }

        if (!(0 < blue && blue < yellow && yellow < orange && orange < red && red <= DeepestMm))
        {
            return Problems.ThresholdsOutOfOrder.Refuse($"0 < blue {blue} < yellow {yellow} < orange {orange} < red {red} ≤ {DeepestMm} must hold.");
        }

        if (powerRisk < blue || powerRisk > DeepestMm)
        {
            return Problems.ThresholdsOutOfOrder.Refuse($"powerRiskMm {powerRisk} must not be below blueMm {blue}: an alarm belongs to an event.");
        }

        if (body.HysteresisMm < 0 || body.HysteresisMm >= blue)
        {
            return Problems.ThresholdsOutOfOrder.Refuse($"hysteresisMm {body.HysteresisMm} must lie between 0 and blueMm {blue}, or an event never closes.");
        }

        if (body.CloseAfterMinutes is < 1 or > 1440 || body.PowerRestoreMinutes is < 1 or > 1440)
        {
            return Problems.FieldInvalid.Refuse("closeAfterMinutes and powerRestoreMinutes are 1 to 1440.");
        }

        return body.CaseLevel is null || (PondingLevels.Parse(body.CaseLevel) is { } level && PondingLevels.Colours.Contains(level))
            ? InputText.TooLong(InputText.Clean(body.Name), 100, "name")
            : Problems.FieldInvalid.Refuse("caseLevel is blue, yellow, orange, red or null.", ("field", "caseLevel"));
    }
}
