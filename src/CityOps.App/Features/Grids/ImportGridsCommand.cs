using System.CommandLine;
using System.Globalization;
using CityOps.App.Geo;
using CityOps.App.Hosting;

namespace CityOps.App.Features.Grids;

/// <summary><c>import grids FILE</c>: the bureau's official grids (单元网格) from a GeoJSON file.</summary>
public static class ImportGridsCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = ".geojson of polygons with code and name, in WGS84 or CGCS2000" };
        var dryRun = new Option<bool>("--dry-run") { Description = "say what would happen and keep nothing" };
        var skipBad = new Option<bool>("--skip-bad") { Description = "import the good features although there are bad ones" };
        var import = new Command("grids", "Import the official grids (单元网格)") { file, dryRun, skipBad };
        import.SetVerb((arguments, context, ct) => RunAsync(
            context, arguments.GetRequiredValue(file), arguments.GetValue(dryRun), arguments.GetValue(skipBad), ct));
        return import;
    }

    private static async Task<int> RunAsync(VerbContext context, string path, bool dryRun, bool skipBad, CancellationToken ct)
    {
        AreaFile file;
        try
        {
            file = AreaFile.Read(path);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return context.Fail(problem.Message);
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        await using var db = city.NewContext();
        var outcome = await ImportGrids.RunAsync(db, file, dryRun, skipBad, ct);
        await context.PrintBadRowsAsync(outcome.Bad, null, ct);
        context.Print(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.New} new grids, {outcome.Changed} changed, {outcome.Unchanged} as they were, {outcome.Removed} gone; {outcome.Bad.Count} bad features; {outcome.Found} facilities got their grid code."));
        return context.EndOfImport(dryRun, outcome.Kept, outcome.Bad.Count);
    }
}
