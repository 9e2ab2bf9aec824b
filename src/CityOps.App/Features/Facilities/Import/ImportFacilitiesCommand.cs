using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Facilities.Import;

/// <summary><c>import facilities FILE</c>: a list of facilities.</summary>
internal static class ImportFacilitiesCommand
{
    public static Command Create() =>
        ImportVerb.Create(
            "facilities",
            "Import facilities with their positions, codes and attributes",
            request => FacilityTable.Read(request.File, request.List),
            async (city, table, request, context, ct) =>
            {
                await using var db = city.NewContext();
                return await ImportFacilities.RunAsync(
                    db,
                    table,
                    new(request.Choice.DryRun, request.Choice.SkipBad, Account: null),
                    context.Time.GetUtcNow(),
                    ct
                );
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new facilities, {outcome.Changed} changed, {outcome.Unchanged} as they were"
                )
        );
}
