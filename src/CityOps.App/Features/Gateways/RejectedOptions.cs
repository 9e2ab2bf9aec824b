using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Features.Gateways;

/// <summary>
/// Section <c>Rejected</c> of the settings: how long what was not accepted of gateways is kept. What waits to be tried
/// again stays.
/// </summary>
public sealed class RejectedOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Rejected";

    /// <summary>Days after which a rejected message is deleted.</summary>
    [Range(1, 36_500)]
    public int KeptDays { get; set; } = 180;

    /// <summary>Megabytes of rejected messages that are kept of one gateway; beyond them the oldest go first.</summary>
    [Range(1, 1_000_000)]
    public int KeptMegabytes { get; set; } = 256;
}
