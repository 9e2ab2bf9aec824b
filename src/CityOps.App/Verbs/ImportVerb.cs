using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Geo;
using CityOps.App.Tables;

namespace CityOps.App.Verbs;

/// <summary>
/// How every <c>import</c> runs: the file read before the database is opened, what was understood, what is bad and what
/// is asked for.
/// </summary>
internal static class ImportVerb
{
    /// <summary>What the command line says of an import.</summary>
    /// <param name="Arguments">For what only one import has.</param>
    public sealed record Request(string File, ListOptions List, ImportChoice Choice, ParseResult Arguments);

    /// <param name="read">The file, without the database.</param>
    /// <param name="import">What it holds, into the database.</param>
    /// <param name="summary">A line that says what came of it.</param>
    public static Command Create<TList, TOutcome>(
        string name,
        string description,
        Func<Request, TList> read,
        Func<CityDatabase, TList, Request, VerbContext, CancellationToken, Task<TOutcome>> import,
        Func<TOutcome, string> summary,
        params Option[] more
    )
        where TOutcome : ImportOutcome
    {
        var file = new Argument<string>("file")
        {
            Description =
                "a table (.csv, .xlsx, .xls, .ods) or features (GeoJSON, zipped shapefile, GeoPackage, KML, KMZ)",
        };
        var sheets = new Option<string[]>("--sheet")
        {
            Description = "a workbook's sheet, or a layer; may be repeated",
            DefaultValueFactory = _ => [],
        };
        var system = new Option<string?>("--coord-system")
        {
            Description = "of what does not say its own: WGS84, CGCS2000, GCJ02, BD09, EPSG:4547, …",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "say what was understood and what would happen, and keep nothing",
        };
        var skipBad = new Option<bool>("--skip-bad") { Description = "import what is good although something is bad" };
        var accept = new Option<bool>("--accept") { Description = "what is asked for is meant so" };
        var badRows = new Option<string?>("--bad-rows")
        {
            Description = "write every bad row to this .csv instead of printing it",
        };
        var verb = new Command(name, description) { file, sheets, system, dryRun, skipBad, accept, badRows };
        foreach (var option in more)
        {
            verb.Options.Add(option);
        }

        verb.SetVerb(
            (arguments, context, ct) =>
            {
                var request = new Request(
                    arguments.GetRequiredValue(file),
                    new(arguments.GetValue(system), arguments.GetValue(sheets) ?? []),
                    new(arguments.GetValue(dryRun), arguments.GetValue(skipBad), arguments.GetValue(accept)),
                    arguments
                );
                return RunAsync(context, request, arguments.GetValue(badRows), read, import, summary, ct);
            }
        );
        return verb;
    }

    private static async Task<int> RunAsync<TList, TOutcome>(
        VerbContext context,
        Request request,
        string? badRows,
        Func<Request, TList> read,
        Func<CityDatabase, TList, Request, VerbContext, CancellationToken, Task<TOutcome>> import,
        Func<TOutcome, string> summary,
        CancellationToken ct
    )
        where TOutcome : ImportOutcome
    {
        if (request.List.CoordSystem is { } system && ReferenceSystem.Find(system) is null)
        {
            return context.Fail($"--coord-system {system} is not known; there are {ReferenceSystem.Accepted}.");
        }

        var began = Stopwatch.GetTimestamp();
        context.Progress("reading …");
        var list = read(request);
        await using var city = await context.OpenDatabaseAsync(ct);
        var outcome = await context.WatchAsync(import(city, list, request, context, ct), elapsed =>
            $"importing … {elapsed.TotalSeconds:F0} s"
        );
        foreach (var note in outcome.Notes)
        {
            context.Print(note);
        }

        foreach (var row in request.Choice.DryRun ? outcome.Sample : [])
        {
            context.Print(row);
        }

        await context.PrintBadRowsAsync(outcome.Bad, badRows, ct);
        foreach (var ask in outcome.Asks)
        {
            context.Print($"asked: {ask}");
        }

        context.Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{summary(outcome)}; {outcome.BadRows} bad rows; {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s."
            )
        );
        return context.EndOfImport(request.Choice, outcome);
    }
}
