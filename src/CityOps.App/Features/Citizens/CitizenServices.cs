namespace CityOps.App.Features.Citizens;

/// <summary>What comes without a log-in: by the code on a facility's plate, within limits.</summary>
public static class CitizenServices
{
    public static void AddCitizens(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<ToiletOptions>()
            .Bind(configuration.GetSection(ToiletOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<CitizenLimits>();
    }
}
