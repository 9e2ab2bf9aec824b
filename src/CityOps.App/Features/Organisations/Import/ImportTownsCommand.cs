using System.CommandLine;
using System.Globalization;
using CityOps.App.Geo;
using CityOps.App.Hosting;

namespace CityOps.App.Features.Organisations.Import;

/// <summary><c>import towns FILE</c>: the bureau's official town boundaries from a GeoJSON file.</summary>
public static class ImportTownsCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = ".geojson of polygons with code and name, in WGS84 or CGCS2000" };
        var dryRun = new Option<bool>("--dry-run") { Description = "say what would happen and keep nothing" };
        var skipBad = new Option<bool>("--skip-bad") { Description = "import the good features although there are bad ones" };
        var import = new Command("towns", "Import the official boundaries of the towns") { file, dryRun, skipBad };
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
        var outcome = await ImportTowns.RunAsync(db, file, dryRun, skipBad, ct);
        await context.PrintBadRowsAsync(outcome.Bad, null, ct);
        context.Print(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.New} new towns, {outcome.Changed} changed, {outcome.Unchanged} as they were; {outcome.Bad.Count} bad features."));
        if (outcome.Displaced is { Facilities: > 0 } or { Cases: > 0 } or { Sections: > 0 })
        {
            context.Print(string.Create(
                CultureInfo.InvariantCulture,
                $"By these boundaries {outcome.Displaced.Facilities} facilities, {outcome.Displaced.Cases} cases and {outcome.Displaced.Sections} sections lie in another town than the one they have; they keep it."));
        }

        return context.EndOfImport(dryRun, outcome.Kept, outcome.Bad.Count);
    }
}
