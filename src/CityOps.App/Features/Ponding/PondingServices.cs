using CityOps.App.Http;
using CityOps.Ingest;

namespace CityOps.App.Features.Ponding;

/// <summary>The part of ponding that runs beside ingest.</summary>
public static class PondingServices
{
    public static IServiceCollection AddPondingDetection(this IServiceCollection services)
    {
        services.AddSingleton<CatchUp>();
        services.AddSingleton<OpenPondingCases>();
        services.AddSingleton<PondingDetector>();
        services.AddSingleton<ICommittedReadings>(provider => provider.GetRequiredService<PondingDetector>());
        services.AddHostedService(provider => provider.GetRequiredService<PondingDetector>());
        services.AddSingleton<PublishTownAlerts>();
        services.AddHostedService<PondingListener>();
        services.AddHealthChecks().AddCheck<DetectionHealth>("detection", tags: [Readiness.Tag]);
        return services;
    }
}
