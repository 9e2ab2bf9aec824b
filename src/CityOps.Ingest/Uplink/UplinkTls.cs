using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CityOps.Ingest.Uplink;

/// <summary>The TLS port's certificate, and what it requires of gateways.</summary>
internal static class UplinkTls
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2"; // RFC 5280 §4.2.1.12, id-kp-clientAuth

    public static HttpsConnectionAdapterOptions Options(MqttOptions options)
    {
        var tls = new HttpsConnectionAdapterOptions
        {
            ServerCertificate = Certificate(options),
            HandshakeTimeout = options.ConnectTimeout,
            OnAuthenticate = (_, authentication) => authentication.ApplicationProtocols = [new("mqtt")], // not HTTP's
        };
        if (options.ClientCaPath is not null)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(options.ClientCaPath);
            tls.ClientCertificateMode = options.RequireClientCertificate
                ? ClientCertificateMode.RequireCertificate
                : ClientCertificateMode.AllowCertificate;
            tls.ClientCertificateValidation = (certificate, _, _) => IsVouchedFor(certificate, authorities);
        }

        return tls;
    }

    private static bool IsVouchedFor(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // a gateway that is lost is disabled in the directory
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ForClients));
        return chain.Build(certificate);
    }

    private static X509Certificate2 Certificate(MqttOptions options) =>
        options.CertificateKeyPath is null
            ? X509CertificateLoader.LoadPkcs12FromFile(options.CertificatePath!, options.CertificatePassword)
        : options.CertificatePassword is null
            ? X509Certificate2.CreateFromPemFile(options.CertificatePath!, options.CertificateKeyPath)
        : X509Certificate2.CreateFromEncryptedPemFile(
            options.CertificatePath!,
            options.CertificatePassword,
            options.CertificateKeyPath
        );
}
