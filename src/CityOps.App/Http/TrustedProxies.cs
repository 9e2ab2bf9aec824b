using Microsoft.AspNetCore.HttpOverrides;

namespace CityOps.App.Http;

/// <summary>
/// Setting Http:TrustedProxies, a list of CIDR ranges. X-Forwarded-For and -Proto are believed from those alone
/// (loopback always), since rate limits stand on the caller's address.
/// </summary>
internal static class TrustedProxies
{
    public static void Configure(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var range in configuration.GetSection("Http:TrustedProxies").Get<string[]>() ?? [])
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(range));
        }
    }
}
