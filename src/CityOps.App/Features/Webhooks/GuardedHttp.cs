using System.Net;
using System.Net.Sockets;

namespace CityOps.App.Features.Webhooks;

/// <summary>HTTP to addresses that people enter: public ones and those the settings allow
/// (<see cref="PublicAddress"/>). Follows no redirects, uses no proxy, keeps no cookies.</summary>
internal static class GuardedHttp
{
    /// <param name="timeout">For the connection, and for the head of the answer.</param>
    public static HttpClient Client(WebhookOptions options, TimeSpan timeout, int connectionsEach)
    {
        var allowed = options.AllowedNetworks.Select(network => IPNetwork.Parse(network)).ToArray();
        return new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                MaxConnectionsPerServer = connectionsEach,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2), // names move
                ConnectTimeout = timeout,
                MaxResponseHeadersLength = 16, // KiB
                ConnectCallback = (context, ct) => PublicAddress.ConnectAsync(context.DnsEndPoint, allowed, ct),
            }
        )
        {
            Timeout = timeout,
        };
    }

    /// <summary>The other side was not reached, or broke off.</summary>
    public static bool IsNoAnswer(Exception problem) =>
        problem
            is HttpRequestException
                or SocketException
                or IOException
                or WebhookForbiddenException
                or UriFormatException;
}
