namespace CityOps.App.Hosting;

/// <summary>The console is one page that shows what its address says; so every page's address is answered with
/// index.html.</summary>
internal sealed class ConsolePages(RequestDelegate next)
{
    /// <summary>The first segments of the addresses in src/CityOps.Web/src/console/router.ts.</summary>
    private static readonly string[] Pages =
    [
        "/login",
        "/password",
        "/cases",
        "/map",
        "/patrols",
        "/reports",
        "/feedback",
        "/letters",
        "/notices",
        "/operations",
        "/routines",
        "/figures",
        "/sections",
        "/bulletins",
        "/assessments",
        "/audit",
        "/setup",
    ];

    public Task InvokeAsync(HttpContext http)
    {
        if (
            (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            && Pages.Any(page => http.Request.Path.StartsWithSegments(page))
        )
        {
            http.Request.Path = "/index.html";
        }

        return next(http);
    }
}
