using System.ComponentModel.DataAnnotations;

namespace CityOps.Ingest;

/// <summary>
/// Limits of plausible readings, and how readings are committed (section <c>Readings</c>); validated at start.
/// </summary>
public sealed class ReadingOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Readings";

    /// <summary>How far a sensor's clock may run ahead of ours.</summary>
    public TimeSpan FutureTolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The maximum age of a reading; what a gateway finds in its store after a repair still counts.</summary>
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromDays(3 * 366);

    /// <summary>
    /// A reading that is older than this when it comes was filled in afterwards: it is stored and flagged
    /// <c>backfill</c>, and alerts nobody. A gateway may have a limit of its own.
    /// </summary>
    public TimeSpan BackfillAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// From this angle off plumb on, in degrees, a sensor's readings are flagged as tilted; they count all the same.
    /// </summary>
    [Range(0.1, 180)]
    public double TiltedFromDeg { get; set; } = 15;

    /// <summary>The maximum number of readings in one transaction.</summary>
    [Range(1, 100_000)]
    public int MaximumBatch { get; set; } = 10_000;

    /// <summary>
    /// The maximum number of submissions (one socket read's messages, one HTTP request) decoded and not yet committed,
    /// over all connections. When it is reached, sockets are not read.
    /// </summary>
    [Range(1, 100_000)]
    public int MaximumPending { get; set; } = 1024;

    /// <summary>The maximum number of lines in an NDJSON body; an array holds up to 1000 (docs/mqtt.md).</summary>
    [Range(1, 100_000)]
    public int MaximumLines { get; set; } = 10_000;

    /// <summary>
    /// How often the directory of gateways and sensors is re-read without a notification of a change.
    /// </summary>
    public TimeSpan DirectoryRefresh { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a statement may take before the database counts as away and the batch is tried
    /// again.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
