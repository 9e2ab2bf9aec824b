using System.Security.Claims;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Events;

/// <summary>What happens in the city, as server-sent events.</summary>
public static class EventsApi
{
    public static IServiceCollection AddEvents(this IServiceCollection services) =>
        services.AddSingleton<Subscribers>().AddHostedService<EventListener>();

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/events", FollowAsync)
            .Allow("events.follow")
            .WithTags("events")
            .ProducesFile("text/event-stream")
            .WithSummary(
                "Server-sent events: case (a step of a case), sensors (their latest depths), ponding (alerts and alarms), notice (there may be one: ask /api/v1/notices/count), reload (some were missed)"
            );

    private static async Task<IResult> FollowAsync(
        HttpContext http,
        Caller caller,
        CityOpsDb db,
        Subscribers subscribers,
        Sessions sessions,
        TimeProvider time,
        IHostApplicationLifetime host
    )
    {
        if (HeadRequests.Is(http))
        {
            http.Response.ContentType = "text/event-stream"; // which does not end
            return TypedResults.Empty;
        }

        using (var subscription = subscribers.Add(caller))
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(
                http.RequestAborted,
                host.ApplicationStopping
            );
            var stamp = http.User.FindFirstValue(Caller.StampClaim);
            await EventStream.WriteAsync(http.Response, subscription, time, StillAllowedAsync, ends.Token);
            return TypedResults.Empty;

            async Task<bool> StillAllowedAsync(CancellationToken ct) =>
                await EventRights.StillHoldAsync(db, caller, stamp, ct)
                && Caller.SessionOf(http.User) is var (session, refresh)
                && await sessions.IsLiveAsync(session, refresh, ct);
        }
    }
}
