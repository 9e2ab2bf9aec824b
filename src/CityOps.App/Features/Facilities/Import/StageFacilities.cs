using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Facilities.Import;

/// <summary>
/// Takes facilities into the register through a table of the transaction, filled by COPY: 65,000 of a list or the one
/// of a PUT are judged by the same rules.
/// </summary>
internal static class StageFacilities
{
    /// <summary>Stages the rows within the transaction under way and says which of them cannot be taken, and
    /// why.</summary>
    /// <param name="replaces">What a row does not say is cleared; otherwise it stays as it is.</param>
    public static async Task<IReadOnlyList<BadRow>> JudgeAsync(
        CityOpsDb db,
        IReadOnlyList<ListedFacility> listed,
        bool replaces,
        CancellationToken ct
    )
    {
        var bad = new List<BadRow>();
        var rows = await ResolveAsync(db, listed, bad, ct);
        var patterns = await PatternsAsync(db, rows, ct);
        await using (var stage = Command(db, "queries/facilities/stage"))
        {
            await stage.ExecuteNonQueryAsync(ct);
        }

        await CopyAsync((NpgsqlConnection)db.Database.GetDbConnection(), rows, patterns, ct);
        await using var judge = Command(db, "queries/facilities/judge");
        judge.With("replaces", replaces);
        bad.AddRange(
            (await judge.ListAsync<Judged>(ct)).Select(judged =>
                FacilityFaults.Judged(rows[judged.RowNumber], judged.Fault, judged.Named) with
                {
                    Sheet = rows[judged.RowNumber].Sheet,
                }
            )
        );
        return bad;
    }

    /// <summary>Takes the staged rows that are right.</summary>
    /// <param name="replaces">What a row does not say is cleared; otherwise it stays as it is.</param>
    public static async Task<(int Added, int Changed)> TakeAsync(
        CityOpsDb db,
        DateTimeOffset now,
        bool replaces,
        CancellationToken ct
    )
    {
        await using var take = Command(db, "queries/facilities/take");
        take.With("now", now).With("replaces", replaces);
        var (added, changed) = await take.SingleAsync<Taken>(ct);
        return (added, changed);
    }

    private static async Task<Dictionary<string, Regex>> PatternsAsync(
        CityOpsDb db,
        List<ListedFacility> rows,
        CancellationToken ct
    )
    {
        var types = rows.Select(r => r.Type).Distinct().ToList();
        return (
            await db
                .FacilityKinds.Where(t => types.Contains(t.Code) && t.CodePattern != null)
                .Select(t => new { t.Code, t.CodePattern })
                .ToListAsync(ct)
        ).ToDictionary(t => t.Code, t => CodePattern.Of(t.CodePattern!));
    }

    private sealed record Judged(int RowNumber, string Fault, string? Named);

    private sealed record Taken(int Added, int Changed);

    private static NpgsqlCommand Command(CityOpsDb db, string query) =>
        new(
            Sql.Text(query),
            (NpgsqlConnection)db.Database.GetDbConnection(),
            (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction()
        )
        {
            CommandTimeout = db.Database.GetCommandTimeout() ?? 300,
        };

    /// <summary>Names to codes, attributes by the type's form.</summary>
    private static async Task<List<ListedFacility>> ResolveAsync(
        CityOpsDb db,
        IReadOnlyList<ListedFacility> listed,
        List<BadRow> bad,
        CancellationToken ct
    )
    {
        var types = await db.FacilityKinds.AsNoTracking().ToListAsync(ct);
        var towns = await db.Towns.Select(t => new { t.Code, t.Name }).ToListAsync(ct);
        var organisations = await db.Organisations.Select(o => new { o.Code, o.Name }).ToListAsync(ct);
        var byType = types
            .SelectMany(t => new[] { (t.Code, Type: t), (t.Name, Type: t) })
            .DistinctBy(t => t.Item1)
            .ToDictionary(t => t.Item1, t => t.Type);
        var byTown = towns
            .SelectMany(t =>
                new[]
                {
                    (t.Code, t.Code),
                    (t.Code + "000", t.Code),
                    (t.Name, t.Code),
                    (TownNames.WithoutKind(t.Name), t.Code),
                }
            )
            .DistinctBy(t => t.Item1)
            .ToDictionary(t => t.Item1, t => t.Item2);
        var byOrganisation = organisations
            .SelectMany(o => new[] { (o.Code, o.Code), (o.Name, o.Code) })
            .DistinctBy(o => o.Item1)
            .ToDictionary(o => o.Item1, o => o.Item2);
        var forms = new Dictionary<string, IReadOnlyList<FormField>>();
        foreach (var form in types.Select(t => t.FormCode).OfType<string>().Distinct())
        {
            if (await ReadForm.PublishedAsync(db, form, null, ct) is { } published)
            {
                forms[form] = published.Fields;
            }
        }

        var rows = new List<ListedFacility>(listed.Count);
        foreach (var facility in listed)
        {
            byType.TryGetValue(facility.Type, out var type);
            var fields = type?.FormCode is { } form ? forms.GetValueOrDefault(form) : null;
            var attributes = fields is null ? facility.Attributes : Typed(fields, facility.Attributes);
            var fault =
                type is null ? FacilityFaults.NoType(facility)
                : facility.Town is { } town && !byTown.ContainsKey(town) ? FacilityFaults.NoTown(facility)
                : facility.Organisation is { } organisation && !byOrganisation.ContainsKey(organisation)
                    ? FacilityFaults.NoOrganisation(facility)
                : fields is null ? null
                : AttributeFault(facility, fields, attributes);
            if (fault is not null)
            {
                bad.Add(fault with { Sheet = facility.Sheet });
                continue;
            }

            rows.Add(
                facility with
                {
                    Type = type!.Code,
                    Town = facility.Town is null ? null : byTown[facility.Town],
                    Organisation = facility.Organisation is null ? null : byOrganisation[facility.Organisation],
                    Attributes = attributes,
                }
            );
        }

        return rows;
    }

    private static BadRow? AttributeFault(
        ListedFacility facility,
        IReadOnlyList<FormField> fields,
        JsonObject attributes
    )
    {
        if (CheckAnswers.Run(fields, JsonSerializer.SerializeToElement(attributes)).Errors is not [var first, ..])
        {
            return null;
        }

        // Lists are headed by the question's Chinese label as often as by its code.
        var label = fields.FirstOrDefault(f => f.Code == first.Field)?.Label.Zh;
        var column = label is not null && facility.Attributes.ContainsKey(label) ? label : first.Field;
        return FacilityFaults.Attribute(
            facility,
            column,
            attributes[first.Field]?.ToString(),
            first.Problem,
            first.Reason
        );
    }

    /// <summary>What a table says in text as the form's kinds have it; what cannot be read stays text, and is refused
    /// by its reason.</summary>
    private static JsonObject Typed(IReadOnlyList<FormField> fields, JsonObject attributes)
    {
        var typed = new JsonObject();
        foreach (var (name, value) in attributes)
        {
            var field = fields.FirstOrDefault(f => f.Code == name || f.Label.Zh == name);
            typed[field?.Code ?? name] =
                value is JsonValue one && one.TryGetValue<string>(out var text)
                    ? Typed(field?.Kind, text)
                    : value?.DeepClone();
        }

        return typed;
    }

    private static JsonNode? Typed(string? kind, string text) =>
        kind switch
        {
            FieldKinds.WholeNumber
            or FieldKinds.DecimalNumber
                when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),
            FieldKinds.MultiChoice => new JsonArray([
                .. text.Split(['、', ';', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(c => (JsonNode?)JsonValue.Create(c)),
            ]),
            _ => JsonValue.Create(text),
        };

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        List<ListedFacility> rows,
        Dictionary<string, Regex> patterns,
        CancellationToken ct
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy staged_facility (row_number, id, code, type, name, lon, lat, raw_lon, raw_lat, coord_system, town_code, organisation_code,
              grid_code, component_code, status, attributes, shape, code_fits) from stdin (format binary)
            """,
            ct
        );
        foreach (var (at, row) in rows.Index())
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(at, NpgsqlDbType.Integer, ct); // two sheets may both have a row 2
            await copy.WriteAsync(row.Id ?? Guid.CreateVersion7(), NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(row.Code, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(row.Type, NpgsqlDbType.Text, ct);
            await WriteAsync(row.Name);
            await WriteDegreesAsync(row.Position?.Wgs84.Lon);
            await WriteDegreesAsync(row.Position?.Wgs84.Lat);
            await WriteDegreesAsync(row.Position?.Raw.Lon);
            await WriteDegreesAsync(row.Position?.Raw.Lat);
            await WriteAsync(row.Position?.CoordSystem);
            await WriteAsync(row.Town);
            await WriteAsync(row.Organisation);
            await WriteAsync(row.GridCode);
            await WriteAsync(row.ComponentCode);
            await WriteAsync(row.Status);
            await copy.WriteAsync(row.Attributes.ToJsonString(), NpgsqlDbType.Jsonb, ct);
            await (
                row.Shape is { } shape ? copy.WriteAsync(shape, NpgsqlDbType.Geometry, ct) : copy.WriteNullAsync(ct)
            );
            var fits = !patterns.TryGetValue(row.Type, out var pattern) || pattern.IsMatch(row.Code);
            await copy.WriteAsync(fits, NpgsqlDbType.Boolean, ct);
        }

        await copy.CompleteAsync(ct);

        Task WriteAsync(string? text) =>
            text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Text, ct);
        Task WriteDegreesAsync(double? degrees) =>
            degrees is { } at ? copy.WriteAsync(at, NpgsqlDbType.Double, ct) : copy.WriteNullAsync(ct);
    }
}
