using System.Diagnostics;
using CityOps.Testing;

namespace CityOps.Benchmarks.Ingest;

/// <summary>
/// Gateways publish to a mosquitto on the same cores, the application takes from it as a member of its group: until the
/// last reading is in the table, with each acknowledged to mosquitto after its commit. The peer is COPY in the same
/// run.
/// </summary>
internal static class BrokerPath
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(BenchCity city, Report report, long messages, double copy, CancellationToken ct)
    {
        await using var broker = await MosquittoBroker.StartAsync(ct);
        await using var app = await BenchApp.StartAsync(
            city,
            ct,
            ("Mqtt:Broker", broker.Url),
            ("Mqtt:BrokerClientId", "bench"),
            ("Mqtt:BrokerReceiveMaximum", "2000")
        );
        await PublishAsync(city, broker.Port, messages / 4, ct);
        var (published, stored) = await PublishAsync(city, broker.Port, messages, ct);
        report.Add(new("through mosquitto: acknowledged to gateways, 20 x 500", published, "readings/s"));
        report.Add(new("through mosquitto: stored", stored, "readings/s", stored / copy, "COPY"));
    }

    private static async Task<(double Published, double Stored)> PublishAsync(
        BenchCity city,
        int port,
        long messages,
        CancellationToken ct
    )
    {
        await city.SettleAsync(ct);
        var day = city.NextDay();
        using var loads = new Loads(20);
        await loads.ConnectAsync(port, ct);
        var each = messages / loads.All.Count;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(loads.All.Select(load => Task.Run(() => load.RunAsync(day, each, 500, ct), ct)));
        var published = Stopwatch.GetElapsedTime(began);
        while (await city.CountAsync(day, ct) < each * loads.All.Count)
        {
            await Task.Delay(Look, ct);
        }

        var count = each * loads.All.Count;
        return (count / published.TotalSeconds, count / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}
