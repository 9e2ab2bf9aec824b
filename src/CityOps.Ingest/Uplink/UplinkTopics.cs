using System.Text;
using CityOps.Ingest.Directory;

namespace CityOps.Ingest.Uplink;

/// <summary>A gateway's own topics, spelled out once per connection so that the hot path compares strings and cuts
/// none.</summary>
internal sealed class UplinkTopics(string gatewayId)
{
    private const string Root = "cityops/v1/";
    private const string AlertsRoot = Root + "alerts/";
    private readonly string _own = $"{Root}{gatewayId}/";

    /// <summary>The kind of messages that holds readings, in whatever format.</summary>
    public const string ReadingsKind = "readings";

    /// <summary>What gateways publish, by the topic's last level.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["readings", "reports", "feedback", "raw"];

    /// <summary>
    /// The subscription to what all gateways publish of a kind; the members of a group share it (MQTT 5.0 §4.8.2),
    /// without a group it is one's own.
    /// </summary>
    public static string FromAll(string kind, string? group) =>
        string.IsNullOrEmpty(group) ? $"{Root}+/{kind}" : $"$share/{group}/{Root}+/{kind}";

    /// <summary>Where a town's ponding alert is retained.</summary>
    public static string Alerts(string townCode) => $"{AlertsRoot}{townCode}";

    public string Readings { get; } = $"{Root}{gatewayId}/readings";

    /// <summary>The same in UTF-8, as in a packet.</summary>
    public byte[] ReadingsUtf8 { get; } = Encoding.UTF8.GetBytes($"{Root}{gatewayId}/readings");

    /// <summary>Messages in a format of its own, read by its payload profile.</summary>
    public string Raw { get; } = $"{Root}{gatewayId}/raw";

    /// <summary>The same in UTF-8.</summary>
    public byte[] RawUtf8 { get; } = Encoding.UTF8.GetBytes($"{Root}{gatewayId}/raw");

    /// <summary>Where a gateway's commands are sent.</summary>
    public static string Commands(string gatewayId) => $"{Root}{gatewayId}/commands";

    /// <summary>The kind of field message this topic takes (<c>reports</c>, <c>feedback</c>), or null.</summary>
    public string? FieldKind(string topic) =>
        topic.StartsWith(_own, StringComparison.Ordinal) && topic[_own.Length..] is "reports" or "feedback"
            ? topic[_own.Length..]
            : null;

    /// <summary>Why this topic takes nothing from this gateway.</summary>
    public string RefusalOf(string topic) =>
        topic.StartsWith(Root, StringComparison.Ordinal)
        && topic.Split('/') is [_, _, var other, "readings" or "reports" or "feedback" or "raw"]
        && other != gatewayId
            ? RejectionReason.ForeignTopic
            : RejectionReason.UnknownTopic;

    /// <summary>The gateway whose commands this filter asks for, or null.</summary>
    public static string? GatewayOfCommands(string filter) =>
        filter.StartsWith(Root, StringComparison.Ordinal) && filter.Split('/') is [_, _, var gateway, "commands"]
            ? gateway
            : null;

    /// <summary>Its own commands, and the ponding alerts of the towns that it has the right to; of <c>+</c>, with the
    /// right to all.</summary>
    public static bool MaySubscribe(Gateway gateway, string filter)
    {
        if (filter.StartsWith(AlertsRoot, StringComparison.Ordinal))
        {
            var town = filter[AlertsRoot.Length..];
            return !town.Contains('/', StringComparison.Ordinal)
                && (gateway.HearsAllTowns || gateway.AlertTowns.Contains(town));
        }

        return GatewayOfCommands(filter) == gateway.Id;
    }
}
