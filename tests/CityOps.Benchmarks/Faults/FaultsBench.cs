using System.CommandLine;
using System.Globalization;
using CityOps.Testing.Faults;

namespace CityOps.Benchmarks.Faults;

/// <summary>
/// <c>bench faults</c>: the application, PostgreSQL and the broker are killed, stopped and cut at random moments under
/// load; then the publishers' lists are compared with the tables. Ends with exit code 1 when anything acknowledged is
/// missing or stored twice.
/// </summary>
internal static class FaultsBench
{
    private const int Shown = 20;

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "print JSON at the end instead of lines as they come" };
        var rounds = new Option<int>("--rounds")
        {
            Description = "faults, one after another",
            DefaultValueFactory = _ => 24,
        };
        var seed = new Option<int?>("--seed") { Description = "plans the same faults again; printed at the start" };
        var command = new Command(
            "faults",
            "Kill, stop and cut everything under load: what was acknowledged is there, once"
        )
        {
            json,
            rounds,
            seed,
        };
        command.SetAction(
            (arguments, ct) =>
                RunAsync(
                    arguments.GetValue(json),
                    arguments.GetValue(rounds),
                    arguments.GetValue(seed) ?? Random.Shared.Next(1_000_000),
                    ct
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(bool json, int rounds, int seed, CancellationToken ct)
    {
        var log = json ? Console.Error : Console.Out;
        await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rounds} rounds, --seed {seed}"));
        await using var city = await FaultCity.CreateAsync(FaultRun.Publishers, isDurable: true, ct);
        var run = new FaultRun(city, seed, log.WriteLine);
        var comparison = await run.RunAsync(rounds, ct);

        var report = new Report(json);
        report.Add(new("seed", seed, ""));
        report.Add(new("faults under load", rounds, "rounds"));
        report.Add(new("published", comparison.Published, "messages"));
        report.Add(new("acknowledged", comparison.Acknowledged, "messages"));
        report.Add(new("of these quarantined", comparison.Rejected, "messages"));
        report.Add(new("longest from the fault's end to everyone's next ack", run.LongestResume.TotalSeconds, "s"));
        report.Add(
            new(
                "acknowledged and missing",
                comparison.Missing.Count,
                "messages",
                Target: "0",
                IsMet: comparison.Missing.Count == 0
            )
        );
        report.Add(
            new("stored twice", comparison.Twice.Count, "messages", Target: "0", IsMet: comparison.Twice.Count == 0)
        );
        report.Finish();
        foreach (var line in comparison.Missing.Take(Shown).Concat(comparison.Twice.Take(Shown)))
        {
            await Console.Error.WriteLineAsync(line);
        }

        return comparison is { Missing.Count: 0, Twice.Count: 0 } ? 0 : 1;
    }
}
