using System.Globalization;
using CityOps.Testing;

namespace CityOps.Benchmarks.Ingest;

/// <summary>The application as it is measured: a process of its own with the ingest role, quiet.</summary>
internal static class BenchApp
{
    public static Task<CityOpsProcess> StartAsync(
        BenchCity city,
        CancellationToken ct,
        params (string Name, string Value)[] settings
    )
    {
        var environment = new Dictionary<string, string>
        {
            ["Logging__LogLevel__Default"] = "Warning",
            // a few gateways send what thousands would
            ["Quotas__ConnectionsPerGateway"] = "100000",
            ["Quotas__MessagesPerSecond"] = "0",
            ["Quotas__BytesPerSecond"] = "0",
        };
        foreach (var (name, value) in settings)
        {
            environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return CityOpsProcess.StartAsync(
            new(city.ConnectionString) { Arguments = ["--roles", "ingest"], Environment = environment },
            ct
        );
    }

    /// <summary>Resident memory now, in MB.</summary>
    public static double RssMb(this CityOpsProcess app) => StatusMb(app.ProcessId, "VmRSS");

    /// <summary>The most resident memory it ever had, in MB.</summary>
    public static double PeakRssMb(this CityOpsProcess app) => StatusMb(app.ProcessId, "VmHWM");

    private static double StatusMb(int processId, string field)
    {
        var line = File.ReadLines($"/proc/{processId}/status")
            .First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            / 1024;
    }
}
