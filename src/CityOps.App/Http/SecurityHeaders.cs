using Microsoft.Extensions.Options;
using Scalar.AspNetCore;

namespace CityOps.App.Http;

/// <summary>
/// What a browser may do with our pages: load scripts, styles and pictures from us alone, and map tiles from the
/// servers that the settings name. MapLibre starts its worker from a blob; Element Plus and MapLibre set inline styles;
/// the phone reads codes by WebAssembly.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, IOptions<PageOrigins> origins)
{
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private readonly string _policy = WithTiles(Policy, origins.Value.OfTiles);

    private readonly string _policyOfPhone = WithTiles(
        Policy.Replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", StringComparison.Ordinal),
        origins.Value.OfTiles
    );

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";

        // The dashboard brings inline scripts of its own.
        if (!http.Request.Path.StartsWithSegments("/hangfire"))
        {
            headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/field") ? _policyOfPhone : _policy;
        }

        if (http.Request.Path.StartsWithSegments("/docs"))
        {
            // The API reference starts by an inline script, which it marks by a number of this answer alone.
            http.Response.OnStarting(() =>
            {
                if (http.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
                {
                    headers.ContentSecurityPolicy = Policy.Replace(
                        "script-src 'self'",
                        $"script-src 'self' 'nonce-{nonce}'",
                        StringComparison.Ordinal
                    );
                }

                return Task.CompletedTask;
            });
        }

        return next(http);
    }

    // Tiles are fetched, and may be pictures as well.
    private static string WithTiles(string policy, IReadOnlyList<string> tiles) =>
        tiles.Count == 0
            ? policy
            : policy
                .Replace("blob:; worker-src", $"blob: {string.Join(' ', tiles)}; worker-src", StringComparison.Ordinal)
                .Replace(
                    "connect-src 'self'",
                    $"connect-src 'self' {string.Join(' ', tiles)}",
                    StringComparison.Ordinal
                );
}
