using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Ponding.Import;

/// <summary><c>import sections FILE</c>: low-lying sections with their thresholds.</summary>
internal static class ImportSectionsCommand
{
    public static Command Create() =>
        ImportVerb.Create(
            "sections",
            "Import low-lying sections: their lines or areas and thresholds",
            request => SectionList.Read(request.File, request.List),
            async (city, list, request, _, ct) =>
            {
                await using var db = city.NewContext();
                return await ImportSections.RunAsync(db, list, request.Choice, ct);
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new sections, {outcome.Changed} changed, {outcome.Unchanged} as they were"
                )
        );
}
