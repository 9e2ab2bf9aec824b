namespace CityOps.App.Features.Submissions;

/// <summary>What looks implausible about a report; flagged, never dropped.</summary>
public static class Flags
{
    /// <summary>A report under a patrol of others, which counts as no finding of it.</summary>
    public const string ForeignPatrol = "foreign_patrol";

    /// <summary>A clock that cannot be right, or that was put right.</summary>
    public const string TimeSkew = "time_skew";

    /// <summary>Of a category that was retired or split before it came.</summary>
    public const string CategoryRetired = "category_retired";

    /// <summary>A routine check that was made too far from its facility.</summary>
    public const string FarFromFacility = "far_from_facility";

    /// <summary>Those that a report shows by itself; the others follow from other records.</summary>
    public static IReadOnlyList<string> OfTheReport { get; } =
    ["outside_city", "mock_location", TimeSkew, CategoryRetired, FarFromFacility];

    /// <summary>Every flag of a report.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. OfTheReport,
        ForeignPatrol,
        "far_from_track",
        "impossible_speed",
        "repeated_position",
        "reused_photo",
        "photo_elsewhere",
        "photo_damaged",
    ];
}
