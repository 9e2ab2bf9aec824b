using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CityOps.Ingest;

/// <summary>Where the uplink listens, once the server has started; that is how port 0 is found.</summary>
public sealed class MqttEndpoints
{
    internal ListenOptions? Tcp { get; set; }

    internal ListenOptions? Tls { get; set; }

    /// <summary>The bound TCP port, or null when none is open.</summary>
    public int? Port => (Tcp?.EndPoint as IPEndPoint)?.Port;

    /// <summary>The bound TLS port, or null without a certificate.</summary>
    public int? TlsPort => (Tls?.EndPoint as IPEndPoint)?.Port;
}
