using Scalar.AspNetCore;

namespace CityOps.App.Http;

/// <summary>
/// What a browser may do with our pages: load scripts, styles and pictures from us alone. MapLibre starts its worker
/// from a blob; Element Plus and MapLibre set inline styles; the phone reads codes by WebAssembly.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly string PolicyOfPhone = Policy.Replace(
        "script-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        StringComparison.Ordinal
    );

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";

        // The dashboard brings inline scripts of its own.
        if (!http.Request.Path.StartsWithSegments("/hangfire"))
        {
            headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/field") ? PolicyOfPhone : Policy;
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
}
