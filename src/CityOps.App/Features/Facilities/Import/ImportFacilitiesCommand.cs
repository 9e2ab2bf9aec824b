using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CityOps.App.Geo;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Facilities.Import;

/// <summary><c>import facilities FILE</c>: a list of facilities from a .csv, .xlsx or GeoJSON file.</summary>
public static class ImportFacilitiesCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = ".csv, .xlsx or .geojson" };
        var system = new Option<string>("--coord-system")
        {
            Description = $"of rows that do not say theirs: {string.Join(", ", CoordSystems.All)}",
            DefaultValueFactory = _ => CoordSystems.Wgs84,
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "say what would happen, row by row, and keep nothing",
        };
        var skipBad = new Option<bool>("--skip-bad")
        {
            Description = "import the good rows although there are bad ones",
        };
        var badRows = new Option<string?>("--bad-rows")
        {
            Description = "write every bad row to this .csv instead of printing it",
        };
        var import = new Command("facilities", "Import facilities with their positions, codes and attributes")
        {
            file,
            system,
            dryRun,
            skipBad,
            badRows,
        };
        import.SetVerb(
            (arguments, context, ct) =>
                RunAsync(
                    context,
                    arguments.GetRequiredValue(file),
                    arguments.GetRequiredValue(system),
                    new(arguments.GetValue(dryRun), arguments.GetValue(skipBad), Account: null),
                    arguments.GetValue(badRows),
                    ct
                )
        );
        return import;
    }

    private static async Task<int> RunAsync(
        VerbContext context,
        string file,
        string system,
        FacilityImportOptions options,
        string? badRows,
        CancellationToken ct
    )
    {
        var began = Stopwatch.GetTimestamp();
        FacilityTable table;
        try
        {
            table = FacilityTable.Read(file, system);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return context.Fail(problem.Message);
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        await using var db = city.NewContext();
        var outcome = await ImportFacilities.RunAsync(db, table, options, context.Time.GetUtcNow(), ct);
        await context.PrintBadRowsAsync(outcome.Bad, badRows, ct);

        context.Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.New} new facilities, {outcome.Changed} changed, {outcome.Unchanged} as they were; {outcome.Bad.Count} bad rows; {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s."
            )
        );
        return context.EndOfImport(options.DryRun, outcome.Kept, outcome.Bad.Count);
    }
}
