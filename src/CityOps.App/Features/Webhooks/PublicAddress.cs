using System.Net;
using System.Net.Sockets;

namespace CityOps.App.Features.Webhooks;

/// <summary>
/// Which addresses a webhook may reach: public ones, and the networks that the settings allow. Judged when the
/// connection is made, of the address that is really connected to, so that a name cannot resolve to one thing now and
/// another then.
/// </summary>
internal static class PublicAddress
{
    // RFC 6890 and its successors: this host, private, shared, link-local (cloud metadata), documentation,
    // benchmarking,
    // multicast, reserved; for IPv6 also unique local, discard, and 6to4, NAT64 and the old compatible addresses
    // (::/96), which carry an IPv4 address inside.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    public static bool MayReach(IPAddress address, IReadOnlyList<IPNetwork> allowed)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return allowed.Any(network => network.Contains(plain)) || !Special.Any(network => network.Contains(plain));
    }

    /// <summary>Connects to the first address of the name that may be reached.</summary>
    /// <exception cref="WebhookForbiddenException">There is none.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target,
        IReadOnlyList<IPNetwork> allowed,
        CancellationToken ct
    )
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, ct);
        var reachable = addresses.Where(address => MayReach(address, allowed)).ToArray();
        if (reachable.Length == 0)
        {
            throw new WebhookForbiddenException(target.Host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(reachable, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A webhook's name leads to an address that is not to be reached from here.</summary>
internal sealed class WebhookForbiddenException(string host)
    : Exception($"{host} is not a public address; Webhooks:AllowedNetworks names the private ones that may be called.");
