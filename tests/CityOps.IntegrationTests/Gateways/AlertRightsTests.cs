using System.Net.Http.Json;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using MQTTnet;
using MQTTnet.Protocol;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>Which gateway may hear which town's alerts.</summary>
public sealed class AlertRightsTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;

    [Fact]
    public async Task A_gateway_hears_the_towns_it_was_given_and_no_others()
    {
        await using var gateway = await MqttGateway.ConnectAsync(App, Ct);

        Assert.Equal(
            MqttClientSubscribeResultCode.GrantedQoS1,
            await SubscribeAsync(gateway, $"cityops/v1/alerts/{TestCity.WestTown}")
        );
        foreach (
            var filter in (string[])
                [
                    $"cityops/v1/alerts/{TestCity.EastTown}",
                    "cityops/v1/alerts/+",
                    "cityops/v1/alerts/#",
                    "cityops/v1/+/442000001",
                ]
        )
        {
            Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await SubscribeAsync(gateway, filter));
        }
    }

    [Fact]
    public async Task A_right_works_as_soon_as_it_is_given_and_its_loss_ends_the_connection()
    {
        using var admin = await App.LogInAsync("admin", Ct);
        await using (var sign = await MqttGateway.ConnectAsync(App, Ct, TestCity.OtherGateway))
        {
            await PutAsync(admin, new { name = "路牌", alertTowns = new[] { TestCity.EastTown } });
            await Stored.UntilAsync(
                async () =>
                    await SubscribeAsync(sign, $"cityops/v1/alerts/{TestCity.EastTown}")
                    is MqttClientSubscribeResultCode.GrantedQoS1,
                "the town is granted",
                Ct
            );
            await PutAsync(admin, new { name = "路牌", hearsAllTowns = true });
            await Stored.UntilAsync(
                async () =>
                    await SubscribeAsync(sign, "cityops/v1/alerts/+") is MqttClientSubscribeResultCode.GrantedQoS1,
                "all are granted",
                Ct
            );

            await PutAsync(admin, new { name = "路牌" });

            await Stored.UntilAsync(() => Task.FromResult(!sign.Client.IsConnected), "the connection is closed", Ct);
        }

        await using var again = await MqttGateway.ConnectAsync(App, Ct, TestCity.OtherGateway);
        Assert.Equal(
            MqttClientSubscribeResultCode.NotAuthorized,
            await SubscribeAsync(again, $"cityops/v1/alerts/{TestCity.EastTown}")
        );
    }

    [Fact]
    public async Task Rights_are_given_by_administrators_and_for_towns_that_there_are()
    {
        using var admin = await App.LogInAsync("admin", Ct);
        using var supervisor = await App.LogInAsync("supervisor", Ct);

        using var forbidden = await supervisor.PutJsonAsync("/api/v1/gateways/gw-01", new { name = "x" }, Ct);
        using var nowhere = await admin.PutJsonAsync(
            "/api/v1/gateways/gw-01",
            new { name = "x", alertTowns = new[] { "999" } },
            Ct
        );
        using var nobody = await admin.PutJsonAsync("/api/v1/gateways/gw-99", new { name = "x" }, Ct);

        Assert.Equal(("forbidden", "field_invalid", "gateway_not_found"), (forbidden.Code, nowhere.Code, nobody.Code));
    }

    private static async Task PutAsync(HttpClient admin, object body)
    {
        using var answer = await admin.PutAsJsonAsync($"/api/v1/gateways/{TestCity.OtherGateway}", body, Ct);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<MqttClientSubscribeResultCode> SubscribeAsync(MqttGateway gateway, string filter) =>
        (await gateway.Client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, Ct))
            .Items.Single()
            .ResultCode;
}
