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

    /// <summary>Of these, from one address: so that nobody uses up a toilet's share. An address that has said nothing
    /// of the toilet within the hour is heard once, however many others there were.</summary>
    [Range(1, 1_000_000)]
    public int FeedbackPerToiletAddressAndHour { get; set; } = 12;

    /// <summary>Photos announced per hour from one address without a log-in.</summary>
    [Range(1, 1_000_000)]
    public int UploadsPerAddressAndHour { get; set; } = 120;

    /// <summary>Megabytes of photos announced per day from one address without a log-in; the page makes them smaller
    /// than 1 MB before it sends them.</summary>
    [Range(20, 1_000_000)]
    public int UploadMegabytesPerAddressAndDay { get; set; } = 500;

    /// <summary>Days after which a citizen's phone number is forgotten, if the case that it was left for has
    /// ended.</summary>
    [Range(1, 3_660)]
    public int PhoneKeptDays { get; set; } = 180;

    /// <summary>The file of the keys that phone numbers are sealed with, the same for every machine of the city. When
    /// not set, phone-keys.json in the data folder; made at the first start.</summary>
    public string? PhoneKeyFile { get; set; }

    /// <summary>Phone numbers that one account may see in full per day.</summary>
    [Range(1, 10_000)]
    public int PhoneLooksPerAccountAndDay { get; set; } = 20;

    /// <summary>How often per hour a phone number may be tried with one receipt, and twice as often from one
    /// address: who knows a receipt sees seven of the eleven digits.</summary>
    [Range(1, 1_000)]
    public int ProofsPerReceiptAndHour { get; set; } = 10;

    /// <summary>Minutes within which more than <c>FeedbackPerBurst</c> on one facility are a burst: their stars count
    /// in no rating until a supervisor accepts them.</summary>
    [Range(1, 1_440)]
    public int BurstMinutes { get; set; } = 10;

    /// <summary>Feedback on one facility within <c>BurstMinutes</c> that is no burst yet.</summary>
    [Range(1, 1_000_000)]
    public int FeedbackPerBurst { get; set; } = 10;

    /// <summary>Feedback on one facility from one network in a day whose stars count; with more, none of them
    /// does.</summary>
    [Range(1, 1_000_000)]
    public int FeedbackPerNetworkAndDay { get; set; } = 5;

    /// <summary>Receipts and pages asked for per minute from one address: what guessing receipts runs into.</summary>
    [Range(1, 1_000_000)]
    public int LooksPerAddressAndMinute { get; set; } = 60;
}
