using CityOps.Testing;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>Joining a broker that wants TLS, a certificate and a password.</summary>
public sealed class BrokerTlsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_with_an_authority_of_its_own_client_certificates_and_passwords_is_joined()
    {
        using var certificates = new TestCertificates().WithClient("cityops");
        using var scratch = new ScratchFolder();
        await Mosquitto.RunAsync(
            "mosquitto_passwd",
            ["-c", "-b", scratch["passwords"], "cityops", "a-word-for-the-broker"],
            Ct
        );
        await Mosquitto.RunAsync(
            "mosquitto_passwd",
            ["-b", scratch["passwords"], "gw-01", "a-word-of-the-gateway"],
            Ct
        );
        // The rules of docs/mqtt.md: a gateway writes under its own name, the application reads them all.
        await File.WriteAllTextAsync(
            scratch["rules"],
            "pattern write cityops/v1/%u/readings\nuser cityops\ntopic read cityops/v1/+/readings\ntopic read cityops/v1/+/reports\ntopic read cityops/v1/+/feedback\n",
            Ct
        );
        await using var broker = await MosquittoBroker.StartAsync(
            Ct,
            $"""
            cafile {certificates["ca.pem"]}
            certfile {certificates["server.pem"]}
            keyfile {certificates["server.key"]}
            require_certificate true
            allow_anonymous false
            password_file {scratch["passwords"]}
            acl_file {scratch["rules"]}
            """
        );
        await using var app = await TestApp.StartAsync(
            Ct,
            BrokerTests.Joining(
                broker.Url.Replace("mqtt://", "mqtts://", StringComparison.Ordinal),
                ("Mqtt:BrokerCaPath", certificates["ca.pem"]),
                ("Mqtt:BrokerCertificatePath", certificates["cityops.pem"]),
                ("Mqtt:BrokerCertificateKeyPath", certificates["cityops.key"]),
                ("Mqtt:BrokerUser", "cityops"),
                ("Mqtt:BrokerPassword", "a-word-for-the-broker")
            )
        );
        await BrokerTests.UntilReadyAsync(app);

        foreach (var topic in (string[])["gw-02/readings", "gw-01/readings"])
        {
            await Mosquitto.RunAsync(
                "mosquitto_pub",
                [
                    "-p",
                    $"{broker.Port}",
                    "--cafile",
                    certificates["ca.pem"],
                    "--cert",
                    certificates["cityops.pem"],
                    "--key",
                    certificates["cityops.key"],
                    "-u",
                    "gw-01",
                    "-P",
                    "a-word-of-the-gateway",
                    "-q",
                    "1",
                    "-t",
                    $"cityops/v1/{topic}",
                    "-m",
                    """{"sensor":"WL-0001","observedAt":"2026-06-01T08:00:00Z","depthMm":5}""",
                ],
                Ct
            );
        }

        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(app.Database, Ct) == 1,
            "the gateway's own reading is there",
            Ct
        );
        Assert.Empty(await Stored.ReasonsAsync(app.Database, Ct)); // what the broker's rules refused never came here
    }
}
