using System.Text;

namespace CityOps.Ingest.Uplink;

/// <summary>A gateway's own topics, spelled out once per connection so that the hot path compares strings and cuts none.</summary>
internal sealed class UplinkTopics(string gatewayId)
{
    private const string Root = "cityops/v1/";
    private readonly string _own = $"{Root}{gatewayId}/";

    /// <summary>What gateways publish, by the topic's last level.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["readings", "reports", "feedback"];

    /// <summary>The subscription by which the members of a group share what all gateways publish of a kind (MQTT 5.0 §4.8.2).</summary>
    public static string Shared(string group, string kind) => $"$share/{group}/{Root}+/{kind}";

    /// <summary>Where a town's ponding alert is retained.</summary>
    public static string Alerts(string townCode) => $"{Root}alerts/{townCode}";

    public string Readings { get; } = $"{Root}{gatewayId}/readings";

    /// <summary>The same in UTF-8, as it stands in a packet.</summary>
    public byte[] ReadingsUtf8 { get; } = Encoding.UTF8.GetBytes($"{Root}{gatewayId}/readings");

    public string Commands { get; } = $"{Root}{gatewayId}/commands";

    /// <summary>The kind of field message this topic takes (<c>reports</c>, <c>feedback</c>), or null.</summary>
    public string? FieldKind(string topic) =>
        topic.StartsWith(_own, StringComparison.Ordinal) && topic[_own.Length..] is "reports" or "feedback" ? topic[_own.Length..] : null;

    /// <summary>Why this topic takes nothing from this gateway.</summary>
    public string RefusalOf(string topic) =>
        topic.StartsWith(Root, StringComparison.Ordinal)
        && topic.Split('/') is [_, _, var other, "readings" or "reports" or "feedback"]
        && other != gatewayId
            ? RejectionReason.ForeignTopic
            : RejectionReason.UnknownTopic;

    /// <summary>Its own commands, and the ponding alerts, of one town or of all.</summary>
    public bool MaySubscribe(string filter) =>
        filter == Commands || (filter.StartsWith(Root + "alerts/", StringComparison.Ordinal) && filter.Split('/').Length == 4);
}
