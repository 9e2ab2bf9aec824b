using CityOps.Ingest.Follow;
using CityOps.Ingest.Profiles;
using CityOps.Ingest.Quotas;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CityOps.Ingest.Uplink;

/// <summary>What every connection shares.</summary>
internal sealed class UplinkContext(
    Pipeline pipeline,
    ReportAndFeedbackMessages reportsAndFeedback,
    Terminals terminals,
    ProfileIntake profiles,
    GatewayConnections connections,
    RefusedConnections refused,
    GatewayQuotas quotas,
    GatewayTally tally,
    IOptions<MqttOptions> mqtt,
    TimeProvider time,
    ILogger<UplinkContext> logger
) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public Pipeline Pipeline { get; } = pipeline;

    public ReportAndFeedbackMessages ReportsAndFeedback { get; } = reportsAndFeedback;

    public Terminals Terminals { get; } = terminals;

    public ProfileIntake Profiles { get; } = profiles;

    public GatewayConnections Connections { get; } = connections;

    public RefusedConnections Refused { get; } = refused;

    public GatewayQuotas Quotas { get; } = quotas;

    public GatewayTally Tally { get; } = tally;

    public SubmissionPool Pool { get; } = new();

    public MqttOptions Mqtt { get; } = mqtt.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    /// <summary>Cancelled when field messages under way must give up.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Stop() => _stopping.Cancel();

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();
}
