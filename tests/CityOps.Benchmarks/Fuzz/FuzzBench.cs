using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CityOps.Benchmarks.Cases;
using CityOps.Benchmarks.Ingest;
using CityOps.Testing;
using CityOps.Testing.Fuzz;

namespace CityOps.Benchmarks.Fuzz;

/// <summary>
/// <c>bench fuzz</c>: calls that nobody means, of every operation, on an application in a process of its own. No answer
/// is a 500, every refusal is a problem with a code that the description declares, and the memory that the calls took
/// is given back.
/// </summary>
internal static class FuzzBench
{
    private const int Rounds = 10;
    private static readonly string[] Logins = ["admin", "supervisor", "officer", "handler"];

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "print JSON at the end instead of lines as they come" };
        var calls = new Option<int>("--calls") { DefaultValueFactory = _ => 50_000, Description = "how many calls" };
        var seed = new Option<int>("--seed")
        {
            DefaultValueFactory = _ => 1,
            Description = "the same seed makes the same calls",
        };
        var command = new Command("fuzz", "Calls that nobody means, of every operation") { json, calls, seed };
        command.SetAction(
            async (arguments, ct) =>
            {
                var report = new Report(arguments.GetValue(json));
                var faults = await RunAsync(report, arguments.GetValue(calls), arguments.GetValue(seed), ct);
                report.Finish();
                foreach (var fault in faults)
                {
                    await Console.Error.WriteLineAsync(fault);
                }

                return 0;
            }
        );
        return command;
    }

    private static async Task<IReadOnlyCollection<string>> RunAsync(
        Report report,
        int calls,
        int seed,
        CancellationToken ct
    )
    {
        await using var city = await CaseCity.CreateAsync(1_000, ct);
        await using var app = await CityOpsProcess.StartAsync(
            new(city.ConnectionString)
            {
                Environment = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "None" },
            },
            ct
        );
        using var reader = await app.LogInAsync("admin", ct);
        using var described = await reader.ReadAsync("/openapi/v1.json", ct);
        var fuzzer = new HttpFuzzer(described.Body, seed, Logins.ToHashSet());
        var (made, taken, faults) = (0, 0, new SortedSet<string>(StringComparer.Ordinal));
        var began = Stopwatch.GetTimestamp();
        var (before, most) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var callers = new List<HttpClient>();
            foreach (var login in Logins)
            {
                callers.Add(await app.LogInAsync(login, ct)); // a log-in does not last for all the rounds
            }

            callers.Add(new HttpClient { BaseAddress = app.Http });
            var run = await FuzzRun.RunAsync(fuzzer, callers, calls / Rounds, ct);
            callers.ForEach(caller => caller.Dispose());
            made += run.Calls;
            taken += run.Taken;
            faults.UnionWith(run.Faults);
            most = Math.Max(most, app.PeakRssMb());
            if (round == 0)
            {
                before = await SettledMemoryAsync(app, ct); // by then every operation has been compiled and run
            }
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = await SettledMemoryAsync(app, ct);
        report.Add(new(string.Create(CultureInfo.InvariantCulture, $"calls, seed {seed}"), made, "calls"));
        report.Add(new("  of them taken", taken, "calls"));
        report.Add(new("  in", seconds, "s"));
        report.Add(new("answers that must not be", faults.Count, "kinds", null, null, "0", faults.Count == 0));
        report.Add(new("resident memory, the most", most, "MB"));
        report.Add(new("resident memory after the first tenth", before, "MB"));
        var ratio = after / before;
        report.Add(
            new("resident memory at the end", after, "MB", ratio, "after the first tenth", "<= 1.2", ratio <= 1.2)
        );
        return faults;
    }

    // The least of a minute and a half at rest: the collector gives back what it does not need after some seconds.
    private static async Task<double> SettledMemoryAsync(CityOpsProcess app, CancellationToken ct)
    {
        var least = double.MaxValue;
        for (var second = 0; second < 90; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
            least = Math.Min(least, app.RssMb());
        }

        return least;
    }
}
