using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <param name="Type">lamp_circuit or distribution_box.</param>
public sealed record SectionCircuit(string Code, string Type, string Name);

/// <summary>Thresholds, and what else is set of a section's waters, as they held from a time on.</summary>
/// <param name="ValidFrom">Null for the section's first ones, which hold for all the time before too.</param>
public sealed record SectionRuleItem(
    DateTimeOffset? ValidFrom,
    int BlueMm,
    int YellowMm,
    int OrangeMm,
    int RedMm,
    int PowerRiskMm,
    int HysteresisMm,
    int CloseAfterMinutes,
    int PowerRestoreMinutes,
    string? CaseLevel,
    string? ChangedBy,
    DateTimeOffset ChangedAt
);

/// <summary>A low-lying section with its thresholds, in millimetres above the road.</summary>
/// <param name="Line">GeoJSON LineString or Polygon, WGS84.</param>
/// <param name="CaseLevel">The level from which an event opens a case; null for never.</param>
/// <param name="History">Newest first.</param>
public sealed record SectionItem(
    string Code,
    string Name,
    string? Town,
    [property: GeoJson] JsonElement Line,
    int BlueMm,
    int YellowMm,
    int OrangeMm,
    int RedMm,
    int PowerRiskMm,
    int HysteresisMm,
    int CloseAfterMinutes,
    int PowerRestoreMinutes,
    string? CaseLevel,
    IReadOnlyList<string> Sensors,
    IReadOnlyList<SectionCircuit> Circuits,
    IReadOnlyList<SectionRuleItem> History
);

/// <summary>Reads sections.</summary>
internal static class Sections
{
    internal sealed record Row(
        string Code,
        string Name,
        string? Town,
        string Line,
        int BlueMm,
        int YellowMm,
        int OrangeMm,
        int RedMm,
        int PowerRiskMm,
        int HysteresisMm,
        int CloseAfterMinutes,
        int PowerRestoreMinutes,
        short? CaseLevel,
        string[] Sensors,
        string Circuits,
        string History
    );

    public static async Task<IResult> ListAsync(
        CityOpsDb db,
        Caller caller,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        return TypedResults.Ok(
            Page.Of(await ReadAsync(db, caller, null, after, size + 1, ct), size, section => [section.Code])
        );
    }

    public static async Task<IResult> OneAsync(string code, CityOpsDb db, Caller caller, CancellationToken ct) =>
        await FindAsync(db, caller, code, ct) is { } section
            ? TypedResults.Ok(section)
            : Problems.SectionNotFound.With($"There is no section {code}.");

    public static async Task<IResult> CurveAsync(
        string code,
        CityOpsDb db,
        NpgsqlDataSource database,
        Caller caller,
        TimeProvider time,
        CancellationToken ct,
        CityInstant? from = null,
        CityInstant? to = null,
        int points = 1000
    )
    {
        if (await FindAsync(db, caller, code, ct) is null)
        {
            return Problems.SectionNotFound.With($"There is no section {code}.");
        }

        var until = to?.At ?? time.GetUtcNow();
        var since = from?.At ?? until.AddDays(-1);
        return since >= until
            ? Problems.PeriodReversed.With($"from {since:O} is not before to {until:O}.")
            : TypedResults.Ok(
                new Page<SensorCurve>(await ReadCurve.RunAsync(database, code, since, until, points, ct), null)
            );
    }

    public static async Task<SectionItem?> FindAsync(CityOpsDb db, Caller caller, string code, CancellationToken ct) =>
        (await ReadAsync(db, caller, code, "", 1, ct)).SingleOrDefault();

    private static async Task<List<SectionItem>> ReadAsync(
        CityOpsDb db,
        Caller caller,
        string? code,
        string after,
        int most,
        CancellationToken ct
    )
    {
        var rows = await db
            .Database.SqlQueryRaw<Row>(
                Sql.Text("queries/ponding/list_sections"),
                Parameters.Of("code", code),
                Parameters.Of("town", caller.VisibleTown),
                Parameters.Of("after", after),
                Parameters.Of("most", most)
            )
            .ToListAsync(ct);
        return rows.ConvertAll(row => new SectionItem(
            row.Code,
            row.Name,
            row.Town,
            JsonSerializer.Deserialize<JsonElement>(row.Line),
            row.BlueMm,
            row.YellowMm,
            row.OrangeMm,
            row.RedMm,
            row.PowerRiskMm,
            row.HysteresisMm,
            row.CloseAfterMinutes,
            row.PowerRestoreMinutes,
            row.CaseLevel is { } level ? ((PondingLevel)level).Code() : null,
            row.Sensors,
            JsonSerializer.Deserialize<List<SectionCircuit>>(row.Circuits, JsonSerializerOptions.Web)!,
            JsonSerializer
                .Deserialize<List<SectionRuleItem>>(row.History, JsonSerializerOptions.Web)!
                .ConvertAll(rule =>
                    rule with
                    {
                        ValidFrom = PondingEvents.Local(rule.ValidFrom),
                        ChangedAt = CityTime.Local(rule.ChangedAt),
                    }
                )
        ));
    }
}
