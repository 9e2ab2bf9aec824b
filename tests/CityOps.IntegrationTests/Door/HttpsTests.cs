using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CityOps.Testing;
using Microsoft.Extensions.Configuration;

namespace CityOps.IntegrationTests.Door;

/// <summary>HTTPS by the settings alone, without a proxy.</summary>
public sealed class HttpsTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private readonly TestCertificates _certificates = new();
    private readonly int _port = FreePort.Next();
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct, builder =>
            builder.Configuration.AddInMemoryCollection([
                new("Https:Port", $"{_port}"),
                new("Https:CertificatePath", _certificates["server.pem"]),
                new("Https:CertificateKeyPath", _certificates["server.key"]),
            ])
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificates.Dispose();
    }

    [Fact]
    public async Task A_browser_logs_in_over_it_and_is_told_to_stay()
    {
        using var client = Client();

        using var page = await client.GetAsync($"https://city.test:{_port}/", Ct);
        using var session = await client.PostAsJsonAsync(
            $"https://city.test:{_port}/api/v1/session",
            new { login = "admin", password = TestCity.Password },
            Ct
        );

        Assert.Equal((HttpStatusCode.OK, new Version(2, 0)), (page.StatusCode, page.Version));
        Assert.Equal(["max-age=31536000"], page.Headers.GetValues("Strict-Transport-Security"));
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
        Assert.All(session.Headers.GetValues("Set-Cookie"), cookie =>
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Theory]
    [InlineData("/", "203.0.113.7", true)]
    [InlineData("/q/ABC?x=1", "203.0.113.7", true)]
    [InlineData("/api/v1/session", "203.0.113.7", false)]
    [InlineData("/health/live", "203.0.113.7", false)]
    [InlineData("/", null, false)] // from this machine
    public async Task A_page_that_another_machine_asks_for_in_clear_is_sent_over(string page, string? from, bool isSent)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = _app.Http,
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, page);
        request.Headers.Host = "10.0.0.5:8080";
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);

        using var answer = await client.SendAsync(request, Ct);

        Assert.Equal(isSent ? new Uri($"https://10.0.0.5:{_port}{page}") : null, answer.Headers.Location);
        Assert.Equal(isSent, answer.StatusCode == HttpStatusCode.TemporaryRedirect);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_renewed_certificate_holds_at_once_and_a_broken_file_changes_nothing()
    {
        var (first, vouching) = await HandshakeAsync();
        _certificates.Renew();
        var (second, _) = await HandshakeAsync();
        await File.WriteAllTextAsync(_certificates["server.pem"], "half of a fi", Ct);
        var (third, _) = await HandshakeAsync();

        Assert.Contains("CN=authority between", vouching);
        Assert.NotEqual(first, second);
        Assert.Equal(second, third);
    }

    [Fact]
    public async Task Health_says_when_it_ends_soon()
    {
        using var client = _app.Client();

        var ready = await client.GetFromJsonAsync<JsonElement>("/health/ready", Ct);

        var cause = ready
            .GetProperty("causes")
            .EnumerateArray()
            .Single(one => one.GetProperty("check").GetString() == "certificate");
        Assert.StartsWith("The certificate of HTTPS ends at 20", cause.GetProperty("cause").GetString());
    }

    private HttpClient Client() =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, ct) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(IPAddress.Loopback, _port, ct);
                    return new NetworkStream(socket, ownsSocket: true);
                },
                SslOptions = new()
                {
                    // the name is another than the certificate's: a browser is told nothing to keep of localhost
                    RemoteCertificateValidationCallback = (_, shown, chain, _) => IsVouchedFor(shown!, chain!),
                },
            }
        )
        {
            DefaultRequestVersion = HttpVersion.Version20,
        };

    private async Task<(string Thumbprint, IReadOnlyList<string> Vouching)> HandshakeAsync()
    {
        using var client = new TcpClient("localhost", _port);
        var vouching = new List<string>();
        await using var tls = new SslStream(client.GetStream(), false, (_, shown, chain, _) =>
        {
            vouching.AddRange(chain!.ChainPolicy.ExtraStore.Select(one => one.Subject));
            return IsVouchedFor(shown!, chain);
        });
        await tls.AuthenticateAsClientAsync("localhost");
        return (((X509Certificate2)tls.RemoteCertificate!).Thumbprint, vouching);
    }

    private bool IsVouchedFor(X509Certificate shown, X509Chain sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(_certificates["ca.pem"]);
        chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build((X509Certificate2)shown);
    }
}
