using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Http;

/// <summary>When the work counts as behind (section <c>Health</c>): <c>/health/ready</c> says Degraded then, with the
/// cause.</summary>
public sealed class HealthOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Health";

    /// <summary>Readings that the detection of ponding has not looked at for longer.</summary>
    public TimeSpan DetectionBehind { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A recurring job that is overdue for longer; the roll-ups run every minute.</summary>
    public TimeSpan JobsBehind { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Messages to webhooks that are due for longer.</summary>
    public TimeSpan WebhooksBehind { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Room on the disk of the data folder, in MB, below which it counts as nearly full.</summary>
    [Range(1, 100_000_000)]
    public long FreeMegabytes { get; set; } = 1024;

    /// <summary>How far this machine's clock may be from the database's, and be stepped.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(5);
}
