using CityOps.App.Features.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CityOps.App.Hosting;

/// <param name="Unknown">Keys of cityops.json that nothing reads: typing errors.</param>
public sealed record SettingsAnswer(IReadOnlyList<SettingItem> Items, IReadOnlyList<string> Unknown);

/// <summary>The settings of this process, for looking.</summary>
public static class SettingsApi
{
    public static void MapSettings(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/settings", Read)
            .Allow("settings.read")
            .WithTags("settings")
            .Produces<SettingsAnswer>()
            .WithSummary("Every setting with the value in force and where it comes from; secrets are not shown");

    private static Ok<SettingsAnswer> Read(IConfiguration configuration)
    {
        var settings = (IConfigurationRoot)configuration;
        return TypedResults.Ok(
            new SettingsAnswer([.. SettingsInForce.Of(settings)], [.. SettingsInForce.Unknown(settings)])
        );
    }
}
