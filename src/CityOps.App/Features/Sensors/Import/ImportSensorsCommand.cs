using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Sensors.Import;

/// <summary><c>import sensors FILE</c>: water level sensors with their gateways and sections.</summary>
internal static class ImportSensorsCommand
{
    public static Command Create() =>
        ImportVerb.Create(
            "sensors",
            "Import water level sensors with their positions, gateways and sections",
            request => SensorList.Read(request.File, request.List),
            async (city, list, request, context, ct) =>
            {
                await using var db = city.NewContext();
                return await ImportSensors.RunAsync(db, list, request.Choice, context.Time.GetUtcNow(), ct);
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new sensors, {outcome.Changed} changed, {outcome.Unchanged} as they were"
                )
        );
}
