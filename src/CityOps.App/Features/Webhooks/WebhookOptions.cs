using System.ComponentModel.DataAnnotations;
using System.Net;

namespace CityOps.App.Features.Webhooks;

/// <summary>Section <c>Webhooks</c> of the settings.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Webhooks";

    /// <summary>
    /// Networks in CIDR form that may be called although they are not public, e.g. 10.20.0.0/16 for the bureau's own.
    /// Otherwise a subscription could make this server read what only it can reach.
    /// </summary>
    public string[] AllowedNetworks { get; set; } = [];

    /// <summary>Take http addresses as well as https. What is told then crosses the network readable.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>How long a message waits for photos that are still on their way; then it says that they are not
    /// complete.</summary>
    public TimeSpan PhotoTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a target may take to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause after the first failure; each further one doubles it, up to an hour.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A message that could not be delivered for so long is given up; it stays in the log and can be sent
    /// anew.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long the log of what was sent is kept.</summary>
    public TimeSpan LogKept { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often the outbox is looked into.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var network in AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _)))
        {
            yield return new($"Webhooks:AllowedNetworks has {network}, which is no network such as 10.20.0.0/16.");
        }

        if (Timeout <= TimeSpan.Zero || FirstPause <= TimeSpan.Zero || Interval <= TimeSpan.Zero)
        {
            yield return new("Webhooks: Timeout, FirstPause and Interval are more than nothing.");
        }
    }
}
