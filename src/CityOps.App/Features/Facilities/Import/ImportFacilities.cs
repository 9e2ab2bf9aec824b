using CityOps.App.Database;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities.Import;

/// <param name="DryRun">Do everything but keep nothing.</param>
/// <param name="SkipBad">Import the good rows although there are bad ones; otherwise one bad row keeps all out.</param>
/// <param name="Account">Who imports; null for the command line.</param>
public sealed record FacilityImportOptions(bool DryRun, bool SkipBad, Guid? Account);

/// <summary>
/// Brings a list into the register in one transaction: the same list again changes nothing, and what a list does not
/// say stays as it is. Attributes are checked against the form of the facility's type, where it has one.
/// </summary>
public static class ImportFacilities
{
    public static async Task<ImportOutcome> RunAsync(
        CityOpsDb db,
        FacilityTable table,
        FacilityImportOptions options,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"select set_config('cityops.source', 'import', true), set_config('cityops.account', {options.Account?.ToString() ?? ""}, true)",
            ct
        );
        var bad = new List<BadRow>(table.Bad);
        bad.AddRange(await StageFacilities.JudgeAsync(db, table.Facilities, replaces: false, ct));
        var (added, changed) = await StageFacilities.TakeAsync(db, now, replaces: false, ct);
        var kept = !options.DryRun && (bad.Count == 0 || options.SkipBad);
        if (kept)
        {
            await transaction.CommitAsync(ct);
        }

        var total = table.Facilities.Count + table.Bad.Count;
        var named = bad.OrderBy(b => b.Sheet, StringComparer.Ordinal)
            .ThenBy(b => b.Row)
            .Select(b =>
                b with
                {
                    Column = b.Column is { } column ? table.Headers.GetValueOrDefault(column, column) : null,
                }
            );
        return new(added, changed, total - bad.Count - added - changed, [.. named], kept)
        {
            Notes = table.Notes,
            Sample = ImportOutcome.SampleOf(table.Facilities, f => f.Row, Said),
        };
    }

    private static IEnumerable<(string, object?)> Said(ListedFacility facility) =>
        [
            ("code", facility.Code),
            ("type", facility.Type),
            ("name", facility.Name),
            ("lon", facility.Position?.Wgs84.Lon),
            ("lat", facility.Position?.Wgs84.Lat),
            ("geometry", facility.Shape?.GeometryType),
            ("town", facility.Town),
            ("organisation", facility.Organisation),
            ("gridCode", facility.GridCode),
            ("componentCode", facility.ComponentCode),
            ("status", facility.Status),
            .. facility.Attributes.Select(a => (a.Key, (object?)a.Value?.ToString())),
        ];
}
