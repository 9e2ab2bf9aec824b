using Npgsql;

namespace CityOps.App.Database;

/// <summary>
/// Keeps the embedded server alive while the application serves: a killed server is started again within seconds, one
/// whose libraries no longer load is restarted.
/// </summary>
public sealed class EmbeddedPostgresWatch(
    EmbeddedPostgres postgres,
    TimeProvider time,
    ILogger<EmbeddedPostgresWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private const int LooksPerProbe = 5;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        for (var look = 1; await timer.WaitForNextTickAsync(stoppingToken); look++)
        {
            try
            {
                // Whether the process lives is cheap to see; whether its libraries load takes a backend of its own.
                if (look % LooksPerProbe == 0 || !postgres.IsRunning)
                {
                    await postgres.RepairAsync(stoppingToken);
                }
            }
            catch (Exception error)
                when (error
                        is EmbeddedPostgresException
                            or NpgsqlException
                            or IOException
                            or System.ComponentModel.Win32Exception // its programs are being replaced
                )
            {
                // A restart that fails for good must not become a loop of restarts under whatever still works.
                logger.LogError(
                    "Error while repairing the embedded database, next try in {Pause}: {Problem}",
                    PauseAfterFailure,
                    error.Message
                );
                await Task.Delay(PauseAfterFailure, time, stoppingToken);
            }
        }
    }
}
