using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Features.Accounts;

/// <summary>When failed log-ins look like somebody guessing passwords (section <c>Guessing</c>): <c>/health/ready</c>
/// and the operations page say so.</summary>
public sealed class GuessingOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Guessing";

    /// <summary>Failed log-ins count for so long.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Addresses that tried one account in vain.</summary>
    [Range(2, 1000)]
    public int Addresses { get; set; } = 5;

    /// <summary>Accounts that one address tried in vain. An office behind one address mistypes a few.</summary>
    [Range(2, 1000)]
    public int Accounts { get; set; } = 10;
}
