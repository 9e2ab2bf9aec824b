namespace CityOps.Ingest;

#pragma warning disable CA1001 // a semaphore holds nothing of the system's unless its wait handle is asked for

/// <summary>Wakes the one who waits. Called several times before it looks, it looks once.</summary>
public sealed class Wake
{
    private readonly SemaphoreSlim _called = new(0, 1);

    /// <summary>From any thread.</summary>
    public void Call()
    {
        try
        {
            _called.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been called already.
        }
    }

    /// <summary>Returns when it was called.</summary>
    public Task WaitAsync(CancellationToken ct) => _called.WaitAsync(ct);

    /// <summary>Returns when it was called, or after so long.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _called.WaitAsync(atMost, ct);
}
