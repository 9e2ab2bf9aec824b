using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Features.Reports;

/// <summary>Section <c>Flags</c> of the settings: when a record is flagged repeated_position or time_skew. Changing
/// them judges none again by itself.</summary>
public sealed class FlagOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Flags";

    /// <summary>How many earlier reports of the officer from the same raw position it takes.</summary>
    [Range(1, 100)]
    public int RepeatedPositions { get; set; } = 2;

    /// <summary>Earlier reports count from so long before on: a phone may use one fix for several problems at one
    /// stop.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RepeatedApart { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>What was seen longer ago, by its device, than this when it arrives is flagged time_skew.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3660.00:00:00")]
    public TimeSpan OldestSeen { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Earlier reports count up to so long before.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "366.00:00:00")]
    public TimeSpan RepeatedWithin { get; set; } = TimeSpan.FromDays(30);
}
