using System.Net.Http.Headers;
using System.Text;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>A secret is replaced while the device still sends with the one before.</summary>
public sealed class GatewaySecretTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;

    [Fact]
    public async Task Two_secrets_are_taken_until_the_former_one_ends_and_closes_what_it_had_connected()
    {
        using var admin = await App.LogInAsync("admin", Ct);
        await using var device = await MqttGateway.ConnectAsync(App, Ct);
        using var tooLong = await RotateAsync(admin, 745);
        using var answer = await RotateAsync(admin, 72);
        var second = answer["secret"].GetString()!;
        await TakenAsync(second, isTaken: true);
        await TakenAsync(TestCity.GatewaySecret, isTaken: true);
        using var shown = await admin.ReadAsync($"/api/v1/gateways/{TestCity.Gateway}", Ct);
        Assert.True(device.Client.IsConnected);

        await Stored.ExecuteAsync(
            App.Database,
            "update gateway set former_secret_until = now() where former_secret_until is not null",
            Ct
        );

        await Stored.UntilAsync(() => Task.FromResult(!device.Client.IsConnected), "the old one is closed", Ct);
        await TakenAsync(TestCity.GatewaySecret, isTaken: false);
        await TakenAsync(second, isTaken: true);
        Assert.Equal("field_invalid", tooLong.Code);
        Assert.InRange(
            shown["formerSecretUntil"].GetDateTimeOffset() - DateTimeOffset.UtcNow,
            TimeSpan.FromHours(71),
            TimeSpan.FromHours(72)
        );

        // a leak: nothing but the newest
        using var third = await RotateAsync(admin, 0);
        await TakenAsync(second, isTaken: false);
        await TakenAsync(third["secret"].GetString()!, isTaken: true);
    }

    private static Task<ApiAnswer> RotateAsync(HttpClient admin, int hours) =>
        admin.PostJsonAsync($"/api/v1/gateways/{TestCity.Gateway}/secret?overlapHours={hours}", null, Ct);

    private Task TakenAsync(string secret, bool isTaken) =>
        Stored.UntilAsync(
            async () =>
            {
                using var client = App.Client();
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestCity.Gateway}:{secret}"))
                );
                using var readings = await client.PostJsonAsync("/api/v1/readings", Array.Empty<object>(), Ct);
                return (readings.Code == "wrong_credentials") != isTaken;
            },
            isTaken ? "the secret is taken" : "the secret is worth nothing",
            Ct
        );
}
