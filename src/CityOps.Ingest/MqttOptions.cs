using System.ComponentModel.DataAnnotations;

namespace CityOps.Ingest;

/// <summary>The MQTT uplink's settings (section <c>Mqtt</c>), validated at start. The defaults run.</summary>
public sealed class MqttOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Mqtt";

    /// <summary>Address to listen on: <c>127.0.0.1</c> by default; <c>0.0.0.0</c> or <c>::</c> opens it to the
    /// network.</summary>
    [Required]
    public string Bind { get; set; } = "127.0.0.1";

    /// <summary>TCP port; 0 takes a free one (see <see cref="MqttEndpoints"/>), -1 opens none.</summary>
    [Range(-1, 65_535)]
    public int Port { get; set; } = 1883;

    /// <summary>TLS port; opened only when <see cref="CertificatePath"/> is set. 0 takes a free one.</summary>
    [Range(0, 65_535)]
    public int TlsPort { get; set; } = 8883;

    /// <summary>The server's certificate: a PEM file (with <see cref="CertificateKeyPath"/>) or a PKCS #12
    /// file.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The PEM private key that belongs to <see cref="CertificatePath"/>; absent for PKCS #12.</summary>
    public string? CertificateKeyPath { get; set; }

    /// <summary>Password of the PKCS #12 file or of the encrypted PEM key.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>
    /// PEM file with the certificate authorities of gateways: then a gateway may present a certificate at the TLS port,
    /// whose common name must be its id. Its secret is required all the same. Empty: client certificates are not
    /// requested.
    /// </summary>
    public string? ClientCaPath { get; set; }

    /// <summary>Whether the TLS port requires such a certificate.</summary>
    public bool RequireClientCertificate { get; set; }

    /// <summary>
    /// The maximum number of connections; a further CONNECT is answered with "server busy" (0x89, v3.1.1: 3).
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaximumConnections { get; set; } = 100_000;

    /// <summary>
    /// Unacknowledged messages a connection may have in flight. Announced to v5 clients, whose excess is a protocol
    /// error (MQTT 5.0 §3.3.4); a v3.1.1 client's socket is not read while its window is full.
    /// </summary>
    [Range(1, 65_535)]
    public int ReceiveMaximum { get; set; } = 1000;

    /// <summary>Largest packet taken, in bytes; a larger one is refused by its announced length, before it is
    /// read.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaximumPacketSize { get; set; } = 1024 * 1024;

    /// <summary>Topic aliases that a v5 client may use.</summary>
    [Range(0, 1000)]
    public int TopicAliasMaximum { get; set; } = 16;

    /// <summary>How long a fresh connection may take for its TLS handshake, and then to send its CONNECT; two round
    /// trips over a satellite or a crowded cell take long.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a client may leave unread what we send, before it counts as gone, whatever its keep-alive is.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stopping server waits for the commits and acknowledgements under way.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
