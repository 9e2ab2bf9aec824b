using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Grids;

/// <summary><c>import grids FILE</c>: the bureau's official grids (单元网格) from a GeoJSON file.</summary>
public static class ImportGridsCommand
{
    public static Command Create() =>
        ImportAreasVerb.Create("grids", "Import the official grids (单元网格)", async (db, file, dryRun, skipBad, ct) =>
        {
            var outcome = await ImportGrids.RunAsync(db, file, dryRun, skipBad, ct);
            return new(
                outcome.Kept,
                outcome.Bad,
                [
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{outcome.New} new grids, {outcome.Changed} changed, {outcome.Unchanged} as they were, {outcome.Removed} gone; {outcome.Bad.Count} bad features; {outcome.Found} facilities got their grid code."
                    ),
                ]
            );
        });
}
