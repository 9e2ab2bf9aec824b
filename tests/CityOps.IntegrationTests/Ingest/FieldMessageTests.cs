using System.Text;
using CityOps.Ingest;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MQTTnet;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>What the uplink makes of a handler's word, with a handler that does as its message says.</summary>
public sealed class FieldMessageTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private readonly Obedient _handler = new();
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(Ct, builder =>
        {
            builder.Services.RemoveAll<IFieldMessageHandler>();
            builder.Services.AddSingleton<IFieldMessageHandler>(_handler);
        });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_acknowledgement_waits_for_the_handler_and_later_ones_wait_behind_it()
    {
        await using var gateway = await RawMqtt.ConnectAsync(_app.MqttPort!.Value, Ct);

        await gateway.SendAsync(RawMqtt.Publish(1, """{"do":"wait"}""", "cityops/v1/gw-01/reports"), Ct);
        await gateway.SendAsync(
            RawMqtt.Publish(2, """{"sensor":"WL-0001","observedAt":"2026-06-01T00:00:00Z","depthMm":1}"""),
            Ct
        );

        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_app.Database, Ct) == 1,
            "the reading is stored meanwhile",
            Ct
        );
        Assert.False(await gateway.HearsWithinAsync(TimeSpan.FromMilliseconds(500), Ct));
        _handler.MayGoOn.SetResult();
        Assert.Equal(1, await gateway.ReceivePubAckAsync(Ct));
        Assert.Equal(2, await gateway.ReceivePubAckAsync(Ct));
    }

    [Fact]
    public async Task Refusals_and_failures_are_recorded_part_by_part()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);

        var answer = await gateway.PublishAsync(
            """[{"do":"store"},{"do":"refuse"},{"do":"fail"},{"do":"store"}]""",
            Ct,
            "cityops/v1/gw-01/reports"
        );
        var unhandled = await gateway.PublishAsync("{}", Ct, "cityops/v1/gw-01/feedback");
        var broken = await gateway.PublishAsync("[{},", Ct, "cityops/v1/gw-01/reports");

        Assert.Equal(2, _handler.StoredCount);
        Assert.Equal("category_unknown", answer.ReasonString);
        Assert.Equal(MqttClientPublishReasonCode.UnspecifiedError, unhandled.ReasonCode);
        Assert.Equal(MqttClientPublishReasonCode.PayloadFormatInvalid, broken.ReasonCode);
        Assert.Equal(
            ["category_unknown", "handler_failed", "no_handler", "not_json"],
            (await Stored.ReasonsAsync(_app.Database, Ct)).Order()
        ); // ids of one millisecond have no order
    }

    private sealed class Obedient : IFieldMessageHandler
    {
        public TaskCompletionSource MayGoOn { get; } = new();

        public int StoredCount { get; private set; }

        public string Kind => "reports";

        public async Task<FieldMessageOutcome> HandleAsync(
            string gatewayId,
            ReadOnlyMemory<byte> payload,
            CancellationToken cancellationToken
        )
        {
            switch (Encoding.UTF8.GetString(payload.Span))
            {
                case var wait when wait.Contains("wait", StringComparison.Ordinal):
                    await MayGoOn.Task.WaitAsync(cancellationToken);
                    return FieldMessageOutcome.Stored;
                case var refuse when refuse.Contains("refuse", StringComparison.Ordinal):
                    return FieldMessageOutcome.Rejected("category_unknown", "there is no such category");
                case var fail when fail.Contains("fail", StringComparison.Ordinal):
                    throw new InvalidOperationException("as told");
                default:
                    StoredCount++;
                    return FieldMessageOutcome.Stored;
            }
        }
    }
}
