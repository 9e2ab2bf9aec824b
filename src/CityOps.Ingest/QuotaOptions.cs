using System.ComponentModel.DataAnnotations;

namespace CityOps.Ingest;

/// <summary>
/// What one gateway may send, so that a compromised one harms nobody but itself (section <c>Quotas</c>); validated at
/// start. Each rate is of the gateway, over all of its connections to a process; 0 is no limit.
/// </summary>
public sealed class QuotaOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Quotas";

    /// <summary>Open MQTT connections of one gateway to one process; a further CONNECT is answered with "quota
    /// exceeded" (0x97, v3.1.1: 3).</summary>
    [Range(1, 100_000)]
    public int ConnectionsPerGateway { get; set; } = 32;

    /// <summary>Messages a second; one may hold 1000 readings.</summary>
    [Range(0, 10_000_000)]
    public double MessagesPerSecond { get; set; } = 500;

    /// <summary>Bytes of payload a second.</summary>
    [Range(0, 10_000_000_000)]
    public double BytesPerSecond { get; set; } = 1024 * 1024;

    /// <summary>How long a gateway may send more than a rate allows after it was silent as long: what it stored while
    /// it had no line comes at once.</summary>
    public TimeSpan Burst { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Rejected messages, or parts of them, that are kept of a gateway in an hour.</summary>
    [Range(0, 1_000_000_000)]
    public double RejectedPerHour { get; set; } = 100_000;

    /// <summary>
    /// Bytes of rejected payload that are kept of a gateway in an hour. Of what comes beyond that the first 256 bytes,
    /// the length and the hash are kept.
    /// </summary>
    [Range(0, 1_000_000_000_000)]
    public double RejectedBytesPerHour { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes that are kept of one rejected payload; of a longer one these, its length and its hash.</summary>
    [Range(256, 16 * 1024 * 1024)]
    public int RejectedPayloadBytes { get; set; } = 64 * 1024;
}
