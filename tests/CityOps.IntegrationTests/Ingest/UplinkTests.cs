using System.Globalization;
using CityOps.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>What a gateway's programmer would notice, with MQTTnet's client against the whole application.</summary>
public sealed class UplinkTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(Ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(MqttProtocolVersion.V311, 0)]
    [InlineData(MqttProtocolVersion.V311, 1)]
    [InlineData(MqttProtocolVersion.V311, 2)]
    [InlineData(MqttProtocolVersion.V500, 0)]
    [InlineData(MqttProtocolVersion.V500, 1)]
    [InlineData(MqttProtocolVersion.V500, 2)]
    public async Task A_published_reading_is_stored_once_however_often_it_is_sent(MqttProtocolVersion version, int qos)
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct, version: version);
        var reading = Reading("WL-0001", Now(), 132);

        await gateway.PublishAsync(reading, Ct, qos: qos);
        await gateway.PublishAsync(reading, Ct, qos: qos);
        await gateway.PublishAsync(Reading("WL-0002", Now(), 10), Ct, qos: qos);

        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_app.Database, Ct, "WL-0002") == 1,
            "the last reading is there",
            Ct
        );
        Assert.Equal(1, await Stored.ReadingsAsync(_app.Database, Ct, "WL-0001"));
        Assert.Empty(await Stored.ReasonsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task Every_property_arrives_in_its_column()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        var at = Now();

        var answer = await gateway.PublishAsync(
            $$"""{"sensor":"WL-0001","observedAt":"{{at:O}}","depthMm":132,"seq":4711,"batteryMv":3610,"rssiDbm":-87}""",
            Ct
        );

        Assert.Equal(MqttClientPublishReasonCode.Success, answer.ReasonCode);
        Assert.Equal(
            $"{at.ToUnixTimeMilliseconds()} 132 4711 3610 -87",
            await Stored.ScalarAsync<string>(
                _app.Database,
                """
                select concat_ws(' ', floor(extract(epoch from observed_at) * 1000), depth_mm, seq, battery_mv, rssi_dbm) from reading
                """,
                Ct
            )
        );
    }

    [Fact]
    public async Task The_same_time_with_another_depth_is_a_conflict_and_the_first_stands()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        var at = Now();
        await gateway.PublishAsync(Reading("WL-0001", at, 132), Ct);

        var answer = await gateway.PublishAsync(Reading("WL-0001", at, 133), Ct);

        Assert.Equal(MqttClientPublishReasonCode.ImplementationSpecificError, answer.ReasonCode);
        Assert.Equal("conflict", answer.ReasonString);
        Assert.Equal(["conflict"], await Stored.ReasonsAsync(_app.Database, Ct));
        Assert.Equal(132, await Stored.ScalarAsync<int>(_app.Database, "select depth_mm from reading", Ct));
    }

    [Fact]
    public async Task A_conflict_within_one_message_keeps_what_came_first()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        var at = Now();

        await gateway.PublishAsync(
            $"[{Reading("WL-0001", at, 132)},{Reading("WL-0001", at, 133)},{Reading("WL-0001", at, 132)}]",
            Ct
        );

        Assert.Equal(["conflict"], await Stored.ReasonsAsync(_app.Database, Ct));
        Assert.Equal(132, await Stored.ScalarAsync<int>(_app.Database, "select depth_mm from reading", Ct));
    }

    [Theory]
    [InlineData("{not json", "not_json", MqttClientPublishReasonCode.PayloadFormatInvalid)]
    [InlineData("", "not_json", MqttClientPublishReasonCode.PayloadFormatInvalid)]
    [InlineData("[]", "wrong_shape", MqttClientPublishReasonCode.PayloadFormatInvalid)]
    [InlineData(
        """{"sensor":"WL-0001","observedAt":"NOW","depthMm":999999}""",
        "out_of_range",
        MqttClientPublishReasonCode.ImplementationSpecificError
    )]
    [InlineData(
        """{"sensor":"WL-0001","observedAt":"2099-01-01T00:00:00Z","depthMm":1}""",
        "in_the_future",
        MqttClientPublishReasonCode.ImplementationSpecificError
    )]
    [InlineData(
        """{"sensor":"WL-0001","observedAt":"1999-01-01T00:00:00Z","depthMm":1}""",
        "too_old",
        MqttClientPublishReasonCode.ImplementationSpecificError
    )]
    [InlineData(
        """{"sensor":"WL-9999","observedAt":"NOW","depthMm":1}""",
        "unknown_sensor",
        MqttClientPublishReasonCode.NotAuthorized
    )]
    [InlineData(
        """{"sensor":"WL-0003","observedAt":"NOW","depthMm":1}""",
        "foreign_sensor",
        MqttClientPublishReasonCode.NotAuthorized
    )]
    public async Task What_cannot_be_accepted_is_recorded_with_its_reason_and_the_connection_stays_up(
        string payload,
        string reason,
        MqttClientPublishReasonCode code
    )
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        payload = payload.Replace("NOW", Now().ToString("O", CultureInfo.InvariantCulture), StringComparison.Ordinal);

        var answer = await gateway.PublishAsync(payload, Ct);
        var next = await gateway.PublishAsync(Reading("WL-0001", Now(), 5), Ct);

        Assert.Equal(code, answer.ReasonCode);
        Assert.Equal(MqttClientPublishReasonCode.Success, next.ReasonCode);
        Assert.Equal([reason], await Stored.ReasonsAsync(_app.Database, Ct));
        Assert.Equal(
            payload,
            await Stored.ScalarAsync<string>(
                _app.Database,
                "select convert_from(payload, 'UTF8') from rejected_message",
                Ct
            )
        );
        Assert.Equal(1, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    [Theory]
    [InlineData("cityops/v1/gw-02/readings", "foreign_topic")]
    [InlineData("cityops/v1/gw-01/commands", "unknown_topic")]
    [InlineData("cityops/v1/alerts/442000001", "unknown_topic")]
    [InlineData("somewhere/else", "unknown_topic")]
    public async Task Another_topic_is_refused_and_recorded(string topic, string reason)
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);

        var answer = await gateway.PublishAsync(Reading("WL-0001", Now(), 5), Ct, topic);

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, answer.ReasonCode);
        Assert.True(gateway.Client.IsConnected);
        Assert.Equal([reason], await Stored.ReasonsAsync(_app.Database, Ct));
        Assert.Equal(0, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    [Theory]
    [InlineData("gw-01", "wrong", MqttProtocolVersion.V500, MqttClientConnectResultCode.BadUserNameOrPassword)]
    [InlineData(
        "gw-99",
        TestCity.GatewaySecret,
        MqttProtocolVersion.V500,
        MqttClientConnectResultCode.BadUserNameOrPassword
    )]
    [InlineData("gw-01", "wrong", MqttProtocolVersion.V311, MqttClientConnectResultCode.BadUserNameOrPassword)]
    public async Task A_wrong_secret_is_refused(
        string id,
        string secret,
        MqttProtocolVersion version,
        MqttClientConnectResultCode code
    )
    {
        using var client = new MqttClientFactory().CreateMqttClient();

        var refused = await client.ConnectAsync(
            MqttGateway.Options(_app.MqttPort!.Value, id, secret, version).Build(),
            Ct
        );

        Assert.Equal(code, refused.ResultCode);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_disabled_gateway_is_dropped_and_not_let_in_again()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);

        await Stored.ExecuteAsync(_app.Database, "update gateway set disabled_at = now() where id = 'gw-01'", Ct);

        await Stored.UntilAsync(() => Task.FromResult(!gateway.Client.IsConnected), "the gateway is dropped", Ct);
        using var again = new MqttClientFactory().CreateMqttClient();
        var refused = await again.ConnectAsync(MqttGateway.Options(_app.MqttPort!.Value).Build(), Ct);
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, refused.ResultCode);
    }

    [Fact]
    public async Task A_new_sensor_works_at_once()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into sensor (code, gateway_id, position, created_at)
            values ('WL-0100', 'gw-01', st_setsrid(st_makepoint(113.35, 22.55), 4326), now())
            """,
            Ct
        );

        await Stored.UntilAsync(
            async () =>
                (await gateway.PublishAsync(Reading("WL-0100", Now(), 5), Ct)).ReasonCode
                == MqttClientPublishReasonCode.Success,
            "the new sensor's reading is accepted",
            Ct
        );
    }

    [Fact]
    public async Task Subscriptions_are_to_own_commands_and_alerts()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);

        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await SubscribeAsync("cityops/v1/gw-01/commands"));
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await SubscribeAsync("cityops/v1/alerts/442000001"));
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await SubscribeAsync("cityops/v1/gw-02/commands"));
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await SubscribeAsync("#"));

        async Task<MqttClientSubscribeResultCode> SubscribeAsync(string filter) =>
            (await gateway.Client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, Ct))
                .Items.Single()
                .ResultCode;
    }

    [Fact]
    public async Task The_limits_are_announced_to_v5_clients()
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var connected = await client.ConnectAsync(MqttGateway.Options(_app.MqttPort!.Value).Build(), Ct);

        Assert.Equal((ushort)1000, connected.ReceiveMaximum);
        Assert.Equal(1024u * 1024, connected.MaximumPacketSize);
        Assert.Equal((ushort)16, connected.TopicAliasMaximum);
        Assert.False(connected.RetainAvailable);
        Assert.False(connected.SharedSubscriptionAvailable);
    }

    [Fact]
    public async Task A_sensor_state_follows_the_latest_reading_within_two_seconds()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        var at = Now();
        await gateway.PublishAsync(Reading("WL-0001", at, 200), Ct);
        await gateway.PublishAsync(Reading("WL-0001", at.AddMinutes(-5), 100), Ct);

        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    _app.Database,
                    "select count(*) from sensor_state where depth_mm = 200",
                    Ct
                ) == 1,
            "the state shows the later reading",
            Ct
        );
    }

    private static DateTimeOffset Now()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }

    private static string Reading(string sensor, DateTimeOffset at, int depthMm) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"{{sensor}}","observedAt":"{{at:O}}","depthMm":{{depthMm}}}"""
        );
}
