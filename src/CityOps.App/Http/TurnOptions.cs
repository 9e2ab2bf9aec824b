using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Http;

/// <summary>
/// How many long calls one account, and one address (of IPv6 the 64 bits of its network), may have under way on a node
/// (section <c>Turns</c>). A further one is answered 429.
/// </summary>
public sealed class TurnOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Turns";

    /// <summary>Event streams of one account: a page each.</summary>
    [Range(1, 100_000)]
    public int StreamsPerAccount { get; set; } = 20;

    /// <summary>Event streams from one address: an office behind it has many pages open.</summary>
    [Range(1, 100_000)]
    public int StreamsPerAddress { get; set; } = 500;

    /// <summary>Event streams of a node.</summary>
    [Range(1, 1_000_000)]
    public int Streams { get; set; } = 2000;

    /// <summary>Tables that one account takes out at once.</summary>
    [Range(1, 1000)]
    public int ExportsPerAccount { get; set; } = 2;

    /// <summary>Tables that are taken out to one address at once.</summary>
    [Range(1, 1000)]
    public int ExportsPerAddress { get; set; } = 4;

    /// <summary>Tables that a node writes at once.</summary>
    [Range(1, 1000)]
    public int Exports { get; set; } = 8;

    /// <summary>Uploads that one account sends at once.</summary>
    [Range(1, 100_000)]
    public int UploadsPerAccount { get; set; } = 12;

    /// <summary>Uploads that come from one address at once.</summary>
    [Range(1, 100_000)]
    public int UploadsPerAddress { get; set; } = 60;

    /// <summary>Uploads that a node takes at once.</summary>
    [Range(1, 100_000)]
    public int Uploads { get; set; } = 1000;
}
