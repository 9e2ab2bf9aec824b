using System.ComponentModel.DataAnnotations;
using System.Net;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// The door for hydrological stations that speak SL 651-2014 over TCP (section <c>Sl651</c>), validated at start. It is
/// shut until a port is given.
/// </summary>
public sealed class Sl651Options : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Sl651";

    /// <summary>TCP port; -1 opens none, 0 takes a free one.</summary>
    [Range(-1, 65_535)]
    public int Port { get; set; } = -1;

    /// <summary>Address to listen on; that of <c>serve --bind</c> when left out. The protocol has no encryption and its
    /// password is two bytes: let only the stations' network in.</summary>
    public string? Bind { get; set; }

    /// <summary>The maximum number of connections; a further one is closed at once.</summary>
    [Range(1, 1_000_000)]
    public int MaximumConnections { get; set; } = 10_000;

    /// <summary>How long a connection may take to its first frame of a known station.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FirstFrameTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a station may be silent then: the standard's ten minutes, and one more.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(11);

    /// <summary>How long the rest of a frame may keep us waiting, from byte to byte, before it is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FrameTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a station may leave unread what we send.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stopping server waits for the commits and confirmations under way.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Confirms with ESC, so that stations stay on the line; otherwise with EOT, after which they may hang up.
    /// </summary>
    public bool KeepOnline { get; set; } = true;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Bind is not null && !IPAddress.TryParse(Bind, out _))
        {
            yield return new ValidationResult(
                $"Sl651:Bind is \"{Bind}\"; write an address such as 0.0.0.0 or ::.",
                [nameof(Bind)]
            );
        }
    }
}
