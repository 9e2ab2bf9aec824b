using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace CityOps.Ingest.Broker;

/// <summary>Opens the connection to the broker, with TLS where its address is mqtts.</summary>
internal static class BrokerSocket
{
    public static async Task<Stream> OpenAsync(BrokerOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Address!.DnsSafeHost, options.Port, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        return options.IsSecured ? await SecureAsync(stream, options, cancellationToken) : stream;
    }

    private static async Task<Stream> SecureAsync(
        Stream plain,
        BrokerOptions options,
        CancellationToken cancellationToken
    )
    {
        var secured = new SslStream(plain);
        try
        {
            await secured.AuthenticateAsClientAsync(Tls(options), cancellationToken);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Tls(BrokerOptions options)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = options.Address!.DnsSafeHost };
        if (options.BrokerCaPath is not null)
        {
            // Authorities of one's own seldom publish lists of revoked certificates.
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(options.BrokerCaPath);
        }

        if (options.BrokerCertificatePath is not null)
        {
            tls.ClientCertificates =
            [
                X509Certificate2.CreateFromPemFile(options.BrokerCertificatePath, options.BrokerCertificateKeyPath),
            ];
        }

        return tls;
    }
}
