namespace CityOps.Ingest.Quotas;

/// <summary>
/// A rate with a burst, by the generic cell rate algorithm (ITU-T I.371): what is taken is paid for in time, and the
/// rate is spent while more than the burst is owed. Safe from several threads.
/// </summary>
internal sealed class Rate(double perSecond, TimeSpan burst, TimeProvider time)
{
    private readonly double _price = perSecond > 0 ? time.TimestampFrequency / perSecond : 0;
    private readonly long _credit = (long)(burst.TotalSeconds * time.TimestampFrequency);
    private long _paidUntil = long.MinValue;

    /// <summary>Takes units, be they there or not: who asks <see cref="Wait"/> first takes one too much at
    /// most.</summary>
    public void Take(long units)
    {
        if (_price == 0)
        {
            return;
        }

        var price = (long)(_price * units);
        var now = time.GetTimestamp();
        long paid;
        do
        {
            paid = Volatile.Read(ref _paidUntil);
        } while (Interlocked.CompareExchange(ref _paidUntil, Math.Max(paid, now) + price, paid) != paid);
    }

    /// <summary>How long until there is something again; zero while there is.</summary>
    public TimeSpan Wait()
    {
        var paid = Volatile.Read(ref _paidUntil);
        if (paid == long.MinValue)
        {
            return TimeSpan.Zero;
        }

        var excess = paid - time.GetTimestamp() - _credit;
        return excess <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)excess / time.TimestampFrequency);
    }
}
