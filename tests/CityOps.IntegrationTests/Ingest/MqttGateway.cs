using CityOps.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>A gateway of the test city, speaking through MQTTnet's client.</summary>
internal sealed class MqttGateway : IAsyncDisposable
{
    private MqttGateway(IMqttClient client, string id)
    {
        Client = client;
        Id = id;
    }

    public IMqttClient Client { get; }

    public string Id { get; }

    public static MqttClientOptionsBuilder Options(
        int port,
        string id = TestCity.Gateway,
        string secret = TestCity.GatewaySecret,
        MqttProtocolVersion version = MqttProtocolVersion.V500
    ) =>
        new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", port)
            .WithProtocolVersion(version)
            .WithCredentials(id, secret)
            .WithClientId($"{id}-{Guid.NewGuid():N}")
            .WithTimeout(TimeSpan.FromSeconds(20));

    public static async Task<MqttGateway> ConnectAsync(
        TestApp app,
        CancellationToken ct,
        string id = TestCity.Gateway,
        MqttProtocolVersion version = MqttProtocolVersion.V500
    )
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(Options(app.MqttPort!.Value, id, version: version).Build(), ct);
        return new MqttGateway(client, id);
    }

    public Task<MqttClientPublishResult> PublishAsync(
        string payload,
        CancellationToken ct,
        string? topic = null,
        int qos = 1
    ) =>
        Client.PublishStringAsync(
            topic ?? $"cityops/v1/{Id}/readings",
            payload,
            (MqttQualityOfServiceLevel)qos,
            false,
            ct
        );

    public async ValueTask DisposeAsync()
    {
        if (Client.IsConnected)
        {
            await Client.DisconnectAsync();
        }

        Client.Dispose();
    }
}
