using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CityOps.App.Hosting;

/// <summary>Composes one process out of its roles. Tests build the same host on free ports.</summary>
public static class CityOpsHost
{
    /// <param name="configure">For tests: replaces services, e.g. the clock.</param>
    public static WebApplication Build(
        ServeOptions options,
        DataFolder folder,
        CityDatabase city,
        Action<WebApplicationBuilder>? configure = null
    )
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                ContentRootPath = AppContext.BaseDirectory,
                WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
            }
        );
        // The city's own settings come after those beside the executable and before the environment's.
        builder.Configuration.AddJsonFile(folder.Settings, optional: true).AddEnvironmentVariables();
        builder.Logging.ClearProviders();
        const string timestamp = "yyyy-MM-ddTHH:mm:ss.fffzzz ";
        _ =
            builder.Configuration[$"{LogOptions.Section}:{nameof(LogOptions.Format)}"] == "json"
                ? builder.Logging.AddJsonConsole(console => console.TimestampFormat = timestamp.TrimEnd())
                : builder.Logging.AddSimpleConsole(console =>
                {
                    console.SingleLine = true;
                    console.TimestampFormat = timestamp;
                });
        // output is Welcome's
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder
            .Logging.AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error) // the keys' protection is the database's
            .AddFilter("Hangfire", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024; // endpoints that take more say so
            kestrel.Listen(options.Bind, options.Http);
            Https.Listen(kestrel, options);
            Endpoints.ListenForMqtt(kestrel, options);
        });

        var services = builder.Services;
        services.AddSingleton(folder);
        services.AddSingleton(options);
        services.AddSingleton(city);
        services
            .AddOptions<LogOptions>()
            .Bind(builder.Configuration.GetSection(LogOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHostedService<RotateLog>();
        services.AddSingleton(city.DataSource);
        if (city.Embedded is { } embedded)
        {
            services.AddSingleton(embedded);
            services.AddHostedService<EmbeddedPostgresWatch>();
        }

        services.AddDbContext<CityOpsDb>((provider, db) => CityDatabase.Configure(db, city.DataSource));
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            // a misspelt member is refused by name: left out in silence it would change what the body says
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.Converters.Add(new OffsetRequired());
            // Chinese stays readable; < > & stay escaped
            json.SerializerOptions.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        });
        services.AddProblemHandling();
        services.AddAccounts(builder.Configuration);
        services.AddApiDocument();
        Decompression.Add(services);
        services
            .AddOptions<TurnOptions>()
            .Bind(builder.Configuration.GetSection(TurnOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.Configure<HttpOptions>(builder.Configuration.GetSection(HttpOptions.Section));
        services.AddResponseCompression(compression =>
            compression.MimeTypes = [
                "application/json",
                "application/problem+json",
                "application/geo+json",
                "application/vnd.mapbox-vector-tile",
                "text/html",
                "text/css",
                "text/javascript",
                "application/javascript",
                "image/svg+xml",
            ]
        );
        services.Configure<ForwardedHeadersOptions>(forwarded =>
            TrustedProxies.Configure(forwarded, builder.Configuration)
        );
        Https.Add(builder);
        Health.Add(builder);
        Telemetry.Add(builder);
        Endpoints.AddRoles(builder, options);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseForwardedHeaders();
        app.UseProblemHandling();
        app.UseMiddleware<SecurityHeaders>();
        app.UseAllowedHosts();
        Https.Use(app);
        app.UseResponseCompression();
        // readings are counted as they come over the line, so their door unpacks them itself
        app.UseWhen(http => http.Request.Path != "/api/v1/readings", other => other.UseRequestDecompression());
        app.UseWebSockets();
        Endpoints.UsePages(app, options);
        app.UseMiddleware<HeadRequests>();
        app.UseRouting();
        app.UseNotFound();
        app.UseJobDashboard();
        app.UseRateLimiter();
        app.UseAccounts();
        app.UseMiddleware<TakeTurns>();
        app.UseMiddleware<AuditCalls>();
        app.UseMiddleware<QueryParameters>();
        Endpoints.Map(app, options);
        return app;
    }
}
