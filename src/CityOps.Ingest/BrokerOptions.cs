using System.ComponentModel.DataAnnotations;

namespace CityOps.Ingest;

/// <summary>
/// Joining an existing broker (section <c>Mqtt</c>, beside the uplink's own settings), validated at start. Without
/// <see cref="Broker"/> nothing is joined. What the broker must be set to is in docs/mqtt.md.
/// </summary>
public sealed class BrokerOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Mqtt";

    private const string Plain = "mqtt";
    private const string Secured = "mqtts";

    /// <summary>
    /// <c>mqtt://host:1883</c>, or <c>mqtts://host:8883</c> for TLS; it must support MQTT 5.0 with shared
    /// subscriptions.
    /// </summary>
    public string? Broker { get; set; }

    /// <summary>
    /// The session's name at the broker: another one for each process, and the same after a restart, because what the
    /// broker keeps for it while it is away it keeps under this name.
    /// </summary>
    [Required, StringLength(200)]
    public string BrokerClientId { get; set; } = $"cityops-{Environment.MachineName.ToLowerInvariant()}";

    /// <summary>User name at the broker; none when left out.</summary>
    public string? BrokerUser { get; set; }

    /// <summary>Its password.</summary>
    public string? BrokerPassword { get; set; }

    /// <summary>PEM file with the authorities that the broker's certificate may come from; the system's when left
    /// out.</summary>
    public string? BrokerCaPath { get; set; }

    /// <summary>Our certificate for the broker, a PEM file; none when left out.</summary>
    public string? BrokerCertificatePath { get; set; }

    /// <summary>The PEM private key that belongs to <see cref="BrokerCertificatePath"/>.</summary>
    public string? BrokerCertificateKeyPath { get; set; }

    /// <summary>
    /// The group whose members share the load (<c>$share/{group}/…</c>): the same for all nodes of one city. Empty for
    /// plain subscriptions: then every node gets every message, and what another one has stored is absorbed.
    /// </summary>
    [RegularExpression("[^/+#]*")]
    public string BrokerGroup { get; set; } = "cityops";

    /// <summary>The window: messages that the broker may have sent and we not yet committed (MQTT 5.0
    /// §3.1.2.11.3).</summary>
    [Range(1, 65_535)]
    public int BrokerReceiveMaximum { get; set; } = 1000;

    /// <summary>How long the broker keeps what is meant for this node while it is away (MQTT 5.0
    /// §3.1.2.11.2).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan BrokerSessionExpiry { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long the connection may be silent before it is held for broken, in whole seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "18:00:00")]
    public TimeSpan BrokerKeepAlive { get; set; } = TimeSpan.FromSeconds(20);

    internal Uri? Address => string.IsNullOrWhiteSpace(Broker) ? null : new Uri(Broker);

    internal bool IsSecured => Address?.Scheme == Secured;

    internal int Port =>
        Address is { Port: > 0 } address ? address.Port
        : IsSecured ? 8883
        : 1883;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Broker))
        {
            yield break;
        }

        if (
            !Uri.TryCreate(Broker, UriKind.Absolute, out var uri)
            || uri.Scheme is not (Plain or Secured)
            || uri.Host.Length == 0
        )
        {
            yield return new ValidationResult(
                $"Mqtt:Broker is \"{Broker}\"; write mqtt://host:1883 or mqtts://host:8883.",
                [nameof(Broker)]
            );
            yield break;
        }

        if (uri.UserInfo.Length > 0)
        {
            yield return new ValidationResult(
                "Mqtt:Broker holds a user name; set Mqtt:BrokerUser and Mqtt:BrokerPassword instead.",
                [nameof(Broker)]
            );
        }

        if ((BrokerCertificatePath is null) != (BrokerCertificateKeyPath is null))
        {
            yield return new ValidationResult(
                "Mqtt:BrokerCertificatePath and Mqtt:BrokerCertificateKeyPath belong together.",
                [nameof(BrokerCertificatePath)]
            );
        }

        foreach (var path in new[] { BrokerCaPath, BrokerCertificatePath, BrokerCertificateKeyPath })
        {
            if (path is not null && !File.Exists(path))
            {
                yield return new ValidationResult(
                    $"There is no file {path}, which is named for the connection to Mqtt:Broker.",
                    [nameof(Broker)]
                );
            }
        }
    }
}
