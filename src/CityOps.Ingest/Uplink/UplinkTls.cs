using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using CityOps.Ingest.Tls;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace CityOps.Ingest.Uplink;

/// <summary>The TLS port's certificate, and what it requires of gateways.</summary>
internal static class UplinkTls
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2"; // RFC 5280 §4.2.1.12, id-kp-clientAuth

    public static TlsHandshakeCallbackOptions Options(MqttOptions options, ILogger logger)
    {
        var certificate = new ServerCertificate(
            options.CertificatePath!,
            options.CertificateKeyPath,
            options.CertificatePassword,
            logger
        );
        var authorities = new X509Certificate2Collection();
        if (options.ClientCaPath is not null)
        {
            authorities.ImportFromPemFile(options.ClientCaPath);
        }

        return new()
        {
            HandshakeTimeout = options.ConnectTimeout,
            OnConnection = _ =>
                ValueTask.FromResult(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = certificate.Current,
                        ApplicationProtocols = [new("mqtt")], // not HTTP's
                        ClientCertificateRequired = authorities.Count > 0, // asked for; the next line may do without
                        RemoteCertificateValidationCallback = (_, shown, _, _) =>
                            shown is X509Certificate2 own
                                ? IsVouchedFor(own, authorities)
                                : authorities.Count == 0 || !options.RequireClientCertificate,
                    }
                ),
        };
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
}
