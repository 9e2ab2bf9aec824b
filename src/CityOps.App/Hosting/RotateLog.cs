using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using CityOps.App.Database;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace CityOps.App.Hosting;

/// <summary>
/// Begins a new serve.log when the one that this process writes its error stream to has grown large. The descriptors
/// themselves are turned to the new file, so that no line is lost and nothing need be restarted.
/// </summary>
internal sealed partial class RotateLog(
    DataFolder folder,
    IOptions<LogOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<RotateLog> log
) : BackgroundService
{
    private const int CloseOnExec = 0x80000;
    private const int ErrorStream = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            using var timer = new PeriodicTimer(Interval);
            do
            {
                RotateIfLarge();
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops, perhaps before it has started.
        }
    }

    private async Task StartedAsync(CancellationToken ct)
    {
        var started = new TaskCompletionSource();
        using var on = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(ct);
    }

    private void RotateIfLarge()
    {
        try
        {
            if (Rotate(folder.ServeLog, options.Value.FileMegabytes * 1024L * 1024, options.Value.FilesKept))
            {
                LogBegun(folder.ServeLog);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or Win32Exception)
        {
            LogStays(folder.ServeLog, problem.Message);
        }
    }

    /// <returns>Whether a new file was begun; not when this process does not write there, or it is small.</returns>
    private static bool Rotate(string path, long mostBytes, int kept)
    {
        if (!File.Exists(path) || new FileInfo(path).Length < mostBytes)
        {
            return false;
        }

        var writing = Directory
            .EnumerateFiles("/proc/self/fd")
            .Where(fd => new FileInfo(fd).LinkTarget == path)
            .Select(fd => int.Parse(Path.GetFileName(fd), CultureInfo.InvariantCulture))
            .ToList();
        if (writing.Count == 0)
        {
            return false;
        }

        for (var number = kept - 1; number >= 1; number--)
        {
            if (File.Exists(Earlier(path, number)))
            {
                File.Move(Earlier(path, number), Earlier(path, number + 1), overwrite: true);
            }
        }

        File.Move(path, Earlier(path, 1), overwrite: true);
        using var fresh = File.OpenHandle(
            path,
            FileMode.Create,
            FileAccess.Write,
            FileShare.ReadWrite | FileShare.Delete
        );
        foreach (var descriptor in writing)
        {
            if (Duplicate(fresh, descriptor, descriptor == ErrorStream ? 0 : CloseOnExec) < 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
        }

        return true;
    }

    private static string Earlier(string path, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");

    [DllImport("libc", EntryPoint = "dup3", SetLastError = true)]
    private static extern int Duplicate(SafeFileHandle from, int to, int flags);

    [LoggerMessage(LogLevel.Information, "{File} is a new file; what was written before is beside it")]
    private partial void LogBegun(string file);

    [LoggerMessage(LogLevel.Warning, "{File} is large and no new one can be begun: {Problem}")]
    private partial void LogStays(string file, string problem);
}
