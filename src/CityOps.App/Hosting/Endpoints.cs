using System.Globalization;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Assessments;
using CityOps.App.Features.Audit;
using CityOps.App.Features.Bulletins.Printing.Monthly;
using CityOps.App.Features.Calendar;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Channels;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Events;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Field;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Gateways;
using CityOps.App.Features.Grids;
using CityOps.App.Features.Letters;
using CityOps.App.Features.Maps;
using CityOps.App.Features.Maps.BaseMaps;
using CityOps.App.Features.Notices;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Ponding;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Reports.Records;
using CityOps.App.Features.Routines;
using CityOps.App.Features.Sensors;
using CityOps.App.Features.Sensors.Health;
using CityOps.App.Features.Statistics;
using CityOps.App.Features.Statistics.Sentences;
using CityOps.App.Features.Subsystems;
using CityOps.App.Features.Toilets;
using CityOps.App.Features.Webhooks;
using CityOps.App.Http;
using CityOps.App.Jobs;
using CityOps.Ingest;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace CityOps.App.Hosting;

/// <summary>Every slice's services and routes by role, on one page.</summary>
public static class Endpoints
{
    public static void ListenForMqtt(KestrelServerOptions kestrel, ServeOptions options)
    {
        if (options.Has(ServeOptions.Ingest))
        {
            kestrel.UseMqttUplink();
            kestrel.UseSl651();
        }
    }

    public static void AddRoles(WebApplicationBuilder builder, ServeOptions options)
    {
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddAssessments(builder.Configuration);
        builder.Services.AddBulletins(builder.Configuration);
        builder.Services.AddCalendar();
        builder.Services.AddCitizens(builder.Configuration);
        builder.Services.AddPhotos();
        AddPhotoScopes(builder.Services);
        builder.Services.AddReports(builder.Configuration);
        builder.Services.AddGateways(builder.Configuration);
        builder.Services.AddReadingSchema();
        builder.Services.AddSensorHealth(builder.Configuration);
        builder.Services.AddNotices(builder.Configuration);
        builder.Services.AddToilets();
        builder.Services.AddWebhooks(builder.Configuration);
        builder.Services.AddChannels(builder.Configuration);
        if (options.Has(ServeOptions.Web))
        {
            builder.Services.AddMaps().AddBaseMaps(builder.Configuration).AddEvents();
        }

        if (options.Has(ServeOptions.Web) || options.Has(ServeOptions.Jobs))
        {
            builder.Services.AddHostedService<MetricsAtStart>();
            builder.Services.AddJobStorage();
        }

        if (options.Has(ServeOptions.Jobs))
        {
            builder.Services.AddJobServer();
            builder.Services.AddWebhookSender();
            builder.Services.AddChannelSender();
            builder.Services.AddReportJudge();
        }

        if (options.Has(ServeOptions.Ingest))
        {
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Mqtt:Port"] = options.Mqtt.ToString(CultureInfo.InvariantCulture),
                    ["Mqtt:Bind"] = options.Bind.ToString(),
                }
            );
            builder.Services.AddIngest(builder.Configuration);
            builder.Services.AddPondingDetection();
        }
    }

    // What is nearest to most photos first: a photo is shown as soon as one says yes.
    private static void AddPhotoScopes(IServiceCollection services) =>
        services
            .AddSingleton<IPhotoScope, CasePhotos>()
            .AddSingleton<IPhotoScope, ReportPhotos>()
            .AddSingleton<IPhotoScope, FeedbackPhotos>()
            .AddSingleton<IPhotoScope, FacilityPhotos>()
            .AddSingleton<IPhotoScope, FindingPhotos>();

    public static void UsePages(WebApplication app, ServeOptions options)
    {
        if (options.Has(ServeOptions.Web))
        {
            app.UseMiddleware<ConsolePages>();
            app.UseDefaultFiles();
            app.UseStaticFiles(
                new StaticFileOptions
                {
                    // Vite names its assets by their content; the pages that name them are asked for anew.
                    OnPrepareResponse = file =>
                        file.Context.Response.Headers[HeaderNames.CacheControl] =
                            file.Context.Request.Path.StartsWithSegments("/assets")
                            || file.Context.Request.Path.StartsWithSegments("/field/assets")
                                ? "public, max-age=31536000, immutable"
                                : "no-cache",
                }
            );
        }
    }

    public static void Map(WebApplication app, ServeOptions options)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks(
                "/health/ready",
                new HealthCheckOptions
                {
                    Predicate = check => check.Tags.Contains(Readiness.Tag),
                    ResponseWriter = HealthAnswer.WriteAsync,
                }
            )
            .AllowAnonymous();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapScalarApiReference("/docs", docs =>
                docs.WithNonce().DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp()
            )
            .AllowAnonymous();

        if (options.Has(ServeOptions.Ingest))
        {
            app.MapMqttUplink().AllowAnonymous(); // the CONNECT packet carries the gateway's secret
            app.MapReadings();
            app.MapPush();
        }

        if (options.Has(ServeOptions.Web))
        {
            app.MapAccounts();
            app.MapManageAccounts();
            app.MapAudit();
            app.MapSessions();
            app.MapOrganisations();
            app.MapCategories();
            app.MapForms();
            app.MapCalendar();
            app.MapPatrols();
            app.MapReports();
            app.MapRecords();
            app.MapField();
            app.MapUploads();
            app.MapPhotos();
            app.MapCases();
            app.MapCaseSteps();
            app.MapLetters();
            app.MapWebhooks();
            app.MapChannels();
            app.MapFacilities();
            app.MapFacilityRegister();
            app.MapFacilityTypes();
            app.MapSubsystems();
            app.MapRoutines();
            app.MapGrids();
            app.MapPonding();
            app.MapToilets();
            app.MapSensors();
            app.MapSensorHealth();
            app.MapGateways();
            app.MapMaps();
            app.MapBaseMaps();
            app.MapEvents();
            app.MapNotices();
            app.MapStatistics();
            app.MapSentences();
            app.MapAssessments();
            app.MapBulletins();
            app.MapJobs();
            app.MapSettings();
        }
    }
}
