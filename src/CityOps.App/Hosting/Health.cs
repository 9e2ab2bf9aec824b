using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CityOps.App.Hosting;

/// <summary>The checks that are no slice's.</summary>
internal static class Health
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<HealthOptions>()
            .Bind(builder.Configuration.GetSection(HealthOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        // One each for the process: they remember what they saw.
        builder.Services.AddSingleton<DatabaseHealth>().AddSingleton<ClockHealth>();
        builder
            .Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: [Readiness.Tag])
            .AddCheck<DiskHealth>("disk", tags: [Readiness.Tag])
            .AddCheck<ClockHealth>("clock", tags: [Readiness.Tag]);
    }
}

/// <summary>Writes <c>{"status":"Degraded","checks":{"database":"Healthy","disk":"Degraded"},"causes":[{"check":"disk",
/// "status":"Degraded","cause":"…","causeZh":"…"}]}</c>.</summary>
internal static class HealthAnswer
{
    public static Task WriteAsync(HttpContext http, HealthReport report) =>
        http.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
                causes = report
                    .Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy)
                    .Select(entry => new
                    {
                        check = entry.Key,
                        status = entry.Value.Status.ToString(),
                        cause = HealthCause.Of(entry.Value)?.En,
                        causeZh = HealthCause.Of(entry.Value)?.Zh,
                    }),
            },
            http.RequestAborted
        );
}
