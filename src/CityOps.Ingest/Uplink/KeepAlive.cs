namespace CityOps.Ingest.Uplink;

/// <summary>
/// A connection's silence (MQTT 5.0 §3.1.2.10). Kept by us because MQTTnet's monitor doesn't see the messages that
/// bypass it; while we ourselves don't read the socket, the client is not counted as silent.
/// </summary>
internal sealed class KeepAlive(TimeProvider time)
{
    private long _heardAt = time.GetTimestamp();
    private volatile bool _isPaused;

    /// <summary>The client's promise; zero is none.</summary>
    public TimeSpan Period { get; set; }

    /// <summary>Whether it has been silent for one and a half times its promise.</summary>
    public bool IsExpired =>
        Period > TimeSpan.Zero && !_isPaused && time.GetElapsedTime(Volatile.Read(ref _heardAt)) > Period * 1.5;

    /// <summary>Something has come, be it a part of a packet.</summary>
    public void Heard() => Volatile.Write(ref _heardAt, time.GetTimestamp());

    /// <summary>Waits for something of ours, during which silence doesn't count.</summary>
    public async ValueTask PauseForAsync(Task ours)
    {
        if (ours.IsCompletedSuccessfully)
        {
            return;
        }

        _isPaused = true;
        try
        {
            await ours;
        }
        finally
        {
            Heard();
            _isPaused = false;
        }
    }
}
