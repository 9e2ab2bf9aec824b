using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Sensors.Health;

/// <summary>Which sensors want looking after, and how much was heard of each.</summary>
public static class SensorHealthApi
{
    public static IServiceCollection AddSensorHealth(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<SensorHealthOptions>()
            .Bind(configuration.GetSection(SensorHealthOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }

    public static void MapSensorHealth(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/sensors").WithTags("sensors");
        api.MapGet("/health", ReadHealth.RunAsync)
            .Refuses(Problems.HealthSummaryNotFound)
            .Allow("sensors.read")
            .Produces<HealthSummary>()
            .WithSummary(
                "Sensors that something is wrong with: offline, battery low, signal poor, clock wrong; now, or ?day=yyyy-MM-dd as that morning's summary told it"
            );
        api.MapGet("/availability", ReadAvailability.RunAsync)
            .Refuses(Problems.PeriodInFuture)
            .Allow("sensors.read")
            .Produces<Page<SensorAvailability>>()
            .WithSummary(
                "Each sensor's availability in a ?month=yyyy-MM: the share of it in which nothing was missing for more than two heartbeats"
            );
    }
}
