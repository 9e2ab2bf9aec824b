namespace CityOps.App.Features.Submissions;

/// <summary>Where a report came from (constraint report_source_known).</summary>
public static class ReportSource
{
    /// <summary>What somebody on patrol saw.</summary>
    public const string Patrol = "patrol";

    /// <summary>A camera's or another system's, by a gateway.</summary>
    public const string Camera = "camera";

    /// <summary>A citizen's snapshot.</summary>
    public const string Citizen = "citizen";

    /// <summary>A call (12345 and others) that somebody entered who was not there.</summary>
    public const string Hotline = "hotline";

    public static IReadOnlyList<string> All { get; } = [Patrol, Camera, Citizen, Hotline];
}
