using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Features.Assessments;

/// <summary>Settings of section Assessments.</summary>
public sealed class AssessmentOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Assessments";

    /// <summary>Yuan that one person may hold against one contractor for one day; a finding beyond it is proposed
    /// until a second person approves it. 0: no second person is needed.</summary>
    [Range(0, 100_000_000)]
    public int SecondPersonAboveYuan { get; set; } = 5_000;
}
