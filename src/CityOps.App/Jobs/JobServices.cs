using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.PostgreSql;
using Npgsql;

namespace CityOps.App.Jobs;

/// <summary>Hangfire on our own database: storage and dashboard where people are served, the server in the role jobs
/// alone.</summary>
public static class JobServices
{
    /// <summary>Hangfire's tables live in a schema of their own.</summary>
    internal const string Schema = "hangfire";

    /// <summary>The storage, for enqueueing and looking.</summary>
    public static void AddJobStorage(this IServiceCollection services)
    {
        // Hangfire's defaults are static; a process may hold several hosts (tests do), so each has its own.
        services.AddSingleton<JobStorage>(provider => new PostgreSqlStorage(
            new Connections(provider.GetRequiredService<NpgsqlDataSource>()),
            new PostgreSqlStorageOptions
            {
                SchemaName = Schema,
                PrepareSchemaIfNecessary = false, // PrepareJobStorage does
                EnableTransactionScopeEnlistment = false,
                // a long job stays its worker's; a dead worker's is free after the time-out
                UseSlidingInvisibilityTimeout = true,
                InvisibilityTimeout = TimeSpan.FromMinutes(5),
                QueuePollInterval = TimeSpan.FromSeconds(2),
            }
        ));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(
            provider.GetRequiredService<IServiceScopeFactory>()
        ));
        services.AddHangfire(
            (provider, configuration) =>
                configuration
                    .UseLogProvider(new JobLogs(provider.GetRequiredService<ILoggerFactory>()))
                    .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
                    .UseSimpleAssemblyNameTypeSerializer()
                    .UseRecommendedSerializerSettings()
        );
        services.AddHostedService<PrepareJobStorage>();
        services.AddHealthChecks().AddCheck<JobStorageHealth>("jobs", tags: [Readiness.Tag]);
        services.AddHealthChecks().AddCheck<ScheduleHealth>("schedule", tags: [Readiness.Tag]);
    }

    /// <summary>Runs jobs in this process. After <see cref="AddJobStorage"/>.</summary>
    public static void AddJobServer(this IServiceCollection services)
    {
        services.AddHostedService<RegisterSchedule>();
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = 4; // the work is the database's
            server.StopTimeout = TimeSpan.FromSeconds(15);
            server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
        });
    }

    /// <summary>The list, and the dashboard at /hangfire.</summary>
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/v1/jobs", ListJobs.RunAsync)
            .Allow("jobs.watch")
            .WithTags("jobs")
            .Produces<JobsAnswer>()
            .WithSummary("What runs when: last and next time of each job, and the runs that failed");
        routes
            .MapPost("/api/v1/jobs/{name}/run", RunNow.RunAsync)
            .Refuses(Problems.JobNotFound)
            .Allow("jobs.run")
            .WithTags("jobs")
            .Produces<JobItem>(StatusCodes.Status202Accepted)
            .WithSummary("Run a job now, beside its schedule; who did is kept");
        routes
            .MapHangfireDashboard(
                "/hangfire",
                new DashboardOptions
                {
                    Authorization = [], // the endpoint's own
                    DashboardTitle = "CityOps",
                    DisplayStorageConnectionString = false,
                }
            )
            .Allow("jobs.watch");
    }

    /// <summary>
    /// What the dashboard throws at a request that it cannot read (statistics asked for without a form, a page that is
    /// no number) is the caller's mistake.
    /// </summary>
    public static void UseJobDashboard(this WebApplication app) =>
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments("/hangfire"),
            dashboard =>
                dashboard.Use(next =>
                    async http =>
                    {
                        try
                        {
                            await next(http);
                        }
                        catch (Exception unread) when (!http.Response.HasStarted && IsUnread(unread))
                        {
                            await ProblemHandling.WriteAsync(
                                http,
                                Problems.InvalidRequest.Details("The dashboard cannot read this request.")
                            );
                        }
                    }
                )
        );

    private static bool IsUnread(Exception problem) =>
        problem
            is FormatException
                or ArgumentException
                or OverflowException
                or InvalidOperationException { InnerException: not NpgsqlException }
                or InvalidDataException;

    private sealed class Connections(NpgsqlDataSource database) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => database.CreateConnection();
    }
}
