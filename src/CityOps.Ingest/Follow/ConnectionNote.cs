namespace CityOps.Ingest.Follow;

/// <summary>What is noted of one connection, from its CONNACK to its end.</summary>
internal sealed class ConnectionNote
{
    private string? _ending;
    private bool _keepsWill = true;

    public Guid Id { get; } = Guid.CreateVersion7();

    public string GatewayId { get; set; } = "";

    public string ClientId { get; set; } = "";

    /// <summary><c>3.1.1</c> or <c>5.0</c>.</summary>
    public string Protocol { get; set; } = "";

    /// <summary>Null before its CONNACK.</summary>
    public DateTimeOffset? OpenedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The will of its CONNECT; null without one.</summary>
    public ReadOnlyMemory<byte>? Will { get; set; }

    /// <summary>Why it ended; one of <see cref="ConnectionEnding"/>.</summary>
    public string Ending => _ending ?? ConnectionEnding.Lost;

    /// <summary>The will, when the connection ended so that it counts (MQTT 5.0 §3.1.2.5); null while it is
    /// open.</summary>
    public ReadOnlyMemory<byte>? LastWords => ClosedAt is not null && _keepsWill ? Will : null;

    /// <summary>Records the cause of the end; the first one that is recorded counts.</summary>
    public void EndsBy(string ending, bool keepsWill = true)
    {
        if (Interlocked.CompareExchange(ref _ending, ending, null) is null)
        {
            _keepsWill = keepsWill;
        }
    }
}

/// <summary>The values of <c>gateway_connection.ending</c>.</summary>
internal static class ConnectionEnding
{
    /// <summary>The gateway sent DISCONNECT; its will counts only if it asked for that.</summary>
    public const string Graceful = "graceful";

    /// <summary>The connection broke without a DISCONNECT.</summary>
    public const string Lost = "lost";

    /// <summary>It was silent for one and a half times its keep-alive.</summary>
    public const string KeepAlive = "keep_alive";

    /// <summary>A newer connection took its session.</summary>
    public const string Takeover = "takeover";

    /// <summary>It broke the protocol.</summary>
    public const string Violation = "violation";

    /// <summary>It lost its right, or was disabled.</summary>
    public const string Dropped = "dropped";

    /// <summary>This node was stopped.</summary>
    public const string Shutdown = "shutdown";
}
