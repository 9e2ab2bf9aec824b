namespace CityOps.App.Features.Submissions;

/// <summary>What looks implausible about a report; flagged, never dropped.</summary>
public static class Flags
{
    /// <summary>A report under a patrol of others, which counts as no finding of it.</summary>
    public const string ForeignPatrol = "foreign_patrol";

    /// <summary>Every flag of a report.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "outside_city",
        "mock_location",
        "time_skew",
        ForeignPatrol,
        "far_from_track",
        "impossible_speed",
        "repeated_position",
        "reused_photo",
    ];
}
