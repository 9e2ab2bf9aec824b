using System.CommandLine;
using System.Globalization;
using CityOps.App.Tables;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Organisations.Import;

/// <summary><c>import towns FILE</c>: the bureau's official town boundaries.</summary>
internal static class ImportTownsCommand
{
    public static Command Create() =>
        ImportVerb.Create(
            "towns",
            "Import the official boundaries of the towns",
            request => AreaFile.Read(request.File, request.List),
            async (city, file, request, _, ct) =>
            {
                await using var db = city.NewContext();
                return await ImportTowns.RunAsync(db, file, request.Choice, ct);
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new towns, {outcome.Changed} changed, {outcome.Unchanged} as they were"
                )
        );
}
