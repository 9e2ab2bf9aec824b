using System.Net;
using Microsoft.Extensions.Options;

namespace CityOps.App.Http;

/// <summary>
/// Under which address we are called. A request's Host is what its sender says: it goes into what we print (codes of
/// plates) only when it is an address, <c>localhost</c> or a name of <see cref="HttpOptions.AllowedHosts"/>.
/// </summary>
public static class OwnAddress
{
    /// <summary>Scheme and host, without a slash at the end; of an unknown name, the address at which the request
    /// arrived.</summary>
    public static string Of(HttpContext http)
    {
        var host = http.Request.Host;
        return IsKnown(host, http.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value.AllowedHosts)
                ? $"{http.Request.Scheme}://{host}"
            : http.Connection.LocalIpAddress is { } own
                ? $"{http.Request.Scheme}://{new IPEndPoint(Plain(own), http.Connection.LocalPort)}"
            : $"{http.Request.Scheme}://localhost";
    }

    /// <summary>Refuses requests for names that are not ours, once somebody has said which are.</summary>
    public static void UseAllowedHosts(this WebApplication app)
    {
        var allowed = app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.AllowedHosts;
        if (allowed.Length > 0)
        {
            app.Use(next =>
                http =>
                    IsKnown(http.Request.Host, allowed)
                        ? next(http)
                        : ProblemHandling.WriteAsync(http, Problems.HostUnknown.Details())
            );
        }
    }

    private static bool IsKnown(HostString host, string[] allowed) =>
        host.HasValue
        && (
            host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(host.Host.Trim('[', ']'), out _)
            || allowed.Contains(host.Host, StringComparer.OrdinalIgnoreCase)
        );

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
