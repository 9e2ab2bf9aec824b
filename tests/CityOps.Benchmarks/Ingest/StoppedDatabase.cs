using System.Diagnostics;

namespace CityOps.Benchmarks.Ingest;

/// <summary>
/// The database stops under load for a minute and returns: the application's memory stays where it was, because sockets
/// are not read, and everything that was sent is acknowledged and stored afterwards.
/// </summary>
internal static class StoppedDatabase
{
    private const int Connections = 20;
    private const double PerSecond = 100_000;
    private const double MaxGrowthMb = 50;
    private static readonly TimeSpan Running = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(500);

    public static async Task RunAsync(BenchCity city, Report report, TimeSpan outage, CancellationToken ct)
    {
        await city.SettleAsync(ct);
        await using var app = await BenchApp.StartAsync(city, ct);
        var day = city.NextDay();
        using var loads = new Loads(Connections);
        await loads.ConnectAsync(app.MqttPort, ct);

        // They go on sending what their sockets take, far beyond the window.
        var sending = loads
            .All.Select(load =>
                Task.Run(() => load.RunAtRateAsync(day, PerSecond / Connections, Running + outage + Running, ct), ct)
            )
            .ToList();
        await Task.Delay(Running, ct);
        await city.StopAsync();
        var (stopped, before) = (Stopwatch.GetTimestamp(), app.RssMb());
        var most = before;
        while (Stopwatch.GetElapsedTime(stopped) < outage)
        {
            await Task.Delay(Sampling, ct);
            most = Math.Max(most, app.RssMb());
        }

        await city.StartAgainAsync(ct);
        var back = Stopwatch.GetTimestamp();
        var held = loads.All.Sum(load => load.Acknowledged);
        while (loads.All.Sum(load => load.Acknowledged) == held)
        {
            await Task.Delay(Sampling / 10, ct);
        }

        var resumed = Stopwatch.GetElapsedTime(back);
        await Task.WhenAll(sending);
        var (acknowledged, stored) = (loads.All.Sum(load => load.Acknowledged), await city.CountAsync(day, ct));
        report.Add(new("database stopped under load", outage.TotalSeconds, "s"));
        report.Add(new("  resident memory when it stopped", before, "MB"));
        report.Add(
            new(
                "  growth until it came back",
                most - before,
                "MB",
                Target: "<= 50",
                IsMet: most - before <= MaxGrowthMb
            )
        );
        report.Add(new("  acknowledging again after", resumed.TotalSeconds, "s"));
        report.Add(
            new(
                "  acknowledged in all and not stored",
                acknowledged - stored,
                "readings",
                Target: "0",
                IsMet: acknowledged == stored
            )
        );
    }
}
