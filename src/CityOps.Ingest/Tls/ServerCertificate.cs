using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace CityOps.Ingest.Tls;

/// <summary>
/// A server's certificate with what vouches for it, from a PEM file with its key or from a PKCS #12 file. A renewed
/// file holds from the next handshake on; one that cannot be read is told in the log, and the former stays.
/// </summary>
public sealed class ServerCertificate
{
    private readonly string _path;
    private readonly string? _keyPath;
    private readonly string? _password;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private byte[] _read;
    private SslStreamCertificateContext _current;

    /// <param name="path">The certificate, and after it those of the authorities between it and a known one.</param>
    /// <param name="keyPath">Its private key in PEM; null for PKCS #12.</param>
    /// <param name="password">Of the PKCS #12 file or of the encrypted key.</param>
    /// <param name="logger">Where a renewal is told.</param>
    /// <exception cref="InvalidDataException">The files cannot be read; the message says which and why.</exception>
    public ServerCertificate(string path, string? keyPath, string? password, ILogger logger)
    {
        (_path, _keyPath, _password, _logger) = (path, keyPath, password, logger);
        try
        {
            _read = Digest();
            _current = Load();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidDataException($"The certificate {path} cannot be used: {problem.Message}");
        }
    }

    /// <summary>What is shown to whoever connects now.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_lock)
            {
                try
                {
                    // By what is in it: a file that a link leads to may change without any date of the link's.
                    var now = Digest();
                    if (!now.AsSpan().SequenceEqual(_read))
                    {
                        _read = now;
                        _current = Load();
                        _logger.LogInformation(
                            "The certificate {Path} was renewed; it holds until {Until:u}",
                            _path,
                            _current.TargetCertificate.NotAfter.ToUniversalTime()
                        );
                    }
                }
                catch (Exception problem)
                    when (problem is IOException or UnauthorizedAccessException or CryptographicException)
                {
                    _logger.LogError(
                        "The certificate {Path} cannot be used, the former stays: {Problem}",
                        _path,
                        problem.Message
                    );
                }

                return _current;
            }
        }
    }

    private byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(File.ReadAllBytes(_path));
        if (_keyPath is not null)
        {
            hash.AppendData(File.ReadAllBytes(_keyPath));
        }

        return hash.GetHashAndReset();
    }

    private SslStreamCertificateContext Load()
    {
        var all = new X509Certificate2Collection();
        X509Certificate2 own;
        if (_keyPath is null)
        {
            all = X509CertificateLoader.LoadPkcs12CollectionFromFile(_path, _password);
            own = all.FirstOrDefault(one => one.HasPrivateKey)
                ?? throw new CryptographicException("there is no private key in it.");
        }
        else
        {
            all.ImportFromPemFile(_path);
            own = _password is null
                ? X509Certificate2.CreateFromPemFile(_path, _keyPath)
                : X509Certificate2.CreateFromEncryptedPemFile(_path, _password, _keyPath);
        }

        return SslStreamCertificateContext.Create(own, all, offline: true);
    }
}
