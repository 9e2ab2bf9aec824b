using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Organisations.Import;

/// <summary><c>import organisations FILE</c>: centres, brigade, towns' offices, contractors.</summary>
internal static class ImportOrganisationsCommand
{
    public static Command Create() =>
        ImportVerb.Create(
            "organisations",
            "Import organisations: centres, brigade, towns' offices, contractors",
            request => OrganisationList.Read(request.File, request.List),
            async (city, list, request, _, ct) =>
            {
                await using var db = city.NewContext();
                return await ImportOrganisations.RunAsync(db, list, request.Choice, ct);
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new organisations, {outcome.Changed} changed, {outcome.Unchanged} as they were"
                )
        );
}
