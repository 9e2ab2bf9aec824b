using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CityOps.App.Http;

/// <summary>
/// A health check's result with its cause in both languages of the console. Anybody may read it, so it names no
/// address, path or person.
/// </summary>
public static class HealthCause
{
    private const string Chinese = "zh";

    /// <summary>It works, but not as it should; the process stays ready.</summary>
    public static HealthCheckResult Degraded(string cause, string causeZh) =>
        HealthCheckResult.Degraded(cause, data: Data(causeZh));

    /// <summary>It does not work: whoever balances load sends nothing here.</summary>
    public static HealthCheckResult Unhealthy(string cause, string causeZh) =>
        HealthCheckResult.Unhealthy(cause, data: Data(causeZh));

    /// <summary>In English and Chinese; null where the check said none for readers.</summary>
    internal static (string En, string Zh)? Of(HealthReportEntry entry) =>
        entry.Description is { } cause && entry.Data.TryGetValue(Chinese, out var zh) && zh is string causeZh
            ? (cause, causeZh)
            : null;

    private static Dictionary<string, object> Data(string causeZh) => new() { [Chinese] = causeZh };
}
