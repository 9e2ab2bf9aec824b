using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Ponding;

/// <summary>A section: its thresholds all of them, its name and shape where they change.</summary>
/// <param name="CaseLevel">blue, yellow, orange, red; null opens no cases.</param>
/// <param name="Line">GeoJSON LineString or Polygon; needed for a new section, which then is in the town that its
/// middle lies in.</param>
/// <param name="CoordSystem">Of <paramref name="Line"/>.</param>
public sealed record SectionBody(
    string? Name,
    int? BlueMm,
    int? YellowMm,
    int? OrangeMm,
    int? RedMm,
    int? PowerRiskMm,
    int HysteresisMm = 30,
    int CloseAfterMinutes = 30,
    int PowerRestoreMinutes = 60,
    string? CaseLevel = "yellow",
    [property: GeoJson] JsonElement? Line = null,
    string CoordSystem = CoordSystems.Wgs84
);

/// <param name="Codes">Of facilities of the types lamp_circuit and distribution_box.</param>
public sealed record CircuitsBody(IReadOnlyList<string>? Codes);

/// <summary>Makes or changes a section. New thresholds hold from now on and are logged by the database; what was
/// observed before is judged by the old ones.</summary>
internal static class PutSection
{
    private const int DeepestMm = 5000;

    public static async Task<IResult> RunAsync(
        string code,
        SectionBody body,
        CityOpsDb db,
        Caller caller,
        CancellationToken ct
    )
    {
        if (SectionShape.Read(body.Line, body.CoordSystem, out var shape) is { } unreadable)
        {
            return (Check(body) ?? unreadable).Answer();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var account = caller.AccountId.ToString();
        await db.Database.ExecuteSqlAsync($"select set_config('cityops.account', {account}, true)", ct);
        var (_, refusal) = await StoreAsync(code, body, shape, caller.VisibleTown, db, ct);
        return refusal is null ? await AnswerAsync(code, db, caller, transaction, ct) : refusal.Answer();
    }

    /// <summary>Within the caller's transaction, whose setting cityops.account the log names.</summary>
    /// <param name="shape">WGS84; null where it stays.</param>
    /// <param name="onlyTown">The only town whose sections may be changed; null: all.</param>
    /// <returns>Whether it is new. Refused: <c>field_missing</c>, <c>field_invalid</c>, <c>thresholds_out_of_order</c>,
    /// <c>position_outside_city</c>, <c>outside_your_area</c>, <c>section_not_found</c>.</returns>
    public static async Task<Result<bool>> StoreAsync(
        string code,
        SectionBody body,
        Geometry? shape,
        string? onlyTown,
        CityOpsDb db,
        CancellationToken ct
    )
    {
        if (Check(body) is { } refusal)
        {
            return refusal;
        }

        string? town = null;
        if (shape is not null)
        {
            var middle = new LonLat(shape.InteriorPoint.X, shape.InteriorPoint.Y);
            var (found, outside) = await CityTown.FindAsync(
                db,
                new KnownPosition(middle, CoordSystems.Wgs84, null, middle),
                ct
            );
            if (outside is not null)
            {
                return outside;
            }

            town = found!.Code;
            if (onlyTown is { } own && own != town)
            {
                return Problems.OutsideYourArea.Refuse($"The section lies in town {town}.");
            }
        }

        if (await UpdateAsync(code, body, shape, town, onlyTown, db, ct) > 0)
        {
            return false;
        }

        if (shape is null)
        {
            return Problems.SectionNotFound.Refuse($"There is no section {code}.");
        }

        if (CheckNew(code, body) is { } incomplete)
        {
            return incomplete;
        }

        if (await InsertAsync(code, body, shape, town!, db, ct) > 0)
        {
            return true;
        }

        // Not inserted: it is another town's, or somebody else made it since the update above.
        return await UpdateAsync(code, body, shape, town, onlyTown, db, ct) > 0
            ? false
            : Problems.OutsideYourArea.Refuse($"Section {code} lies in another town.");
    }

    private static Task<int> UpdateAsync(
        string code,
        SectionBody body,
        Geometry? shape,
        string? town,
        string? onlyTown,
        CityOpsDb db,
        CancellationToken ct
    )
    {
        var caseLevel = (short?)PondingLevels.Parse(body.CaseLevel);
        return db.Database.ExecuteSqlAsync(
            $"""
            update section set name = coalesce({InputText.Clean(body.Name)}, name), line = coalesce({shape}, line),
              town_code = coalesce({town}, town_code), blue_mm = {body.BlueMm}, yellow_mm = {body.YellowMm},
              orange_mm = {body.OrangeMm}, red_mm = {body.RedMm}, power_risk_mm = {body.PowerRiskMm}, hysteresis_mm = {body.HysteresisMm},
              close_after_minutes = {body.CloseAfterMinutes}, power_restore_minutes = {body.PowerRestoreMinutes}, case_level = {caseLevel}
            where code = {code} and ({onlyTown}::text is null or town_code = {onlyTown})
            """,
            ct
        );
    }

    private static Task<int> InsertAsync(
        string code,
        SectionBody body,
        Geometry shape,
        string town,
        CityOpsDb db,
        CancellationToken ct
    )
    {
        var caseLevel = (short?)PondingLevels.Parse(body.CaseLevel);
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into section (code, name, town_code, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm, hysteresis_mm,
              close_after_minutes, power_restore_minutes, case_level)
            values ({code}, {InputText.Clean(
                body.Name
            )}, {town}, {shape}, {body.BlueMm}, {body.YellowMm}, {body.OrangeMm}, {body.RedMm},
              {body.PowerRiskMm}, {body.HysteresisMm}, {body.CloseAfterMinutes}, {body.PowerRestoreMinutes}, {caseLevel})
            on conflict do nothing
            """,
            ct
        );
    }

    private static Refusal? CheckNew(string code, SectionBody body) =>
        code.Length > 40 || !code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? Problems.FieldInvalid.Refuse(
                "A section's code has up to 40 letters, digits, hyphens, dots and underscores.",
                ("field", "code")
            )
        : InputText.Clean(body.Name) is null
            ? Problems.FieldMissing.Refuse("A new section needs a name.", ("field", "name"))
        : null;

    /// <summary>Names the lamp circuits and distribution boxes that a section's water can reach; they replace those
    /// named before.</summary>
    public static async Task<IResult> CircuitsAsync(
        string code,
        CircuitsBody body,
        CityOpsDb db,
        Caller caller,
        CancellationToken ct
    )
    {
        if (body.Codes is null)
        {
            return Problems.FieldMissing.With("codes is missing; an empty list names none.", ("field", "codes"));
        }

        string[] codes = [.. body.Codes.Distinct()];
        var known = await db
            .Facilities.Where(f => codes.Contains(f.Code) && (f.Type == "lamp_circuit" || f.Type == "distribution_box"))
            .Select(f => new { f.Code, f.TownCode })
            .ToListAsync(ct);
        if (codes.Except(known.Select(circuit => circuit.Code)).ToList() is { Count: > 0 } unknown)
        {
            return Problems.CircuitUnknown.With(
                $"No lamp circuit or distribution box has the code {string.Join(", ", unknown)}.",
                ("unknown", unknown)
            );
        }

        if (
            caller.VisibleTown is { } own
            && known.Find(circuit => circuit.TownCode is { } town && town != own) is { } elsewhere
        )
        {
            return Problems.OutsideYourArea.With($"{elsewhere.Code} lies in town {elsewhere.TownCode}.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await Sections.FindAsync(db, caller, code, ct) is null)
        {
            return Problems.SectionNotFound.With($"There is no section {code}.");
        }

        await db.Database.ExecuteSqlAsync($"delete from section_circuit where section_code = {code}", ct);
        await db.Database.ExecuteSqlAsync(
            $"insert into section_circuit (section_code, facility_id) select {code}, id from facility where code = any ({codes})",
            ct
        );
        return await AnswerAsync(code, db, caller, transaction, ct);
    }

    private static async Task<IResult> AnswerAsync(
        string code,
        CityOpsDb db,
        Caller caller,
        Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction,
        CancellationToken ct
    )
    {
        if (await Sections.FindAsync(db, caller, code, ct) is not { } section)
        {
            return Problems.SectionNotFound.With($"There is no section {code}.");
        }

        await transaction.CommitAsync(ct);
        return TypedResults.Ok(section);
    }

    private static Refusal? Check(SectionBody body)
    {
        if (
            body
            is not {
                BlueMm: { } blue,
                YellowMm: { } yellow,
                OrangeMm: { } orange,
                RedMm: { } red,
                PowerRiskMm: { } powerRisk
            }
        )
        {
            return Problems.FieldMissing.Refuse("blueMm, yellowMm, orangeMm, redMm and powerRiskMm are all needed.");
        }

        if (!(0 < blue && blue < yellow && yellow < orange && orange < red && red <= DeepestMm))
        {
            return Problems.ThresholdsOutOfOrder.Refuse(
                $"0 < blue {blue} < yellow {yellow} < orange {orange} < red {red} ≤ {DeepestMm} must hold."
            );
        }

        if (powerRisk < blue || powerRisk > DeepestMm)
        {
            return Problems.ThresholdsOutOfOrder.Refuse(
                $"powerRiskMm {powerRisk} must not be below blueMm {blue}: an alarm belongs to an event."
            );
        }

        if (body.HysteresisMm < 0 || body.HysteresisMm >= blue)
        {
            return Problems.ThresholdsOutOfOrder.Refuse(
                $"hysteresisMm {body.HysteresisMm} must lie between 0 and blueMm {blue}, or an event never closes."
            );
        }

        if (body.CloseAfterMinutes is < 1 or > 1440 || body.PowerRestoreMinutes is < 1 or > 1440)
        {
            return Problems.FieldInvalid.Refuse("closeAfterMinutes and powerRestoreMinutes are 1 to 1440.");
        }

        return
            body.CaseLevel is null
            || (PondingLevels.Parse(body.CaseLevel) is { } level && PondingLevels.Colours.Contains(level))
            ? InputText.TooLong(InputText.Clean(body.Name), 100, "name")
            : Problems.FieldInvalid.Refuse("caseLevel is blue, yellow, orange, red or null.", ("field", "caseLevel"));
    }
}
