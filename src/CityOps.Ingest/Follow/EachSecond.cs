namespace CityOps.Ingest.Follow;

/// <summary>What is counted or noted in memory and written once a second.</summary>
internal static class EachSecond
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(5);

    /// <summary>Writes each second until stopped, and once more then, for five seconds at most.</summary>
    /// <param name="write">Does not throw while the database is away.</param>
    public static async Task RunAsync(
        Func<CancellationToken, Task> write,
        TimeProvider time,
        CancellationToken stoppingToken
    )
    {
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await write(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            using var deadline = new CancellationTokenSource(LastTry);
            await write(deadline.Token);
        }
    }
}
