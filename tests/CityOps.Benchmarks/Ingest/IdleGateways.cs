using System.Globalization;

namespace CityOps.Benchmarks.Ingest;

/// <summary>What connected gateways cost that say nothing.</summary>
internal static class IdleGateways
{
    private const int Wanted = 10_000;
    private const int OtherFiles = 500;
    private const int AtOnce = 200;
    private const double MaxMb = 250;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(BenchCity city, Report report, CancellationToken ct)
    {
        var count = Math.Min(Wanted, OpenFilesLimit() - OtherFiles);
        if (count < Wanted)
        {
            await Console.Error.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This user may have {OpenFilesLimit()} files open (ulimit -Hn): {count} connections instead of {Wanted}."
                )
            );
        }

        await using var app = await BenchApp.StartAsync(city, ct);
        using var some = new Idle(AtOnce);
        await some.ConnectAsync(app.MqttPort, ct); // the code for it is compiled and the pools are there
        await Task.Delay(Settling, ct);
        var before = app.RssMb();

        using var idle = new Idle(count);
        await idle.ConnectAsync(app.MqttPort, ct);
        await Task.Delay(Settling, ct);
        var more = app.RssMb() - before;
        report.Add(new("connected idle gateways", count, "connections"));
        report.Add(
            new("  resident memory for them", more, "MB", Target: "<= 250", IsMet: more <= MaxMb * count / Wanted)
        );
    }

    private static int OpenFilesLimit()
    {
        // "Max open files            1024                 1048576              files": soft, hard; .NET raises the soft
        // one.
        var words = File.ReadLines("/proc/self/limits")
            .First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return int.TryParse(words[4], CultureInfo.InvariantCulture, out var hard) ? hard : int.MaxValue;
    }

    private sealed class Idle(int count) : IDisposable
    {
        private readonly List<MqttLoad> _connections =
        [
            .. Enumerable.Range(0, count).Select(i => new MqttLoad(i % BenchCity.Gateways, $"idle-{count}-{i}")),
        ];

        public Task ConnectAsync(int port, CancellationToken ct) =>
            Parallel.ForEachAsync(
                _connections,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
                async (connection, token) => await connection.ConnectAsync(port, token)
            );

        public void Dispose() => _connections.ForEach(connection => connection.Dispose());
    }
}
