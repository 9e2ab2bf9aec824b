using Microsoft.AspNetCore.Routing.Template;

namespace CityOps.App.Http;

/// <summary>
/// HEAD answers as GET does, without the content (RFC 9110, section 9.3.2): messengers, link checkers and monitors ask
/// so before they show or follow an address. Endpoints know GET; this stands before routing and asks them in its name.
/// The server writes no content to a HEAD whatever an endpoint does.
/// </summary>
internal sealed class HeadRequests(RequestDelegate next, EndpointDataSource endpoints)
{
    private sealed record Mark;

    /// <summary>Addresses that have an answer to HEAD of their own (uploads: it says the offset).</summary>
    private readonly Lazy<TemplateMatcher[]> _own = new(() =>
        [
            .. endpoints
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint =>
                    endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Head) is true
                )
                .Select(endpoint => new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), [])),
        ]
    );

    /// <summary>Whether only the head of the answer was asked for: nobody reads on, so an answer without an end must
    /// not begin, and nobody has seen a page.</summary>
    public static bool Is(HttpContext http) => http.Features.Get<Mark>() is not null;

    public async Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (!HttpMethods.IsHead(request.Method) || _own.Value.Any(matcher => matcher.TryMatch(request.Path, [])))
        {
            await next(http);
            return;
        }

        http.Features.Set(new Mark());
        request.Method = HttpMethods.Get;
        try
        {
            await next(http);
        }
        finally
        {
            request.Method = HttpMethods.Head;
        }
    }
}
