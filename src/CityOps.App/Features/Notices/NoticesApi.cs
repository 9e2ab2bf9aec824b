using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Notices;

/// <summary>The inbox 通知: what concerns the caller. Who is told of what: sql/functions/notices.sql.</summary>
public static class NoticesApi
{
    public static void AddNotices(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddOptions<NoticeOptions>()
            .Bind(configuration.GetSection(NoticeOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();

    public static void MapNotices(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/notices").WithTags("notices");
        api.MapGet("", ListNotices.RunAsync)
            .Allow("notices.read")
            .Produces<Page<NoticeItem>>()
            .WithSummary("What concerns the caller, the newest first; ?unread=true for what waits to be read");
        api.MapGet("/count", CountNotices.RunAsync)
            .Allow("notices.read")
            .Produces<NoticeCount>()
            .WithSummary("How many notices wait to be read; event notice says when to ask again");
        api.MapPost("/read", ReadNotices.RunAsync)
            .Refuses(Problems.FieldMissing)
            .Allow("notices.read")
            .Produces<NoticeCount>()
            .WithSummary("Mark notices as read: those named, or all up to a moment; the answer counts what is left");
    }
}
