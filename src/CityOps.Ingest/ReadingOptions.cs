using System.ComponentModel.DataAnnotations;

namespace CityOps.Ingest;

/// <summary>What is believed of a reading, and how readings are committed (section <c>Readings</c>); validated at
/// start.</summary>
public sealed class ReadingOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Readings";

    /// <summary>How far a sensor's clock may run ahead of ours.</summary>
    public TimeSpan FutureTolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The oldest reading taken; what a gateway finds in its store after a repair still counts.</summary>
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromDays(3 * 366);

    /// <summary>From how many degrees off plumb a sensor's readings are flagged as tilted; they count all the
    /// same.</summary>
    [Range(0.1, 180)]
    public double TiltedFromDeg { get; set; } = 15;

    /// <summary>Most readings in one transaction.</summary>
    [Range(1, 100_000)]
    public int MaximumBatch { get; set; } = 10_000;

    /// <summary>
    /// Most submissions (one socket read's messages, one HTTP request) decoded and not yet committed, over all
    /// connections.
    /// When it is reached, sockets are not read.
    /// </summary>
    [Range(1, 100_000)]
    public int MaximumPending { get; set; } = 1024;

    /// <summary>Most lines of an NDJSON body; an array holds up to 1000 (DESIGN §3).</summary>
    [Range(1, 100_000)]
    public int MaximumLines { get; set; } = 10_000;

    /// <summary>How often the directory of gateways and sensors is re-read without being told of a change.</summary>
    public TimeSpan DirectoryRefresh { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a statement may take before the database counts as away and the batch is tried
    /// again.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
