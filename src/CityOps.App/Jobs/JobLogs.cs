using Hangfire.AspNetCore;
using Hangfire.Logging;

namespace CityOps.App.Jobs;

/// <summary>
/// Hangfire's messages in the host's log. Hangfire has one log provider for the whole process, the last host's; when
/// that host has ended before another of the same process, the other's jobs go on without a log instead of failing.
/// </summary>
internal sealed class JobLogs(ILoggerFactory logs) : ILogProvider
{
    private readonly AspNetCoreLogProvider _host = new(logs);

    public ILog GetLogger(string name)
    {
        try
        {
            return _host.GetLogger(name);
        }
        catch (ObjectDisposedException)
        {
            return new Silence();
        }
    }

    private sealed class Silence : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string> messageFunc, Exception? exception = null) =>
            false;
    }
}
