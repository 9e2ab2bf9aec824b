using System.Net;
using System.Net.Sockets;
using CityOps.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>The TLS port, with and without gateways' certificates, through mosquitto's client.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private readonly TestCertificates _certificates = new TestCertificates().WithClient("gw-01").WithClient("gw-02");
    private readonly TestCertificates _others = new TestCertificates().WithClient("gw-01");
    private TestApp _app = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificates.Dispose();
        _others.Dispose();
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task A_gateway_that_trusts_our_authority_publishes_over_tls(string version)
    {
        await StartAsync();

        var (exit, output) = await PublishAsync("-V", version, "--cafile", _certificates["ca.pem"]);

        Assert.True(exit == 0, output);
        Assert.Equal(1, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task A_gateway_that_asks_for_mqtt_by_alpn_publishes_over_tls()
    {
        await StartAsync();

        var (exit, output) = await PublishAsync("--tls-alpn", "mqtt", "--cafile", _certificates["ca.pem"]);

        Assert.True(exit == 0, output);
        Assert.Equal(1, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task A_gateway_twelve_seconds_away_connects_over_tls()
    {
        await StartAsync();
        using var line = new SlowLine(
            _app.Services.GetRequiredService<CityOps.Ingest.MqttEndpoints>().TlsPort!.Value,
            TimeSpan.FromSeconds(6)
        );

        var (exit, output) = await PublishAsync("-p", $"{line.Port}", "--cafile", _certificates["ca.pem"]);

        Assert.True(exit == 0, output);
        Assert.Equal(1, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    /// <summary>A TCP line that delays what passes, each way.</summary>
    private sealed class SlowLine : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public SlowLine(int to, TimeSpan delay)
        {
            _listener.Start();
            _ = Task.Run(async () =>
            {
                using var near = await _listener.AcceptTcpClientAsync(Ct);
                using var far = new TcpClient("127.0.0.1", to);
                await Task.WhenAll(
                    PassAsync(near.GetStream(), far.GetStream(), delay),
                    PassAsync(far.GetStream(), near.GetStream(), delay)
                );
            });
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private static async Task PassAsync(Stream from, Stream to, TimeSpan delay)
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await from.ReadAsync(buffer, Ct)) > 0; )
            {
                await Task.Delay(delay, Ct);
                await to.WriteAsync(buffer.AsMemory(0, read), Ct);
            }

            to.Close();
        }
    }

    [Fact]
    public async Task A_gateway_that_trusts_another_authority_goes_away()
    {
        await StartAsync();

        var (exit, _) = await PublishAsync("--cafile", _others["ca.pem"]);

        Assert.NotEqual(0, exit);
        Assert.Equal(0, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task A_certificate_may_be_shown_and_must_be_the_gateways_own()
    {
        await StartAsync(("Mqtt:ClientCaPath", _certificates["ca.pem"]));

        Assert.Equal(0, (await PublishAsync("--cafile", _certificates["ca.pem"])).Exit);
        Assert.Equal(0, (await PublishAsync([.. Showing(_certificates, "gw-01")])).Exit);
        var (exit, output) = await PublishAsync([.. Showing(_certificates, "gw-02")]);
        Assert.NotEqual(0, exit);
        Assert.Contains("not authorised", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Where_a_certificate_is_required_nobody_else_gets_in()
    {
        await StartAsync(("Mqtt:ClientCaPath", _certificates["ca.pem"]), ("Mqtt:RequireClientCertificate", "true"));

        Assert.NotEqual(0, (await PublishAsync("--cafile", _certificates["ca.pem"])).Exit);
        Assert.NotEqual(
            0,
            (
                await PublishAsync(
                    "--cafile",
                    _certificates["ca.pem"],
                    "--cert",
                    _others["gw-01.pem"],
                    "--key",
                    _others["gw-01.key"]
                )
            ).Exit
        );
        Assert.Equal(0, (await PublishAsync([.. Showing(_certificates, "gw-01")])).Exit);
        Assert.Equal(1, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    private static IEnumerable<string> Showing(TestCertificates certificates, string name) =>
        [
            "--cafile",
            certificates["ca.pem"],
            "--cert",
            certificates[$"{name}.pem"],
            "--key",
            certificates[$"{name}.key"],
        ];

    private async Task StartAsync(params (string Name, string Value)[] settings) =>
        _app = await TestApp.StartAsync(Ct, builder =>
            builder.Configuration.AddInMemoryCollection([
                new("Mqtt:TlsPort", "0"),
                new("Mqtt:CertificatePath", _certificates["server.pem"]),
                new("Mqtt:CertificateKeyPath", _certificates["server.key"]),
                .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value)),
            ])
        );

    private Task<(int Exit, string Output)> PublishAsync(params string[] arguments) =>
        Mosquitto.RunAsync(
            "mosquitto_pub",
            [
                "-p",
                $"{_app.Services.GetRequiredService<CityOps.Ingest.MqttEndpoints>().TlsPort}",
                "-u",
                TestCity.Gateway,
                "-P",
                TestCity.GatewaySecret,
                "-q",
                "1",
                "-t",
                "cityops/v1/gw-01/readings",
                "-m",
                """{"sensor":"WL-0001","observedAt":"2026-06-01T08:00:00Z","depthMm":5}""",
                .. arguments,
            ],
            Ct
        );
}
