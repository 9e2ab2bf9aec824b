using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Sensors.Import;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;

namespace CityOps.App.Features.Sensors;

/// <summary>Water levels: in by a gateway's key, out to people.</summary>
public static class SensorsApi
{
    /// <summary>The HTTP endpoint for readings, in the ingest role.</summary>
    public static void MapReadings(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/v1/readings", PostReadings.RunAsync)
            .Refuses(Problems.WrongCredentials, Problems.Forbidden, Problems.TooManyRequests)
            .TakesGatewayKey()
            .AllowAnonymous() // a gateway's key instead of an account; checked by the use case
            .WithTags("sensors")
            .Accepts<ReadingBody[]>("application/json", "application/x-ndjson")
            .Produces<ReadingsAnswer>()
            .WithSummary("Take readings: an object, an array of up to 1000, or NDJSON of up to 10,000 lines")
            .WithDescription(
                """
                HTTP Basic with the gateway's id and secret. The answer comes after the commit: what is counted as accepted or
                duplicate is stored, what is rejected is recorded with its reason. Sending the same again is harmless.
                """
            );

    public static void MapSensors(this IEndpointRouteBuilder routes)
    {
        routes
            .MapListImport(
                "sensors",
                "water level sensors with their gateways and sections",
                SensorList.Read,
                (http, list, choice, ct) =>
                    ImportSensors.RunAsync(
                        http.RequestServices.GetRequiredService<CityOpsDb>(),
                        list,
                        choice with
                        {
                            Account = Caller.From(http)?.AccountId,
                        },
                        http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
                        ct
                    )
            )
            .Allow("sensors.import");
        var api = routes.MapGroup("/api/v1/sensors").WithTags("sensors");
        api.MapGet("", ListSensors.RunAsync)
            .Allow("sensors.read")
            .Produces<Http.Page<SensorItem>>()
            .WithSummary("The sensors with their latest state, by code");
        api.MapGet("/{code}", ListSensors.OneAsync)
            .Refuses(Problems.SensorNotFound)
            .Allow("sensors.read")
            .Produces<SensorItem>()
            .WithSummary("A sensor with its latest state and its section's thresholds");
        api.MapPut("/{code}", PutSensor.RunAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CoordSystemUnknown,
                Problems.PositionInvalid,
                Problems.OutsideYourArea
            )
            .Allow("sensors.change")
            .Produces<SensorItem>()
            .Produces<SensorItem>(StatusCodes.Status201Created)
            .WithSummary(
                "Put a sensor up, move it to another section, or change it; its next reading is judged by this"
            );
        api.MapGet("/{code}/readings", ListReadings.RunAsync)
            .Refuses(Problems.SensorNotFound, Problems.PeriodReversed)
            .Allow("sensors.read")
            .Produces<Http.Page<ReadingItem>>()
            .WithSummary(
                "A sensor's readings, oldest first, from (included) to (excluded); ?resolution=hour or day for their highest, lowest and mean, lttb for a chart of ?points"
            )
            .WithDescription(
                "With a resolution an item is an hour or a day of Asia/Shanghai that reaches into the period: observedAt is its begin, depthMm its highest; readings, minMm, maxMm, maxAt and meanMm stand beside them. Late readings are in at once. With lttb the curve is thinned out to ?points (1000) by Largest-Triangle-Three-Buckets; a period of more than 31 days is drawn from the highest of each hour. A date without an offset is where that city day begins."
            );
    }
}
