using System.CommandLine;
using System.Globalization;
using CityOps.App.Tables;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Forms.Import;

/// <summary><c>import categories FILE</c>: a list of categories, filing conditions and limits from a .csv or .xlsx
/// file.</summary>
public static class ImportCategoriesCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = ".csv or .xlsx" };
        var standard = new Option<string?>("--standard") { Description = "the code set, e.g. \"GB/T 47678.5-2026\"" };
        var prefix = new Option<string>("--prefix")
        {
            Description = "put before every code",
            DefaultValueFactory = _ => "",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "say what would happen, row by row, and keep nothing",
        };
        var skipBad = new Option<bool>("--skip-bad")
        {
            Description = "import the good rows although there are bad ones",
        };
        var import = new Command("categories", "Import categories with their filing conditions and limits")
        {
            file,
            standard,
            prefix,
            dryRun,
            skipBad,
        };
        import.SetVerb(
            (arguments, context, ct) =>
                RunAsync(
                    context,
                    arguments.GetRequiredValue(file),
                    arguments.GetRequiredValue(prefix),
                    new(arguments.GetValue(standard), arguments.GetValue(dryRun), arguments.GetValue(skipBad)),
                    ct
                )
        );
        return import;
    }

    private static async Task<int> RunAsync(
        VerbContext context,
        string file,
        string prefix,
        ImportOptions options,
        CancellationToken ct
    )
    {
        CategoryTable table;
        try
        {
            table = CategoryTable.Read(TableFile.Read(file), prefix);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return context.Fail(problem.Message);
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        await using var db = city.NewContext();
        var outcome = await ImportCategories.RunAsync(db, table, options, ct);
        foreach (var row in outcome.Bad)
        {
            context.Print(string.Create(CultureInfo.InvariantCulture, $"row {row.Row}: {row.Reason}"));
        }

        context.Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.New} new categories, {outcome.Changed} changed, {outcome.Conditions} filing conditions; {outcome.Bad.Count} bad rows."
            )
        );
        return outcome switch
        {
            { Kept: true } => 0,
            { Bad.Count: 0 } => Nothing(context, "Dry run: nothing was kept.", 0),
            _ => Nothing(
                context,
                options.DryRun
                    ? "Dry run: nothing was kept."
                    : "Nothing was imported; correct the bad rows, or leave them out with --skip-bad.",
                2
            ),
        };
    }

    private static int Nothing(VerbContext context, string why, int code)
    {
        context.Print(why);
        return code;
    }
}
