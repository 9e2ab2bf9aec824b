using Scalar.AspNetCore;

namespace CityOps.App.Http;

/// <summary>
/// What a browser may do with our pages: load scripts, styles and pictures from us alone. MapLibre starts its worker
/// from a blob; Element Plus and MapLibre set inline styles.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";

        // The dashboard brings inline scripts of its own.
        if (!http.Request.Path.StartsWithSegments("/hangfire"))
        {
            headers.ContentSecurityPolicy = Policy;
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
