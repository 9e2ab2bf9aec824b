using System.CommandLine;
using CityOps.App.Database;
using CityOps.App.Tables;

namespace CityOps.App.Verbs;

/// <summary>A verb that imports areas from a GeoJSON file: <c>import towns FILE</c>, <c>import grids
/// FILE</c>.</summary>
internal static class ImportAreasVerb
{
    /// <param name="Kept">False after a dry run, or where something bad was to be left out and nobody said so.</param>
    /// <param name="Said">Printed, a line each.</param>
    public sealed record Outcome(bool Kept, IReadOnlyList<BadRow> Bad, IReadOnlyList<string> Said);

    /// <param name="import">With the database, the file, whether it is a dry run and whether what is bad is left
    /// out.</param>
    public static Command Create(
        string name,
        string description,
        Func<CityOpsDb, AreaFile, bool, bool, CancellationToken, Task<Outcome>> import
    )
    {
        var file = new Argument<string>("file")
        {
            Description = ".geojson of polygons with code and name, in WGS84 or CGCS2000",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "say what would happen and keep nothing" };
        var skipBad = new Option<bool>("--skip-bad")
        {
            Description = "import the good features although there are bad ones",
        };
        var verb = new Command(name, description) { file, dryRun, skipBad };
        verb.SetVerb(
            (arguments, context, ct) =>
                RunAsync(
                    context,
                    arguments.GetRequiredValue(file),
                    arguments.GetValue(dryRun),
                    arguments.GetValue(skipBad),
                    import,
                    ct
                )
        );
        return verb;
    }

    private static async Task<int> RunAsync(
        VerbContext context,
        string path,
        bool dryRun,
        bool skipBad,
        Func<CityOpsDb, AreaFile, bool, bool, CancellationToken, Task<Outcome>> import,
        CancellationToken ct
    )
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
        var outcome = await import(db, file, dryRun, skipBad, ct);
        await context.PrintBadRowsAsync(outcome.Bad, null, ct);
        foreach (var line in outcome.Said)
        {
            context.Print(line);
        }

        return context.EndOfImport(dryRun, outcome.Kept, outcome.Bad.Count);
    }
}
