namespace CityOps.App.Features.Gateways;

/// <summary>What the slice's jobs need.</summary>
public static class GatewayServices
{
    public static IServiceCollection AddGateways(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<RejectedOptions>()
            .Bind(configuration.GetSection(RejectedOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }
}
