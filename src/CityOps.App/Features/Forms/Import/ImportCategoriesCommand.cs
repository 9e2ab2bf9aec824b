using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Forms.Import;

/// <summary><c>import categories FILE</c>: a list of categories, filing conditions and limits.</summary>
internal static class ImportCategoriesCommand
{
    public static Command Create()
    {
        var standard = new Option<string?>("--standard") { Description = "the code set, e.g. \"GB/T 47678.5-2026\"" };
        var prefix = new Option<string>("--prefix")
        {
            Description = "put before every code",
            DefaultValueFactory = _ => "",
        };
        return ImportVerb.Create(
            "categories",
            "Import categories with their filing conditions and limits",
            request => CategoryTable.Read(request.File, request.List, request.Arguments.GetRequiredValue(prefix)),
            async (city, table, request, _, ct) =>
            {
                await using var db = city.NewContext();
                return await ImportCategories.RunAsync(
                    db,
                    table,
                    new(request.Arguments.GetValue(standard), request.Choice.DryRun, request.Choice.SkipBad),
                    ct
                );
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new categories, {outcome.Changed} changed, {outcome.Conditions} filing conditions"
                ),
            standard,
            prefix
        );
    }
}
