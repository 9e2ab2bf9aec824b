using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CityOps.App.Features.Ponding.Simulation;
using CityOps.App.Verbs;
using Spectre.Console;

namespace CityOps.App.Features.Demo.Traffic;

/// <summary>
/// <c>simulate</c>: a day in the demo city through the real doors, until it is stopped: officers patrol and report with
/// photos, citizens scan codes (HTTP), gateways send levels of roads that get wet and dry again (MQTT). <c>simulate
/// storm</c> is a storm on its own.
/// </summary>
internal static class SimulateCommand
{
    private const int MaxPerMinute = 6000;

    public static Command Create()
    {
        var rate = new Option<int>("--rate")
        {
            Description = "steps a minute: a report, a feedback, a gateway's levels, …",
            DefaultValueFactory = _ => 60,
        };
        var minutes = new Option<double?>("--minutes") { Description = "how long; until stopped when left out" };
        var http = new Option<string>("--http")
        {
            Description = "where HTTP listens",
            DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        var mqtt = Verb.Port("--mqtt", "MQTT port of the same machine", 1883);
        var simulate = new Command("simulate", "Live traffic through the real doors") { rate, minutes, http, mqtt };
        simulate.Subcommands.Add(SimulateStormCommand.Create());
        simulate.SetReadingVerb(
            async (arguments, context, ct) =>
            {
                if (arguments.GetValue(rate) is < 1 or > MaxPerMinute)
                {
                    return context.Fail($"--rate is 1 to {MaxPerMinute}.");
                }

                if (
                    !Uri.TryCreate(arguments.GetRequiredValue(http), UriKind.Absolute, out var address)
                    || address.Scheme is not ("http" or "https")
                )
                {
                    return context.Fail(
                        $"--http is an address such as http://127.0.0.1:8080, not {arguments.GetValue(http)}."
                    );
                }

                if (arguments.GetValue(minutes) is <= 0 or > 1e6 or double.NaN)
                {
                    return context.Fail("--minutes is more than 0.");
                }

                if (!File.Exists(context.Folder.DemoAccounts) || !File.Exists(context.Folder.DemoGateways))
                {
                    return context.Fail(
                        $"{context.Folder.DemoAccounts} is not there; the traffic needs the demo city's people and gateways (verb demo, or --data)."
                    );
                }

                using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
                if (arguments.GetValue(minutes) is { } length)
                {
                    stop.CancelAfter(TimeSpan.FromMinutes(length));
                }

                var accounts = await ReadAsync<DemoAccount>(context.Folder.DemoAccounts, ct);
                var gateways = await ReadAsync<StormGatewayLogin>(context.Folder.DemoGateways, ct);
                await using var traffic = new CityTraffic(
                    accounts,
                    gateways,
                    address,
                    arguments.GetValue(mqtt),
                    context.Time
                );
                await RunAsync(traffic, arguments.GetValue(rate), context.Time, stop.Token);
                return 0;
            }
        );
        return simulate;
    }

    private static async Task RunAsync(CityTraffic traffic, int rate, TimeProvider time, CancellationToken ct)
    {
        await ShowAsync(AnsiConsole.Console, async show =>
        {
            using var steps = new PeriodicTimer(TimeSpan.FromMinutes(1.0 / rate), time);
            try
            {
                while (await steps.WaitForNextTickAsync(ct))
                {
                    await traffic.StepAsync(ct);
                    show(Picture(traffic, rate));
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // It was to run until now.
            }
        });
        AnsiConsole.Write(Picture(traffic, rate));
    }

    /// <summary>A live table on a terminal; elsewhere the last picture alone.</summary>
    private static Task ShowAsync(IAnsiConsole console, Func<Action<Table>, Task> run) =>
        console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? console
                .Live(new Table())
                .StartAsync(live =>
                    run(picture =>
                    {
                        live.UpdateTarget(picture);
                        live.Refresh();
                    })
                )
            : run(_ => { });

    private static Table Picture(CityTraffic traffic, int rate)
    {
        var table = new Table()
            .Title(string.Create(CultureInfo.InvariantCulture, $"Traffic of the demo city, {rate} steps a minute"))
            .AddColumns("door", "done", "refused", "last");
        foreach (var (door, tally) in traffic.Tallies)
        {
            table.AddRow(
                door,
                tally.Done.ToString(CultureInfo.InvariantCulture),
                tally.Refused.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(tally.Last)
            );
        }

        return table;
    }

    private static async Task<List<T>> ReadAsync<T>(string file, CancellationToken ct) =>
        JsonSerializer.Deserialize<List<T>>(await File.ReadAllTextAsync(file, ct), JsonSerializerOptions.Web)!;
}
