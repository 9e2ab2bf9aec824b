using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Facilities.Types.Import;

/// <summary><c>import facility-types FILE</c>: what kinds of facilities the city keeps.</summary>
internal static class ImportFacilityTypesCommand
{
    public static Command Create() =>
        ImportVerb.Create(
            "facility-types",
            "Import types of facilities: their names, icons, geometry, forms and code patterns",
            request => FacilityTypeList.Read(request.File, request.List),
            async (city, list, request, _, ct) =>
            {
                await using var db = city.NewContext();
                return await ImportFacilityTypes.RunAsync(db, list, request.Choice, ct);
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new types of facilities, {outcome.Changed} changed, {outcome.Unchanged} as they were"
                )
        );
}
