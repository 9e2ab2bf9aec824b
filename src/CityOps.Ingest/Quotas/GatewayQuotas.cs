using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace CityOps.Ingest.Quotas;

/// <summary>The quotas of all gateways that this process has heard: as many as the directory has, and one more for
/// what no gateway owns.</summary>
internal sealed class GatewayQuotas(IOptions<QuotaOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, GatewayQuota> _quotas = [];

    /// <summary>The quota of a gateway that is known.</summary>
    public GatewayQuota Of(string gatewayId) =>
        _quotas.GetOrAdd(
            gatewayId,
            static (id, given) => new GatewayQuota(id, given.Options, given.Time),
            (Options: options.Value, Time: time)
        );

    /// <summary>What a joined broker passes on under names that nobody has.</summary>
    public GatewayQuota OfUnknown() => Of("");
}
