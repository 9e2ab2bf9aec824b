using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Hosting;

/// <summary>HTTPS without a proxy (section <c>Https</c>).</summary>
public sealed class HttpsOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Https";

    /// <summary>HTTPS port, on the address of the HTTP port; opened only when <see cref="CertificatePath"/> is set.
    /// Pages that another machine asks for over HTTP are then sent here.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 8443;

    /// <summary>The server's certificate and those of the authorities between: a PEM file (with
    /// <see cref="CertificateKeyPath"/>) or a PKCS #12 file. A renewed file holds at once.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The PEM private key that belongs to <see cref="CertificatePath"/>; absent for PKCS #12.</summary>
    public string? CertificateKeyPath { get; set; }

    /// <summary>Password of the PKCS #12 file or of the encrypted PEM key.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>How long a browser that came over HTTPS, here or through a proxy, asks by nothing else
    /// (Strict-Transport-Security, RFC 6797); zero lets browsers forget it.</summary>
    public TimeSpan StrictTransport { get; set; } = TimeSpan.FromDays(365);
}
