namespace CityOps.Ingest.Follow;

/// <summary>Work that goes on for as long as the process, whatever comes between.</summary>
internal static class UntilStopped
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Begins the work again a second after it failed, and whenever it has ended.</summary>
    /// <param name="failed">Told of each failure before it is waited.</param>
    public static async Task RunAsync(
        Func<CancellationToken, Task> work,
        Action<Exception> failed,
        TimeProvider time,
        CancellationToken stoppingToken
    )
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                failed(e);
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
