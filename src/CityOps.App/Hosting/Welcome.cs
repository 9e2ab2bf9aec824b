using System.Net;
using System.Net.Sockets;
using CityOps.App.Database;

namespace CityOps.App.Hosting;

/// <summary>
/// What <c>serve</c> prints to its standard output when it serves, and nothing else goes there: addresses, the demo's
/// accounts, and a line to try for each of the three inputs.
/// </summary>
public static class Welcome
{
    public static async Task PrintAsync(
        TextWriter output, ServeOptions options, DataFolder folder, CityDatabase city, CancellationToken ct)
    {
        var host = Reachable(options.Bind);
        if (options.Has(ServeOptions.Web))
        {
            await output.WriteLineAsync($"CityOps serves http://{host}:{options.Http}/".AsMemory(), ct);
        }

        if (options.Has(ServeOptions.Ingest))
        {
            await output.WriteLineAsync($"MQTT listens on {host}:{options.Mqtt}".AsMemory(), ct);
        }

        await output.FlushAsync(ct);
    }

    /// <summary>An address that a client on this machine can use where the server listens on all of them.</summary>
    private static string Reachable(IPAddress bind) =>
        bind.Equals(IPAddress.Any) || bind.Equals(IPAddress.IPv6Any) ? "127.0.0.1"
        : bind.AddressFamily is AddressFamily.InterNetworkV6 ? $"[{bind}]"
        : bind.ToString();
}
