using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CityOps.Testing;

/// <summary>
/// An authority of a test's own, and what it vouches for, as PEM files in a scratch folder:
/// <c>ca.pem</c>, <c>server.pem</c> with <c>server.key</c> for loopback (vouched for by an authority between, which is
/// in the file), <c>{client}.pem</c> with <c>{client}.key</c>.
/// </summary>
public sealed class TestCertificates : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _between;
    private readonly DateTimeOffset _from = TimeProvider.System.GetUtcNow().AddHours(-1);

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _authority = Authority("authority of the tests", key).CreateSelfSigned(_from, _from.AddDays(2));
        File.WriteAllText(_folder["ca.pem"], _authority.ExportCertificatePem());
        using var keyBetween = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var between = Authority("authority between", keyBetween)
            .Create(_authority, _from, _from.AddDays(2), RandomNumberGenerator.GetBytes(8));
        _between = between.CopyWithPrivateKey(keyBetween);
        Renew();
    }

    /// <summary>Makes the server's certificate and key anew.</summary>
    public void Renew()
    {
        var loopback = new SubjectAlternativeNameBuilder();
        loopback.AddIpAddress(IPAddress.Loopback);
        loopback.AddDnsName("localhost");
        Issue("server", "1.3.6.1.5.5.7.3.1", loopback, _between);
        File.AppendAllText(_folder["server.pem"], "\n" + _between.ExportCertificatePem());
    }

    /// <summary>The path of one of its files.</summary>
    public string this[string file] => _folder[file];

    /// <summary>Makes <c>{name}.pem</c> and <c>{name}.key</c> for a client with that common name.</summary>
    public TestCertificates WithClient(string name)
    {
        Issue(name, "1.3.6.1.5.5.7.3.2", null, _authority);
        return this;
    }

    public void Dispose()
    {
        _authority.Dispose();
        _between.Dispose();
        _folder.Dispose();
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true)
        );
        return request;
    }

    private void Issue(string name, string use, SubjectAlternativeNameBuilder? names, X509Certificate2 by)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        using var issued = request.Create(by, _from, _from.AddDays(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(_folder[$"{name}.pem"], issued.ExportCertificatePem());
        File.WriteAllText(_folder[$"{name}.key"], key.ExportPkcs8PrivateKeyPem());
    }
}
