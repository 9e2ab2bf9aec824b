using System.Globalization;

namespace CityOps.App.Database.Embedded;

/// <summary>The server process of one cluster: is it there, start it, stop it. Callers hold <see
/// cref="ClusterLock.EnterAsync"/>.</summary>
internal sealed class Postmaster(ClusterPlace place, PostgresInstallation installation, ILogger logger)
{
    private const string StartTimeoutSeconds = "600";
    private static readonly TimeSpan OrphansEndWithin = TimeSpan.FromSeconds(60);

    private string PidFile => Path.Combine(place.DataFolder, "postmaster.pid");

    /// <summary>The process id of the running server, or null. A pid file that outlived its process doesn't
    /// count.</summary>
    public int? RunningPid() => RecordedPid(PidFile) is { } pid && IsOfThisCluster(pid) ? pid : null;

    /// <summary>Starts the server and returns when it accepts connections, after crash recovery if need be.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await WaitForOrphansAsync(ct);
        RemoveIfStale(PidFile);
        RemoveIfStale(place.Socket + ".lock");

        var startLog = Path.Combine(place.LogFolder, "start.log");
        File.Delete(startLog);
        var started = await place.User.RunAsync(
            installation.Program("pg_ctl"),
            ["start", "-D", place.DataFolder, "-l", startLog, "-w", "-t", StartTimeoutSeconds, "-s"],
            ct
        );
        if (!started.Succeeded)
        {
            var log = LogTail();
            throw new EmbeddedPostgresException(
                $"Error while starting PostgreSQL {installation.Major} on {place.DataFolder}. {FailureAdvice.For(log)}\n{log}"
            );
        }
    }

    /// <summary>Stops the server in an orderly way: open transactions are rolled back, everything committed is on
    /// disk.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (RunningPid() is null)
        {
            return;
        }

        var stopped = await place.User.RunAsync(
            installation.Program("pg_ctl"),
            ["stop", "-D", place.DataFolder, "-m", "fast", "-w", "-t", "120", "-s"],
            ct
        );
        if (!stopped.Succeeded && RunningPid() is { } pid)
        {
            throw new EmbeddedPostgresException(
                $"Error while stopping PostgreSQL (process {pid}) on {place.DataFolder}: {stopped.Output}"
            );
        }
    }

    /// <summary>
    /// After a crash the recorded number may have gone to another program, or be a dead process that nobody has
    /// collected.
    /// PostgreSQL can't tell and would refuse; here it is known that nothing runs in the data folder.
    /// </summary>
    private void RemoveIfStale(string lockFile)
    {
        if (RecordedPid(lockFile) is { } pid && Directory.Exists($"/proc/{pid}"))
        {
            logger.LogInformation(
                "Removing {File} of a crashed server: process {Pid} is another one now",
                lockFile,
                pid
            );
            File.Delete(lockFile);
        }
    }

    /// <summary>After a kill of the server its children notice and end by themselves; until then they may still
    /// write.</summary>
    private async Task WaitForOrphansAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(OrphansEndWithin);
        while (Orphans() is { Count: > 0 } orphans)
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new EmbeddedPostgresException(
                    $"Processes of a crashed server still work on {place.DataFolder}: {string.Join(", ", orphans)}. "
                        + "Wait for them or end them, then start again."
                );
            }
        }
    }

    private List<int> Orphans() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(folder =>
                int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0
            )
            .Where(pid => pid > 0 && IsOfThisCluster(pid))
            .ToList();

    /// <summary>Every process of a server works in its data folder.</summary>
    private bool IsOfThisCluster(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").StartsWith("postgres", StringComparison.Ordinal)
                && File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName == place.DataFolder;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int? RecordedPid(string lockFile)
    {
        try
        {
            return int.TryParse(File.ReadLines(lockFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid)
                ? pid
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The last lines that the server wrote, before and after it opened its own log.</summary>
    private string LogTail() =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(place.LogFolder, "*.log")
                .OrderByDescending(File.GetLastWriteTimeUtc)
                .Take(2)
                .Reverse()
                .SelectMany(file => File.ReadLines(file).TakeLast(8))
        );
}
