using CityOps.App.Database;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities.Import;

/// <param name="DryRun">Do everything but keep nothing.</param>
/// <param name="SkipBad">Import the good rows although there are bad ones; otherwise one bad row keeps all out.</param>
/// <param name="Account">Who imports; null for the command line.</param>
public sealed record FacilityImportOptions(bool DryRun, bool SkipBad, Guid? Account);

/// <param name="Bad">By row, each with its first fault; an answer of the API has the first ones.</param>
/// <param name="Kept">False for a dry run, and when bad rows kept the others out.</param>
public sealed record FacilityImportOutcome(int New, int Changed, int Unchanged, IReadOnlyList<BadRow> Bad, bool Kept)
{
    /// <summary>How many bad rows there are in all.</summary>
    public int BadRows { get; init; } = Bad.Count;
}

/// <summary>
/// Brings a list into the register in one transaction: the same list again changes nothing, and what a list does not
/// say stays
/// as it is. Attributes are checked against the form of the facility's type, where it has one.
/// </summary>
public static class ImportFacilities
{
    public static async Task<FacilityImportOutcome> RunAsync(
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
        bad.AddRange(await StageFacilities.JudgeAsync(db, table.Facilities, ct));
        var (added, changed) = await StageFacilities.TakeAsync(db, now, replaces: false, ct);
        var kept = !options.DryRun && (bad.Count == 0 || options.SkipBad);
        if (kept)
        {
            await transaction.CommitAsync(ct);
        }

        var total = table.Facilities.Count + table.Bad.Count;
        var named = bad.OrderBy(b => b.Row)
            .Select(b =>
                b with
                {
                    Column = b.Column is { } column ? table.Headers.GetValueOrDefault(column, column) : null,
                }
            );
        return new(added, changed, total - bad.Count - added - changed, [.. named], kept);
    }
}
