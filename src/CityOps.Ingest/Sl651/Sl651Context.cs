using CityOps.Ingest.Directory;
using CityOps.Ingest.Follow;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CityOps.Ingest.Sl651;

/// <summary>What every connection of the door shares.</summary>
internal sealed class Sl651Context(
    Pipeline pipeline,
    GatewayAuthentication gateways,
    Sl651Stations stations,
    Sl651Heard heard,
    Sl651Refusals refusals,
    GatewayConnections connections,
    IOptions<Sl651Options> options,
    TimeProvider time,
    ILogger<Sl651Context> logger
)
{
    public Pipeline Pipeline { get; } = pipeline;

    public GatewayAuthentication Gateways { get; } = gateways;

    public Sl651Stations Stations { get; } = stations;

    public Sl651Heard Heard { get; } = heard;

    public Sl651Refusals Refusals { get; } = refusals;

    public GatewayConnections Connections { get; } = connections;

    public Sl651Options Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;
}
