using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.App.Features.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Facilities.Import;

/// <param name="DryRun">Do everything but keep nothing.</param>
/// <param name="SkipBad">Import the good rows although there are bad ones; otherwise one bad row keeps all out.</param>
/// <param name="Account">Who imports; null for the command line.</param>
public sealed record FacilityImportOptions(bool DryRun, bool SkipBad, Guid? Account);

/// <param name="Bad">By row; an answer of the API has the first ones.</param>
/// <param name="Kept">False for a dry run, and when bad rows kept the others out.</param>
public sealed record FacilityImportOutcome(int New, int Changed, int Unchanged, IReadOnlyList<BadFacility> Bad, bool Kept)
{
    /// <summary>How many bad rows there are in all.</summary>
    public int BadRows { get; init; } = Bad.Count;
}

/// <summary>
/// Brings a list into the register in one transaction, by COPY: the same list again changes nothing, and what a list does not say
/// stays as it is. Attributes are checked against the form of the facility's type, where it has one.
/// </summary>
public static class ImportFacilities
{
    public static async Task<FacilityImportOutcome> RunAsync(
        CityOpsDb db, FacilityTable table, FacilityImportOptions options, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await db.Database.ExecuteSqlAsync(
            $"select set_config('cityops.source', 'import', true), set_config('cityops.account', {options.Account?.ToString() ?? ""}, true)", ct);
        var bad = new List<BadFacility>(table.Bad);
        var rows = await ResolveAsync(db, table.Facilities, bad, ct);
        await using (var stage = new NpgsqlCommand(Sql.Text("queries/facilities/stage"), connection, (NpgsqlTransaction)transaction.GetDbTransaction()))
        {
            await stage.ExecuteNonQueryAsync(ct);
        }

        await CopyAsync(connection, rows, ct);
        bad.AddRange(await JudgeAsync(connection, ct));
        var (added, changed) = await TakeAsync(connection, now, ct);
        var kept = !options.DryRun && (bad.Count == 0 || options.SkipBad);
        if (kept)
        {
            await transaction.CommitAsync(ct);
        }

        var total = table.Facilities.Count + table.Bad.Count;
        return new(added, changed, total - bad.Count - added - changed, [.. bad.OrderBy(b => b.Row)], kept);
    }

    /// <summary>Names to codes, attributes by the type's form.</summary>
    private static async Task<List<ListedFacility>> ResolveAsync(
        CityOpsDb db, IReadOnlyList<ListedFacility> listed, List<BadFacility> bad, CancellationToken ct)
    {
        var types = await db.FacilityKinds.AsNoTracking().ToListAsync(ct);
        var towns = await db.Towns.Select(t => new { t.Code, t.Name }).ToListAsync(ct);
        var organisations = await db.Organisations.Select(o => new { o.Code, o.Name }).ToListAsync(ct);
        var byType = types.SelectMany(t => new[] { (t.Code, Type: t), (t.Name, Type: t) }).DistinctBy(t => t.Item1).ToDictionary(t => t.Item1, t => t.Type);
        var byTown = towns.SelectMany(t => new[] { (t.Code, t.Code), (t.Name, t.Code) }).DistinctBy(t => t.Item1).ToDictionary(t => t.Item1, t => t.Item2);
        var byOrganisation = organisations.SelectMany(o => new[] { (o.Code, o.Code), (o.Name, o.Code) }).DistinctBy(o => o.Item1).ToDictionary(o => o.Item1, o => o.Item2);
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
            var reason = type is null ? $"there is no type {facility.Type}"
                : facility.Town is { } town && !byTown.ContainsKey(town) ? $"there is no town {town}"
                : facility.Organisation is { } organisation && !byOrganisation.ContainsKey(organisation) ? $"there is no organisation {organisation}"
                : fields is null ? null
                : CheckAnswers.Run(fields, JsonSerializer.SerializeToElement(attributes)).Errors is [var first, ..] ? first.Reason : null;
            if (reason is not null)
            {
                bad.Add(new(facility.Row, reason));
                continue;
            }

            rows.Add(facility with
            {
                Type = type!.Code,
                Town = facility.Town is null ? null : byTown[facility.Town],
                Organisation = facility.Organisation is null ? null : byOrganisation[facility.Organisation],
                Attributes = attributes,
            });
        }

        return rows;
    }

    /// <summary>What a table says in text as the form's kinds have it; what cannot be read stays text, and is refused by its reason.</summary>
    private static JsonObject Typed(IReadOnlyList<FormField> fields, JsonObject attributes)
    {
        var typed = new JsonObject();
        foreach (var (name, value) in attributes)
        {
            var field = fields.FirstOrDefault(f => f.Code == name || f.Label.Zh == name);
            typed[field?.Code ?? name] = value is JsonValue one && one.TryGetValue<string>(out var text) ? Typed(field?.Kind, text) : value?.DeepClone();
        }

        return typed;
    }

    private static JsonNode? Typed(string? kind, string text) => kind switch
    {
        FieldKinds.WholeNumber or FieldKinds.DecimalNumber
            when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        FieldKinds.MultiChoice => new JsonArray([.. text.Split(['、', ';', '；'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(c => (JsonNode?)JsonValue.Create(c))]),
        _ => JsonValue.Create(text),
    };

    private static async Task CopyAsync(NpgsqlConnection connection, List<ListedFacility> rows, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync("""
            copy staged_facility (row_number, id, code, type, name, lon, lat, raw_lon, raw_lat, coord_system, town_code, organisation_code,
              grid_code, component_code, status, attributes) from stdin (format binary)
            """, ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(row.Row, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, ct);
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
        }

        await copy.CompleteAsync(ct);

        Task WriteAsync(string? text) => text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Text, ct);
        Task WriteDegreesAsync(double? degrees) => degrees is { } at ? copy.WriteAsync(at, NpgsqlDbType.Double, ct) : copy.WriteNullAsync(ct);
    }

    private static async Task<List<BadFacility>> JudgeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var bad = new List<BadFacility>();
        await using var judge = new NpgsqlCommand(Sql.Text("queries/facilities/judge"), connection);
        await using var reader = await judge.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            bad.Add(new(reader.GetInt32(0), reader.GetString(1)));
        }

        return bad;
    }

    private static async Task<(int Added, int Changed)> TakeAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken ct)
    {
        await using var take = new NpgsqlCommand(Sql.Text("queries/facilities/take"), connection);
        take.Parameters.AddWithValue("now", now.UtcDateTime);
        await using var reader = await take.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt32(0), reader.GetInt32(1));
    }
}
