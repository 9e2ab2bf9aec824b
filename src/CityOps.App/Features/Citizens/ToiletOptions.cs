using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Features.Citizens;

/// <summary>Settings of section Toilets.</summary>
public sealed class ToiletOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Toilets";

    /// <summary>Where citizens reach us, e.g. https://cg.example.gov.cn; printed into codes. When not set, the address
    /// that the caller used, if it is an IP address, <c>localhost</c> or a name of <c>Http:AllowedHosts</c>.</summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>Feedback per hour from one address; many citizens can share one behind a mobile operator's
    /// NAT.</summary>
    [Range(1, 1_000_000)]
    public int FeedbackPerAddressAndHour { get; set; } = 60;

    /// <summary>Feedback per hour on one toilet.</summary>
    [Range(1, 1_000_000)]
    public int FeedbackPerToiletAndHour { get; set; } = 120;

    /// <summary>Photos announced per hour from one address without a log-in.</summary>
    [Range(1, 1_000_000)]
    public int UploadsPerAddressAndHour { get; set; } = 120;

    /// <summary>Receipts and pages asked for per minute from one address: what guessing receipts runs into.</summary>
    [Range(1, 1_000_000)]
    public int LooksPerAddressAndMinute { get; set; } = 60;
}
