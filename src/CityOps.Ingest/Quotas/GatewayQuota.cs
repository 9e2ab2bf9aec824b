namespace CityOps.Ingest.Quotas;

/// <summary>What one gateway has taken of what it may; shared by its connections and its HTTP requests.</summary>
internal sealed class GatewayQuota(string gatewayId, QuotaOptions options, TimeProvider time)
{
    private const int MinKept = 256;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);
    private readonly Rate _messages = new(options.MessagesPerSecond, options.Burst, time);
    private readonly Rate _bytes = new(options.BytesPerSecond, options.Burst, time);
    private readonly Rate _rejected = new(options.RejectedPerHour / Hour.TotalSeconds, Hour, time);
    private readonly Rate _kept = new(options.RejectedBytesPerHour / Hour.TotalSeconds, Hour, time);
    private long _warnedAt = long.MinValue;

    public string GatewayId { get; } = gatewayId;

    /// <summary>How long until another message may be taken; zero when one may be now.</summary>
    public TimeSpan WaitToSend()
    {
        var (messages, bytes) = (_messages.Wait(), _bytes.Wait());
        return messages > bytes ? messages : bytes;
    }

    /// <summary>How long until another rejection may be kept; zero when one may be now.</summary>
    public TimeSpan WaitToReject() => _rejected.Wait();

    /// <summary>A message is taken in.</summary>
    public void Sent(int bytes)
    {
        _messages.Take(1);
        _bytes.Take(bytes);
    }

    /// <summary>A part is rejected: says how much is kept of it, or, to who can be told, that it is beyond the
    /// quota.</summary>
    /// <param name="canBeTold">An MQTT 5.0 or HTTP client; another one is held before it gets here.</param>
    public Rejection Judge(Rejection rejection, bool canBeTold)
    {
        if (canBeTold && _rejected.Wait() > TimeSpan.Zero)
        {
            return rejection with
            {
                Reason = RejectionReason.OverQuota,
                Detail = $"{rejection.Reason}, and nothing more is kept of this gateway now",
                IsKept = false,
            };
        }

        _rejected.Take(1);
        var most = _kept.Wait() > TimeSpan.Zero ? MinKept : options.RejectedPayloadBytes;
        var kept = Math.Min(most, rejection.Payload.Length);
        _kept.Take(kept);
        return rejection with { KeptBytes = kept };
    }

    /// <summary>True once a minute: the log names who exceeds its quota, and is no further place to fill.</summary>
    public bool MayWarn()
    {
        var (warned, now) = (Volatile.Read(ref _warnedAt), time.GetTimestamp());
        return (warned == long.MinValue || time.GetElapsedTime(warned, now) >= BetweenWarnings)
            && Interlocked.CompareExchange(ref _warnedAt, now, warned) == warned;
    }
}
